// What becomes of very many particles: whoever comes to rest where another did shares its fate. Runs of thousands of
// starts are judged so, coarse first; places are told apart only at the end of a level, by all that was met.
class Fates {
  constructor(landscape, tolerance = null) {
    this.ground = Ground.of(landscape).rested();
    this.limits = judgedSlopes(this.ground, tolerance);
    this.met = [];
    this.cells = new Map();
    this.wide = new Map();
    this.near = new Map();
    const { rest, destinations } = this.ground.table;
    // Half of what is one place; more along curves of minima, and on flats where all sit still.
    this.fine = destinations.same_destination / 2;
    this.coarse = 8 * destinations.same_destination;
    this.reach = rest.longest_travel;
    this.step = 100 * this.ground.slack || 1;
  }

  // The fate, an index into `met`, of a particle that rests at p.
  atRest(p, height) {
    const key = this.cell(p, this.fine);
    const here = this.cells.get(key) ?? this.cells.set(key, []).get(key);
    const tell = 1e-12 * Math.abs(height) + this.step;
    const known = here.find((fate) => Math.abs(this.met[fate].at - height) <= tell);
    if (known !== undefined) return known;
    const around = this.cell(p, this.coarse), wide = this.wide.get(around) ?? -1;
    if (wide >= 0 && (this.met[wide].ended === STALLED || Math.abs(this.met[wide].at - height) <= tell)) return wide;
    const fate = this.meet(p, height);
    here.push(fate);
    const spread = this.met[fate].ended === STALLED || this.met[fate].level;
    this.wide.set(around, spread && !this.wide.has(around) ? fate : -1);
    return fate;
  }

  // The fate of one that still moves: what it is near to, or -1.
  onItsWay(p) {
    const key = this.cell(p, 1 / 64);
    if (this.near.has(key)) return this.near.get(key);
    const { limit, found } = restBeside(this.ground, p);
    const end = found ? settle(this.ground, p.slice(), this.limits) : null;
    const fate = end?.ending === CONVERGED ? this.met.push({ ...this.ended(end), at: end.height }) - 1 : -1;
    this.near.set(key, fate);
    return fate;
  }

  meet(p, height) {
    const { ground } = this;
    let end = settle(ground, p.slice(), this.limits);
    const flat = ground.gradient(p).every((x, i) => Math.abs(x) <= this.limits[i]);
    const away = !flat && ground.apart(end.limit, p) > ground.table.verdicts.beside;
    if (away) end = { ending: STALLED, limit: p.slice(), level: false };
    return this.met.push({ ...this.ended(end), at: height }) - 1;
  }

  ended(end) {
    return { ...end, ended: end.ending, height: this.ground.value(end.limit) };
  }

  cell(p, side) {
    let key = 0;
    for (let i = 0; i < this.ground.n; i++) key = key * 2 ** 26 + Math.round(p[i] / (side * this.ground.width[i]));
    return key;
  }

  // The minima that were met, those of the fates `rested` first, and of every fate the minimum's number or -1.
  minima(rested) {
    const { ground } = this;
    const arrived = this.met.map((end, k) => ({ ...end, k })).filter((end) => end.ended <= SADDLE);
    const group = placesOf(ground, arrived), members = [];
    arrived.forEach((end, j) => (members[group[j]] ??= []).push(end));
    const resting = [], passed = [], all = [];
    members.forEach((own, k) => {
      const still = own.filter((end) => rested.has(end.k));
      const place = placeOf(ground, still.length ? still : own, k);
      if (still.length) all.push(place);
      if (place.kind === "minimum") (still.length ? resting : passed).push(place);
    });
    const places = [...sortedPlaces(ground, resting, all), ...sortedPlaces(ground, passed)];
    const number = new Int16Array(this.met.length).fill(-1);
    places.forEach((place, k) => members[place.group].forEach((end) => end.ended === CONVERGED && (number[end.k] = k)));
    return { places, number };
  }
}
