// What the picture, the page and the worker may use.
Object.assign(globalThis.Thalweg, { arithmetic, Landscape, landscapeOf, landscapeNames, keepLandscape, evaluate });
Object.assign(globalThis.Thalweg, { parseFormula, FormulaError, typed });
