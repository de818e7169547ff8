// Without this script every film has the browser's own controls; with it, films play while they are seen, and a living
// scene can take a film's place: one at a time, for a browser keeps few of them.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const stopped = new WeakSet();

const seen = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) target.pause();
    else if (!still.matches && !stopped.has(target)) target.play().catch(() => {});
  }
}, { threshold: 0.35 });

for (const figure of document.querySelectorAll("figure")) {
  const film = figure.querySelector("video"), button = figure.querySelector(".play");
  if (!film) continue;
  const name = button.getAttribute("aria-label").replace("Pause ", "");
  const show = () => {
    button.classList.toggle("paused", film.paused);
    button.setAttribute("aria-label", (film.paused ? "Play " : "Pause ") + name);
  };
  const toggle = () => {
    if (film.paused) { stopped.delete(film); film.play().catch(() => {}); }
    else { stopped.add(film); film.pause(); }
  };
  film.controls = false;
  button.hidden = false;
  film.addEventListener("play", show);
  film.addEventListener("pause", show);
  film.addEventListener("click", toggle);
  button.addEventListener("click", toggle);
  show();
  seen.observe(film);
}

// The scene that is alive: {tile, frame, close}.
let alive = null;
const kept = new WeakMap(); // What was done with a tile's scene: its link.

const away = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) if (!isIntersecting && alive?.tile === target && alive.seen) alive.close();
    else if (isIntersecting && alive?.tile === target) alive.seen = true;
});

function turn(tile) {
  alive?.close();
  const figure = tile.querySelector("figure"), button = figure.querySelector(".turn"), film = figure.querySelector("video");
  const title = tile.querySelector("h2").textContent;
  const call = text => {
    button.textContent = text;
    button.setAttribute("aria-label", `${text}: ${title}`);
  };
  const [page, query] = tile.dataset.living.split("#");
  const frame = document.createElement("iframe");
  frame.title = `Living scene: ${title}`;
  frame.allow = "clipboard-write; fullscreen";
  frame.src = `${page}#${kept.get(tile) ?? query}`;
  film?.pause();
  tile.classList.add("alive");
  button.before(frame);
  call(film ? "Back to the film" : "Back to the picture");
  const close = () => {
    const inside = figure.contains(document.activeElement);
    alive = null;
    away.unobserve(tile);
    frame.remove();
    tile.classList.remove("alive");
    call("Turn it yourself");
    if (inside) button.focus({ preventScroll: true });
    if (film && !still.matches && !stopped.has(film)) film.play().catch(() => {});
  };
  alive = { tile, frame, close, seen: false };
  away.observe(tile);
  tile.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
}

for (const tile of document.querySelectorAll("article[data-living]")) {
  const button = tile.querySelector(".turn");
  button.hidden = false;
  button.addEventListener("click", () => (alive?.tile === tile ? alive.close() : turn(tile)));
}
addEventListener("message", ({ source, data }) => {
  if (alive && source === alive.frame.contentWindow && data?.thalweg === "scene") kept.set(alive.tile, data.query);
});
addEventListener("keydown", event => {
  if (event.key === "Escape" && alive) alive.close();
});
