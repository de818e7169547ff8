// Unpacks the page's style and scripts; they run in their order, as elements of this page.
(async () => {
  "use strict";
  const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%.()*+-;,=>?@^_`{|}~";
  // Base 85: five letters are four bytes; the last ones may be fewer.
  const values = new Uint8Array(128);
  [...LETTERS].forEach((letter, value) => (values[letter.charCodeAt(0)] = value));
  const bytesOf = (text) => {
    const whole = text.padEnd(Math.ceil(text.length / 5) * 5, "~"), bytes = new DataView(new ArrayBuffer((whole.length / 5) * 4));
    for (let k = 0; k < whole.length; k += 5) {
      let number = 0;
      for (let i = 0; i < 5; i++) number = number * 85 + values[whole.charCodeAt(k + i)];
      bytes.setUint32((k / 5) * 4, number);
    }
    return bytes.buffer.slice(0, bytes.byteLength - (whole.length - text.length));
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
