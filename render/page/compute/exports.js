// What the picture, the page and the worker may use.
Object.assign(globalThis.Thalweg, {
  HeightTransform, chooseTransform, clipped, evenSteps, interpolated, numberText, pictureTable, quantileOf,
});
