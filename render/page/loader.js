// Unpacks the page's style and scripts; they run in their order, as elements of this page.
(async () => {
  "use strict";
  // Base 91: the bytes' number, then letters; two of them, of those that HTML leaves alone, are 13 bits.
  const values = new Uint8Array(128);
  for (let code = 33, value = 0; code < 127; code++) if (!'"&<'.includes(String.fromCharCode(code))) values[code] = value++;
  const bytesOf = (packed) => {
    const [count, text] = packed.split(" "), bytes = new Uint8Array(Number(count));
    for (let k = 0, at = 0, bits = 0, held = 0; at < bytes.length; k += 2) {
      held = (held << 13) | (91 * values[text.charCodeAt(k)] + values[text.charCodeAt(k + 1)]);
      for (bits += 13; bits >= 8 && at < bytes.length; bits -= 8) bytes[at++] = held >> (bits - 8);
      held &= (1 << bits) - 1;
    }
    return bytes;
  };
  const run = async () => {
    if (typeof DecompressionStream === "undefined") throw new Error("This browser is too old to unpack the page: it needs DecompressionStream (2023).");
    const stream = new Blob([bytesOf(document.getElementById("packed").textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
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
