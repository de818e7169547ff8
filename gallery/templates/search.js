// Which tiles are shown: words, a family and properties, all of them at once; they stand in the address, too.
const form = document.querySelector(".search");
const words = document.getElementById("search"), family = document.getElementById("family"), found = document.getElementById("found");
const traits = [...form.querySelectorAll("[data-trait]")];
const tiles = [...document.querySelectorAll("article")].map(node => ({
  node, words: node.dataset.words, family: node.dataset.family, traits: node.dataset.traits.split("|"),
}));

function sift() {
  const asked = words.value.toLowerCase().split(/[\s,_]+/).filter(Boolean);
  const wanted = traits.filter(button => button.getAttribute("aria-pressed") === "true").map(button => button.dataset.trait);
  const fits = tile => asked.every(word => tile.words.replaceAll("_", " ").includes(word)) && (!family.value || tile.family === family.value) && wanted.every(trait => tile.traits.includes(trait));
  let count = 0;
  for (const tile of tiles) {
    const shown = fits(tile);
    count += shown;
    if (!shown && alive?.tile === tile.node) alive.close();
    tile.node.hidden = !shown;
  }
  found.textContent = count === tiles.length ? `${count} landscapes` : count ? `${count} of ${tiles.length} landscapes` : "No landscape is like that: ask for less";
  const query = new URLSearchParams([["q", words.value.trim()], ["family", family.value], ...wanted.map(trait => ["is", trait])].filter(([, value]) => value));
  try {
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  } catch {
    // A page from the disk may not change its address.
  }
}

function begin() {
  const query = new URLSearchParams(location.search);
  words.value = query.get("q") ?? "";
  family.value = query.get("family") ?? "";
  for (const button of traits) button.setAttribute("aria-pressed", String(query.getAll("is").includes(button.dataset.trait)));
  sift();
}

words.addEventListener("input", sift);
family.addEventListener("change", sift);
for (const button of traits) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    sift();
  });
}
form.addEventListener("submit", event => event.preventDefault());
addEventListener("keydown", event => {
  if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  event.preventDefault();
  words.focus();
});
form.hidden = false;
begin();
