// What the picture, the page and the worker may use.
Object.assign(globalThis.Thalweg, { descend, Run, optimizers, optimizerOf, scheduleOf, startPoints, defaultSteps });
