// Where no landscape of a page has a kink, in place of kinks.js.
const isSteep = () => false, onKink = isSteep;
