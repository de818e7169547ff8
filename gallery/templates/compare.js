for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = row => {
        const cell = row.cells[place], number = parseFloat(cell.dataset.value);
        return Number.isNaN(number) ? (place ? -Infinity : cell.textContent) : number;
      };
      const rows = [...body.rows].sort((a, b) => (value(a) > value(b)) - (value(a) < value(b)));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
  // Once somebody has stopped a film it stays stopped.
  const seen = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) target.play().catch(() => {});
      else if (!target.paused) target.pause();
      else seen.unobserve(target);
    }
  }, { threshold: 0.5 });
  for (const film of document.querySelectorAll("video")) seen.observe(film);
}
