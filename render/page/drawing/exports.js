// What the interface may use.
Object.assign(globalThis.Thalweg, {
  Relief, Picture, PictureMissing, World, axesOf, becomingHeight, beadRadius, cameraPath, evenTicks, placedCamera, fitView,
  Words, heightTicks, roomyFrame, scaledView, wordSize, lastingOf, seenAt, pointAt, ridePath, rowAt, thinnedBy, tickTexts, toldApart,
});
