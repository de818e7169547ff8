// What typed formulas take from what computes.
const { Landscape, arithmetic, quantileOf } = globalThis.Thalweg;
