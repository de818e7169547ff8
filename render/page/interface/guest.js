// The page as a guest in another's frame: out of sight it gives its graphics memory back, it tells what becomes of the
// scene, and it heeds a scene that it is handed.

const isGuest = () => typeof window !== "undefined" && window.parent !== window;
const MOST_TOLD = 2000; // Starts that are told one by one.

// Parts of the panel that a page was written with: sections, or single fields of them by name; all where none is named.
function offers(...names) {
  return !PAGE.controls || names.some((name) => PAGE.controls.includes(name));
}

class Guest {
  constructor(page) {
    this.page = page;
    this.shown = true;
    const seen = new IntersectionObserver((entries) => this.see(entries.at(-1).isIntersecting), { rootMargin: "80px" });
    seen.observe(document.getElementById("stage"));
    window.addEventListener("message", (event) => event.source === window.parent && this.heed(event.data));
  }

  see(shown) {
    if (shown === this.shown) return;
    this.shown = shown;
    if (shown) this.page.wake();
    else this.page.rest();
  }

  heed(data) {
    if (data?.thalweg !== "show") return;
    try {
      if (Array.isArray(data.starts)) this.page.setStarts(data.starts.length ? [pointsText(data.starts)] : []);
      if (data.state && typeof data.state === "object") {
        this.page.take({ ...structuredClone(this.page.state), ...data.state });
        this.page.gesture();
      }
    } catch (error) {
      this.page.words.complain(error.message);
    }
  }

  // After every gesture, and once in the beginning.
  tell() {
    const { state, model } = this.page;
    const own = model.chosen;
    const n = model.landscape.dimensions, run = own?.run;
    const starts = run && run.count <= MOST_TOLD ? Array.from({ length: run.count }, (_, k) => Array.from(run.positions.subarray(k * n, k * n + n))) : null;
    const told = { thalweg: "scene", state: structuredClone(state), query: queryOf(state), starts, verdict: this.page.tasks?.verdicts ?? null };
    window.parent.postMessage(told, "*");
  }
}
