// What the picture, the page and the worker may use.
Object.assign(globalThis.Thalweg, { arithmetic, Landscape, landscapeOf, landscapeNames, keepLandscape, evaluate });
Object.assign(globalThis.Thalweg, { descend, Run, optimizers, optimizerOf, ratedSettings, scheduleOf, startPoints, noiseOf, defaultSteps, defaultRate, isFew, stableRate });
Object.assign(globalThis.Thalweg, { power, brief, checkedNumber, nearestName });
Object.assign(globalThis.Thalweg, {
  judge, classify, destinations, destinationsOf, wholeOf, Ground, basinsOf, minimaOf, inksOf, parameterMap, stableBorder, sweep, Lone,
  pointText, lowestOf, verdictOf, sharesOf, exitsOf, displayNames, isRace, Standings, nearSince, nearby, creeps, leftSince, offSince, overSince, beadShare, about, Work, serve,
});
Object.assign(globalThis.Thalweg, {
  HeightTransform, chooseTransform, clipped, softened, evenSteps, interpolated, numberText, pictureTable, quantileOf, say, saidNumber, speak, capital,
});
