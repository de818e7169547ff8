// The flat charts beside the picture: the map of contours and the loss over steps.
(window.thalwegParts ??= {}).charts = function () {
  "use strict";

  const { charts: CHARTS, outside: OUTSIDE, pale: PALE } = window.thalweg.tables;

  function prepared(canvas) {
    const scale = window.devicePixelRatio || 1;
    const box = canvas.getBoundingClientRect();
    const [w, h] = [Math.max(Math.round(box.width * scale), 2), Math.max(Math.round(box.height * scale), 2)];
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    // Drawn by the processor: small canvases cost less so than as layers of their own.
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    return { pen, w, h, scale };
  }

  // The surface from above, drawn once: its colors, and its contour lines.
  function ground(surface, contoursShown) {
    const { rows, columns, colors } = surface;
    const image = document.createElement("canvas");
    image.width = columns;
    image.height = rows;
    const pixels = new ImageData(columns, rows);
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) {
        const from = 3 * (r * columns + c);
        pixels.data.set([colors[from], colors[from + 1], colors[from + 2], 255], 4 * ((rows - 1 - r) * columns + c));
      }
    }
    image.getContext("2d", { willReadFrequently: true }).putImageData(pixels, 0, 0);
    return { image, lines: contoursShown ? contourPath(surface) : null, half: surface.half };
  }

  function contourPath(surface) {
    const points = window.thalweg.floats(surface.contours);
    const cells = new Uint32Array(surface.contour_lines.slice().buffer);
    const path = new Path2D();
    let i = 0;
    while (i < cells.length) {
      const n = cells[i];
      for (let k = 1; k <= n; k += 1) {
        const p = 3 * cells[i + k];
        if (k === 1) path.moveTo(points[p], points[p + 1]); else path.lineTo(points[p], points[p + 1]);
      }
      i += n + 1;
    }
    return path;
  }

  // The map's rectangle on its canvas, as large as fits, and pixels per world unit.
  function frame(half, w, h) {
    const unit = Math.min(w / (2 * half[0]), h / (2 * half[1]));
    return { unit, left: w / 2 - unit * half[0], top: h / 2 - unit * half[1] };
  }

  // The map without particles, in the size of its canvas: thousands of lines, stroked once. This canvas and what is
  // drawn on it belong to the processor: where it stands in for a graphics card, the lines would take 1.5 seconds.
  function sheet(plan, w, h) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [w, h];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const { unit, left, top } = frame(plan.half, w, h);
    pen.drawImage(plan.image, left, top, 2 * unit * plan.half[0], 2 * unit * plan.half[1]);
    if (!plan.lines) return canvas;
    pen.setTransform(unit, 0, 0, -unit, w / 2, h / 2);
    pen.lineWidth = 0.7 / unit;
    pen.strokeStyle = "rgba(255,255,255,0.28)";
    pen.stroke(plan.lines);
    return canvas;
  }

  function drawMap(canvas, plan, flight, beads, theme) {
    const { pen, w, h, scale } = prepared(canvas);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, w, h);
    if (!plan) return;
    const { unit } = frame(plan.half, w, h);
    if (!plan.sheet || plan.sheet.width !== w || plan.sheet.height !== h) plan.sheet = sheet(plan, w, h);
    pen.drawImage(plan.sheet, 0, 0);
    if (!flight || !flight.count) return;
    const radius = Math.max(1.6, 4 * Math.min(1, (60 / flight.count) ** 0.3)) * scale;
    const slices = window.thalweg.slicesOf(flight, beads, new Float32Array(flight.count));
    for (let k = 0; k < flight.count; k += 1) {
      if (beads[3 * k + 2] < OUTSIDE) continue;
      const [x, y] = [w / 2 + unit * beads[3 * k], h / 2 - unit * beads[3 * k + 1]];
      const [many, place] = [Math.floor(slices[k] / 100) || 1, (slices[k] % 100) / 10];
      const [from, to] = [place, place + 1].map((part) => (2 * Math.PI * part) / many - Math.PI / 2);
      pen.beginPath();
      if (many > 1) pen.moveTo(x, y);
      pen.arc(x, y, radius, from, to);
      pen.fillStyle = `rgb(${flight.colors[3 * k]},${flight.colors[3 * k + 1]},${flight.colors[3 * k + 2]})`;
      pen.fill();
      if (flight.count >= 120) continue;
      pen.beginPath();
      pen.arc(x, y, radius, from, to);
      pen.globalAlpha = PALE;
      pen.strokeStyle = theme.rim;
      pen.lineWidth = scale;
      pen.stroke();
      pen.globalAlpha = 1;
    }
  }

  // The world point of a pixel of the map.
  function mapPoint(canvas, plan, x, y) {
    const box = canvas.getBoundingClientRect();
    const { unit } = frame(plan.half, box.width, box.height);
    return [(x - box.left - box.width / 2) / unit, -(y - box.top - box.height / 2) / unit];
  }

  function drawLoss(canvas, flight, t, theme, palette) {
    const { pen, w, h, scale } = prepared(canvas);
    pen.clearRect(0, 0, w, h);
    const text = 11 * scale;
    pen.font = `${text}px system-ui, sans-serif`;
    pen.fillStyle = theme.faint;
    const box = { left: 4.2 * text, right: w - 1.2 * text, top: 1.9 * text, bottom: h - 1.9 * text };
    const heights = flight?.runs.flatMap((run) => Array.from(run.curve)).filter(Number.isFinite) ?? [];
    if (!heights.length) {
      pen.textAlign = "center";
      pen.fillText(flight?.count ? "no height: undefined there" : "here: the height of what you drop", w / 2, h / 2, 0.94 * w);
      pen.textAlign = "left";
      return;
    }
    pen.fillText(`${flight.runs.some((run) => run.count > 1) ? "median height above" : "height above"} ${flight.level}`, 0.4 * text, 1.1 * text);
    const values = heights.filter((v) => v > 0);
    const high = Math.max(...values, CHARTS.deepest) * CHARTS.above;
    const low = Math.max(Math.min(...values, high), CHARTS.deepest * high) * CHARTS.below;
    const last = Math.max(flight.last, 1);
    const x = (step) => box.left + (step / last) * (box.right - box.left);
    const y = (v) => box.bottom - (Math.log(Math.max(v, low) / low) / Math.log(high / low)) * (box.bottom - box.top);
    axes(pen, box, { low, high, last, x, y, text, theme, scale });
    flight.runs.forEach((run, i) => curve(pen, flight, run.curve, t, { x, y, scale, color: palette[i % palette.length], rim: theme.rim }));
  }

  function axes(pen, box, { low, high, last, x, y, text, theme, scale }) {
    pen.strokeStyle = theme.faint;
    pen.globalAlpha = 0.25;
    pen.lineWidth = scale;
    const decades = Math.log10(high / low);
    const every = Math.max(1, Math.ceil(decades / CHARTS.ticks));
    const marks = [];
    for (let p = Math.ceil(Math.log10(low)); p <= Math.log10(high); p += every) marks.push(p);
    marks.forEach((p) => { pen.beginPath(); pen.moveTo(box.left, y(10 ** p)); pen.lineTo(box.right, y(10 ** p)); pen.stroke(); });
    pen.globalAlpha = 1;
    pen.textAlign = "right";
    marks.forEach((p) => pen.fillText(window.thalweg.numberText(10 ** p), box.left - 0.4 * text, y(10 ** p) + 0.35 * text));
    pen.fillText(String(Math.round(last)), box.right, box.bottom + 1.3 * text);
    pen.textAlign = "left";
    pen.fillText("step 0", x(0), box.bottom + 1.3 * text);
  }

  function curve(pen, flight, values, t, { x, y, scale, color, rim }) {
    const n = flight.samples;
    const { row, part } = window.thalweg.sampleOf(flight, t);
    const line = (from, to, width, alpha) => {
      pen.beginPath();
      for (let s = from; s <= to; s += 1) pen.lineTo(x(flight.step[s]), y(values[s]));
      pen.strokeStyle = color;
      pen.lineWidth = width * scale;
      pen.globalAlpha = alpha;
      pen.stroke();
      pen.globalAlpha = 1;
    };
    line(0, n - 1, 1, 0.35);
    line(0, row, 2, 1);
    const next = Math.min(row + 1, n - 1);
    const v = (1 - part) * values[row] + part * values[next];
    pen.beginPath();
    pen.arc(x((1 - part) * flight.step[row] + part * flight.step[next]), y(v), 4 * scale, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
    pen.strokeStyle = rim;
    pen.lineWidth = scale;
    pen.stroke();
  }

  window.thalweg = Object.assign(window.thalweg || {}, { ground, drawMap, mapPoint, drawLoss });
};
