// Whose the keys are: the picture's, or those of a field, a slider or a button that has the focus.
(window.thalwegParts ??= {}).keys = function () {
  "use strict";

  // What has a use for which keys; a button has none for the others.
  const OWN_KEYS = [
    ["[role=slider]", /^(Arrow|Home|End|Page)/], ["button, [role=button], .v-chip", /^( |Enter)$/], ["input:not([type=range]), textarea", /./],
  ];

  // Whether a key is for what has the focus.
  const keptKey = (event) => OWN_KEYS.some(([whose, keys]) => keys.test(event.key) && event.target.closest(whose));

  // Whether after a click the keys are the picture's again: after all that the mouse does, a choice from a menu too,
  // unless somebody is about to write.
  function freesKeys(event) {
    const writing = document.activeElement.matches("input, textarea") && !event.target.closest(".v-overlay");
    return event.detail > 0 && !writing;
  }

  window.thalweg = Object.assign(window.thalweg || {}, { keptKey, freesKeys });
};
