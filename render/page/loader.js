// Unpacks the page's style and scripts; they run in their order, as elements of this page.
(async () => {
  "use strict";
  const run = async () => {
    if (typeof DecompressionStream === "undefined") throw new Error("This browser is too old to unpack the page: it needs DecompressionStream (2023).");
    const bytes = Uint8Array.from(atob(document.getElementById("packed").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const parts = (await new Response(stream).text()).split("\0");
    for (let k = 0; k < parts.length; k += 2) {
      const kind = parts[k] === "style" ? "style" : "script";
      document.body.append(Object.assign(document.createElement(kind), { id: parts[k], textContent: parts[k + 1] }));
    }
    if (window.thalweg.ready === unpacked) throw new Error("The page's scripts do not run in this browser.");
    return window.thalweg.ready;
  };
  const unpacked = run();
  window.thalweg = { ready: unpacked };
  unpacked.catch((error) => {
    const notice = document.getElementById("notice");
    notice.textContent = error.message;
    notice.hidden = false;
  });
})();
