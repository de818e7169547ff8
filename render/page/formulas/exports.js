Object.assign(globalThis.Thalweg, { parseFormula, FormulaError, typed });
