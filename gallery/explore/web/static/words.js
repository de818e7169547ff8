// What the page says: the help card, and the caption of the particle that is followed.
(window.thalwegParts ??= {}).words = function () {
  "use strict";

  const { numberText, tables: { endings: ENDINGS } } = window.thalweg;
  const HELP = [
    ["drag", "turn"], ["wheel", "nearer, farther"], ["right drag", "move"], ["two fingers", "nearer, farther, move"],
    ["click, tap", "drop a particle, on the map too"], ["shift click", "drop a ring"], ["p", "drop under the pointer"], ["g", "a grid all over"], ["x", "take all away"],
    ["space", "play, pause"], ["← →", "a step back, on"], ["home end", "to the start, the end"], ["+ −", "faster, slower"],
    ["1 … 9", "ride along with a particle of the chosen optimizer"], ["0", "get off"], ["r", "the first view"],
    ["l t o a b", "contours, trails, stationary points, field, basins"],
    ["m", "save the film"], ["s", "save a picture"], ["c", "the command that remakes it"], ["h ?", "this card"], ["esc", "out of a field: the keys are for the picture again"],
  ];

  // A run's label as people say it: "adam:beta1=0.5,beta2=0.9" is "adam, beta1 0.5, beta2 0.9".
  const plain = (label) => label.replaceAll(/[_=]/g, " ").replace(":", ",").replaceAll(/,\s*/g, ", ");

  // Of one particle of the chosen run.
  function captionOf(flight, chosen, followed, t) {
    if (!flight || !flight.count) return "click on the surface, or tap it, to drop a particle; ? for all keys";
    const run = flight.runs[Math.min(chosen, flight.runs.length - 1)];
    const k = Math.min(followed, run.probed - 1);
    const { row, part } = thalweg.sampleOf(flight, t);
    const next = Math.min(row + 1, flight.samples - 1);
    const at = (c) => (1 - part) * run.probe[(row * run.probed + k) * 4 + c] + part * run.probe[(next * run.probed + k) * 4 + c];
    const step = thalweg.stepOf(flight, t);
    const ended = run.endings[k] !== "RUNNING" && (step >= run.stopped[k] || t >= 1);
    const state = ended ? ENDINGS[run.endings[k]] : step < run.steps ? "moving" : ENDINGS.RUNNING;
    const whose = flight.runs.length > 1 ? `${plain(run.label)}: ` : "";
    const text = (c) => numberText(at(c), 4, "·", run.spans[c] ?? Infinity);
    const felt = Number.isNaN(at(2)) ? "undefined here" : `height ${text(2)}   gradient ${numberText(at(3))}`;
    return `${whose}particle ${k + 1} of ${run.count}   (${text(0)}, ${text(1)})   ${felt}   ` +
      `step ${Math.floor(step + 1e-6)}   ${state}`;
  }

  window.thalweg = Object.assign(window.thalweg || {}, { ENDINGS, HELP, captionOf, plain });
};
