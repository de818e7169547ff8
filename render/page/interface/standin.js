// Until formulas' own has landed.
Thalweg.typed ??= (text) => text;
