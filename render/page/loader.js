// Unpacks the page's body, style and scripts; these run in their order, as elements of this page.
(() => {
  "use strict";
  const valueAt = (text, k, code = text.charCodeAt(k)) => (code < 32 ? code - 9 - (code > 11) : code - 29); // Tabs, ends of lines and pages are letters.

  // Two of 98 letters are 13 bits, or 14 where those are few; the last ones may be too many.
  function bytesOf(text) {
    const bytes = new Uint8Array(text.length);
    for (let k = 0, at = 0, held = 0, size = 0; k < text.length; k += 2) {
      const number = valueAt(text, k) * 98 + valueAt(text, k + 1);
      held |= number << size;
      for (size += (number & 8191) < 1412 ? 14 : 13; size > 7; size -= 8, held >>>= 8) bytes[at++] = held;
    }
    return bytes;
  }

  if (typeof document === "undefined") return void (globalThis.bytesOf = bytesOf);
  const add = (id, textContent) => document.body.append(Object.assign(document.createElement(id === "style" ? id : "script"), { id, textContent }));
  const run = async () => {
    const [first, rest] = ["unpack", "packed"].map((id) => bytesOf(document.getElementById(id).textContent));
    const script = first.subarray(2, 2 + first[0] + 256 * first[1]); // behind its length
    add("", await new Response(new Blob([script]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text());
    const parts = unpacked(rest);
    document.body.insertAdjacentHTML("afterbegin", parts[1]);
    for (let k = 2; k < parts.length; k += 2) add(parts[k], parts[k + 1]);
    if (window.thalweg.ready === ready) throw new Error("The page's scripts do not run in this browser.");
    return window.thalweg.ready;
  };
  const ready = Promise.resolve().then(run);
  window.thalweg = { ready };
  ready.catch((error) => {
    Object.assign(document.getElementById("notice"), { textContent: error.message, hidden: false });
    document.body.style.visibility = "visible";
  });
})();
