// Without this script every film has the browser's own controls; with it, films play while they are seen.
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
