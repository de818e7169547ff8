// What a height or a derivative is where its formula says nothing: its limit if there is one, else 0.
function mendedHeight(landscape, p, height) {
  return height;
}

function mendBoth(landscape, p, out) {
  const sound = Number.isFinite(out[0]);
  const missing = p.some(Number.isNaN);
  for (let i = 0; i <= landscape.dimensions; i++) {
    if (missing) out[i] = NaN;
    else if (i && (!Number.isFinite(out[i]) || (!sound && Number.isNaN(out[0])))) out[i] = 0;
  }
}

function mendHessian(landscape, p, out) {
  for (let i = 0; i < out.length; i++) if (!Number.isFinite(out[i])) out[i] = 0;
}
