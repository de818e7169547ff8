// How fine a picture that moves is: what it costs is seen from how quickly pictures follow one another.
const PACE = { most: 40, screen: 16, counted: 4, stay: 1500, forgive: 20000 };

// From the finest: smooth edges, then a share of the screen's pixels along either side; and about what each costs.
const FINENESS = [
  { smooth: true, scale: 1, cost: 3 },
  ...[1, 0.8, 0.65, 0.5, 0.4].map((scale) => ({ smooth: false, scale, cost: scale * scale })),
];

const paceAtFirst = (software) => ({ level: software ? 4 : 0, took: null, seen: 0, drawn: 0, before: null, changed: -Infinity, failed: {} });

// At rest everything is drawn; the first pictures after it wait for that one and say nothing.
const rested = (pace) => ({ ...pace, seen: 0, took: null, drawn: 0, before: null, failed: {} });

// The pace of a picture that moves and is begun at `now`, milliseconds: coarser where pictures took longer than is borne,
// finer where that would not be, and was not a while ago. Where the page itself was `busy` for most of that, a coarser picture would not help.
function paced(pace, now, busy = 0) {
  const drawn = pace.drawn + 1, next = { ...pace, drawn, before: now };
  if (drawn < 3) return next;
  const interval = now - pace.before, seen = pace.seen + 1;
  const took = pace.took === null ? interval : 0.7 * pace.took + 0.3 * interval;
  Object.assign(next, { seen, took });
  if (seen < PACE.counted) return next;
  const turned = (level) => ({ ...next, level, seen: 0, took: null, changed: now });
  if (took > PACE.most) {
    const helps = FINENESS[pace.level + 1] && busy < 0.7 * took;
    return helps ? { ...turned(pace.level + 1), failed: { ...pace.failed, [pace.level]: now } } : next;
  }
  const finer = FINENESS[pace.level - 1], drawing = Math.max(took - PACE.screen, 0);
  const fits = finer && (drawing * finer.cost) / FINENESS[pace.level].cost + PACE.screen < 0.9 * PACE.most;
  const tried = now - (pace.failed[pace.level - 1] ?? -Infinity) < PACE.forgive;
  return fits && !tried && now - pace.changed > PACE.stay ? turned(pace.level - 1) : next;
}
