// What is taken along: pictures, films, text.

// A file for the person, from a Blob or a data URL.
function handOver(content, name) {
  const url = typeof content === "string" ? content : URL.createObjectURL(content);
  const link = element("a", { href: url, download: name });
  link.click();
  if (typeof content !== "string") setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// Text to the clipboard; where that is refused it is selected in a box, to be copied by hand.
async function copyText(text, report) {
  try {
    await navigator.clipboard.writeText(text);
    report(say("copied"));
  } catch {
    const box = element("textarea", { readonly: true, "aria-label": "To copy" });
    box.value = text;
    box.style.cssText = "position:fixed;left:5vw;bottom:5vh;width:90vw;height:30vh;z-index:9";
    document.body.append(box);
    box.select();
    const done = document.execCommand?.("copy");
    if (done) box.remove();
    else box.addEventListener("blur", () => box.remove());
    report(done ? say("copied") : "copy the selected text");
  }
}

// The picture with its title, counts and sentence, on a sheet of its own.
function paintWords(pen, width, height, page) {
  const unit = Math.min(width, height) / 720, { theme } = page;
  const room = width - 52 * unit;
  const text = (words, x, y, size, color, weight = "", share = 1) => {
    pen.font = `${weight} ${size * unit * share}px system-ui, sans-serif`;
    const wide = pen.measureText(words).width;
    if (share === 1 && wide > room) return text(words, x, y, size, color, weight, Math.max(room / wide, 0.5));
    pen.fillStyle = color;
    pen.fillText(words, x, y);
  };
  const left = 26 * unit;
  text(page.words.name, left, 48 * unit, 30, theme.ink, "600");
  const { legend, caption, sentence } = page.words, entries = legend.hidden ? [] : [...legend.children];
  let x = left;
  pen.save();
  pen.font = `${17 * unit}px system-ui, sans-serif`;
  const wide = entries.reduce((sum, entry) => sum + pen.measureText(entry.textContent).width + 40 * unit, 0), share = Math.min(1, room / wide);
  pen.translate(left, height - 50 * unit);
  pen.scale(share, share);
  pen.translate(-left, 50 * unit - height);
  for (const entry of entries) {
    pen.fillStyle = entry.querySelector("path").getAttribute("fill");
    pen.beginPath();
    pen.arc(x + 6 * unit, height - 50 * unit, 6 * unit, 0, 7);
    pen.fill();
    text(entry.textContent, x + 18 * unit, height - 44 * unit, 17, theme.faint);
    x += pen.measureText(entry.textContent).width + 40 * unit;
  }
  pen.restore();
  if (!caption.hidden) text(caption.textContent, left, height - (entries.length ? 76 : 44) * unit, 17, theme.faint);
  if (!sentence.hidden) text(sentence.textContent, left, height - 18 * unit, 17, theme.ink);
  const step = page.words.step.textContent;
  pen.textAlign = "right";
  text(step, width - left, 48 * unit, 19, theme.ink, "600");
  pen.textAlign = "left";
}

async function withWords(url, width, height, page) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  paintWords(pen, width, height, page);
  return canvas.toDataURL("image/png");
}

// A WebM file with its length in milliseconds, which recorders leave out or write as 0; players can jump in it then.
async function timed(film, span) {
  const head = new DataView(await film.slice(0, 300).arrayBuffer()), length = new DataView(new ArrayBuffer(8));
  length.setFloat64(0, span);
  for (let at = 0; at + 12 < head.byteLength; at++) {
    const put = (from, to, ...words) => new Blob([film.slice(0, from), Uint8Array.of(...words), length, film.slice(to)], { type: film.type });
    const size = head.getUint8(at + 4);
    if (head.getUint32(at) === 0x1549a966 && size > 128 && size < 244) return put(at + 4, at + 5, size + 11, 0x44, 0x89, 0x88);
    if (head.getUint32(at) === 0x44898800) return put(at + 3, at + 11);
  }
  return film;
}

// A film of the page as it plays once.
class Recorder {
  constructor(page, said) {
    const kinds = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];
    this.kind = window.MediaRecorder && kinds.find((name) => MediaRecorder.isTypeSupported(name));
    const [width, height] = page.state.film.size ?? PAGE.size;
    this.canvas = Object.assign(document.createElement("canvas"), { width, height });
    if (!this.kind || !this.canvas.captureStream) throw new Error("this browser records no films; copy the command instead");
    this.page = page;
    this.pen = this.canvas.getContext("2d");
    this.take();
    this.parts = [];
    this.recorder = new MediaRecorder(this.canvas.captureStream(30), { mimeType: this.kind, videoBitsPerSecond: 8e6 });
    this.recorder.ondataavailable = (event) => this.parts.push(event.data);
    this.done = new Promise((resolve) => {
      this.recorder.onstop = () => resolve(timed(new Blob(this.parts, { type: this.kind.split(";")[0] }), performance.now() - this.begun));
    });
    this.recorder.start(500);
    this.begun = performance.now();
    said("recording");
  }

  // What is on the canvases now, in the middle of the film's picture.
  take() {
    const { pen, page, canvas: { width, height } } = this;
    const fade = pen.createLinearGradient(0, 0, 0, height);
    fade.addColorStop(0, page.theme.ground_top);
    fade.addColorStop(1, page.theme.ground_bottom);
    pen.fillStyle = fade;
    pen.fillRect(0, 0, width, height);
    const { canvas, picture } = page.stage;
    const scale = Math.max(width / canvas.width, height / canvas.height);
    const box = [(width - canvas.width * scale) / 2, (height - canvas.height * scale) / 2, canvas.width * scale, canvas.height * scale];
    pen.drawImage(canvas, ...box);
    if (picture.sheet) pen.drawImage(picture.sheet, ...box);
    paintWords(pen, width, height, page);
  }

  get ending() {
    return this.kind.startsWith("video/mp4") ? ".mp4" : ".webm";
  }

  async stop() {
    this.recorder.stop();
    return this.done;
  }
}
