// Heavy work beside the page: in a worker made of the page's own text, or in slices where workers are refused. What comes
// out is the same, because both take the same steps.
const JOBS = { basins: basinsOf, parameterMap, minima: minimaOf };
const SLICE = 8, WORKER_SLICE = 40;

// Calls `next` when whatever waits has had its turn; timers would be slowed down to 4 ms.
const soon = (() => {
  if (typeof setImmediate === "function") return setImmediate;
  if (typeof MessageChannel !== "function") return (next) => setTimeout(next, 0);
  const { port1, port2 } = new MessageChannel(), waiting = [];
  port1.onmessage = () => waiting.shift()();
  return (next) => { waiting.push(next); port2.postMessage(0); };
})();

// Takes a generator's steps, a slice at a time; `told` hears every value. Returns how to stop.
function inSlices(steps, length, { told, done, failed }) {
  let going = true;
  const slice = () => {
    const end = performance.now() + length;
    try {
      while (going && performance.now() < end) {
        const { value, done: over } = steps.next();
        if (over) return done();
        told(value);
      }
      if (going) soon(slice);
    } catch (error) {
      failed(error);
    }
  };
  soon(slice);
  return () => { going = false; };
}

// Everything that stands for a landscape in another thread.
function packed(landscape) {
  const { name, formula, domain, searchDomain } = landscape;
  return name in (Thalweg.printed.landscapes ?? {}) ? { name } : { name, formula, domain, searchDomain };
}

const unpackedFormulas = new Map();

function unpacked({ name, formula, domain, searchDomain }) {
  if (formula === undefined) return landscapeOf(name);
  const key = JSON.stringify([formula, domain]);
  const made = unpackedFormulas.get(key) ?? Object.assign(globalThis.Thalweg.parseFormula(formula, domain, name), { searchDomain });
  unpackedFormulas.set(key, made);
  return made;
}

// A page's helper. Every job is {done, cancel}: `done` is a promise of the last result, and of what there is when it is
// cancelled; `show` is told each result that is whole, coarse ones first, and `progress` every share that is done.
class Work {
  // `text` is the script that computes, as it stands in the page.
  constructor({ text = computeText(), workers = typeof Worker === "function" } = {}) {
    this.jobs = new Map();
    this.count = 0;
    this.worker = workers && text ? this.hire(text) : null;
  }

  basins(options, show, progress) { return this.start("basins", options, show, progress); }
  parameterMap(options, show, progress) { return this.start("parameterMap", options, show, progress); }
  minima(options, show, progress) { return this.start("minima", options, show, progress); }

  // Options are those of the generator of this kind, and the landscape.
  start(kind, { landscape, ...options }, show, progress) {
    const job = { id: ++this.count, kind, landscape, options, show, progress, last: null };
    this.jobs.set(job.id, job);
    const done = new Promise((resolve, reject) => Object.assign(job, { resolve, reject }));
    if (this.worker) this.send(job);
    else this.slice(job);
    return { done, cancel: () => this.end(job.id, true) };
  }

  // Ends all jobs, and the worker.
  close() {
    for (const id of [...this.jobs.keys()]) this.end(id, true);
    this.worker?.terminate();
    this.worker = null;
  }

  hire(text) {
    try {
      const address = URL.createObjectURL(new Blob([text, "\nThalweg.serve(globalThis);\n"], { type: "text/javascript" }));
      const worker = new Worker(address);
      worker.onmessage = ({ data }) => this.heard(data);
      // A content policy refuses a worker only after it was made.
      worker.onerror = (event) => { event.preventDefault?.(); this.dismiss(); };
      return worker;
    } catch {
      return null;
    }
  }

  // Without a worker all that was asked of it goes on here.
  dismiss() {
    if (!this.worker) return;
    this.worker.terminate();
    this.worker = null;
    for (const job of this.jobs.values()) this.slice(job);
  }

  send({ id, kind, landscape, options }) {
    const plain = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, typeof value === "function" ? String(value) : value]));
    this.worker.postMessage({ id, kind, landscape: packed(landscape), options: plain });
  }

  slice(job) {
    try {
      job.stop = inSlices(JOBS[job.kind](job.landscape, job.options), SLICE, {
        told: (value) => this.heard({ id: job.id, value }),
        done: () => this.end(job.id),
        failed: (error) => this.heard({ id: job.id, error: error.message }),
      });
    } catch (error) {
      this.heard({ id: job.id, error: error.message });
    }
  }

  heard({ id, value, over, error }) {
    const job = this.jobs.get(id);
    if (!job) return;
    if (error !== undefined) {
      this.jobs.delete(id);
      return job.reject(new Error(error));
    }
    if (over) return this.end(id);
    job.progress?.(value.progress);
    if (!isResult(value)) return;
    job.last = value;
    job.show?.(value);
  }

  end(id, early = false) {
    const job = this.jobs.get(id);
    if (!job) return;
    this.jobs.delete(id);
    job.stop?.();
    if (early && this.worker) this.worker.postMessage({ id, cancel: true });
    job.resolve(job.last);
  }
}

const isResult = (value) => "minimizers" in value || "minima" in value;

// What the page's script that computes holds; nothing outside of a page.
function computeText() {
  return typeof document === "undefined" ? "" : (document.getElementById("compute")?.textContent ?? "");
}

// A worker's side of it. Between slices it hears what is cancelled.
function serve(port) {
  const stops = new Map();
  port.onmessage = ({ data: { id, kind, landscape, options, cancel } }) => {
    if (cancel) {
      stops.get(id)?.();
      return stops.delete(id);
    }
    const failed = (error) => port.postMessage({ id, error: error.message });
    try {
      stops.set(id, inSlices(JOBS[kind](unpacked(landscape), options), WORKER_SLICE, {
        told: (value) => port.postMessage({ id, value }, buffersOf(value)),
        done: () => { stops.delete(id); port.postMessage({ id, over: true }); },
        failed,
      }));
    } catch (error) {
      failed(error);
    }
  };
}

const buffersOf = (value) => Object.values(value).filter(ArrayBuffer.isView).map((array) => array.buffer);
