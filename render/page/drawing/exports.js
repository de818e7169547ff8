Object.assign(globalThis.Thalweg, {});
