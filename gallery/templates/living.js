// The living figure: one page in a frame, made anew for the scene that is chosen. Out of sight it holds no graphics memory.
const living = document.getElementById("living");
if (living) {
  const { page, scenes } = JSON.parse(living.textContent);
  const figure = document.getElementById("alive"), buttons = [...figure.querySelectorAll("[data-scene]")];
  const place = figure.querySelector(".stage");
  const opened = new Map();
  let shown = null;

  const open = number => {
    const given = { ...scenes[number], ...(opened.has(number) ? { left: opened.get(number) } : {}) };
    const text = JSON.stringify(given).replaceAll("<", "\\u003c");
    const frame = document.createElement("iframe");
    frame.title = `Living scene: ${buttons[number].textContent}`;
    frame.setAttribute("sandbox", "allow-scripts allow-downloads");
    frame.allow = "clipboard-write; fullscreen";
    frame.srcdoc = page.replace('id="given">', () => `id="given">${text}`);
    place.replaceChildren(frame);
    shown = { frame, number };
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(k === number)));
  };

  // What was done with a scene is there again when somebody comes back to it.
  addEventListener("message", ({ source, data }) => {
    if (shown && source === shown.frame.contentWindow && data?.thalweg === "scene") opened.set(shown.number, data.state);
  });
  buttons.forEach((button, k) => button.addEventListener("click", () => open(k)));
  figure.hidden = false;
  if (figure.dataset.open === "first") {
    const near = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      near.disconnect();
      if (!shown) open(0);
    }, { rootMargin: "200px" });
    near.observe(figure);
  }
}
