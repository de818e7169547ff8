// Unpacks the page's scripts and runs them in their order, as script elements of this page.
(async () => {
  "use strict";
  const run = async () => {
    if (typeof DecompressionStream === "undefined") throw new Error("This browser is too old to unpack the page: it needs DecompressionStream (2023).");
    const bytes = Uint8Array.from(atob(document.getElementById("packed").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    for (const [id, text] of JSON.parse(await new Response(stream).text())) {
      document.body.append(Object.assign(document.createElement("script"), { id, textContent: text }));
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
