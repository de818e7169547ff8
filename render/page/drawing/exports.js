// What the interface may use.
Object.assign(globalThis.Thalweg, {
  Ground, MapView, Picture, PictureMissing, World, axesOf, becomingHeight, beadRadius, cameraPath, evenTicks, facingTurn, fitView, flatMark, Gestures,
  heightTicks, lastingOf, pointAt, ridePath, rowAt, tickTexts,
});
