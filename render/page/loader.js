// Unpacks the page's style and scripts; they run in their order, as elements of this page.
(() => {
  "use strict";
  const values = new Uint8Array(128);
  [...Array(127).keys()].filter((code) => code > 31 && !'"&<\\'.includes(String.fromCharCode(code))).forEach((code, value) => (values[code] = value));

  // Two of 91 letters are 13 bits; the last ones may be too many.
  function bytesOf(text) {
    const bytes = new Uint8Array(Math.floor((text.length * 13) / 16));
    for (let k = 0, at = 0, held = 0, size = 0; k < text.length; k += 2) {
      held = (held << 13) | (values[text.charCodeAt(k)] * 91 + values[text.charCodeAt(k + 1)]);
      for (size += 13; size > 7; held &= (1 << size) - 1) bytes[at++] = held >> (size -= 8);
    }
    return bytes;
  }

  // What Python's bz2 packed (Burrows and Wheeler 1994; Seward's format): a sixth shorter than browsers' own deflate.
  function unpacked(packed) {
    let at = 32;
    const bit = () => (packed[at >> 3] >> (7 - (at++ & 7))) & 1;
    const bits = (n) => { let v = 0; while (n--) v = 2 * v + bit(); return v; };
    const marked = (n) => { const found = bits(n); return [...Array(n).keys()].filter((k) => (found >> (n - 1 - k)) & 1); };
    const toFront = (list, k) => { const [one] = list.splice(k, 1); list.unshift(one); return one; };
    const out = [];
    while (bits(24) === 0x314159) {
      bits(57); // the rest of the mark, a checksum, a bit of the oldest packers
      const origin = bits(24), used = marked(16).flatMap((row) => marked(16).map((k) => 16 * row + k));
      const groups = [...Array(bits(3)).keys()], count = groups.length;
      const chosen = Array.from({ length: bits(15) }, () => { let k = 0; while (bit()) k++; return toFront(groups, k); });
      const codes = Array.from({ length: count }, () => codeOf(used.length + 2, bits, bit));
      unsorted(symbols(codes, chosen, used, toFront), origin, out);
    }
    return new TextDecoder().decode(Uint8Array.from(out));
  }

  // A canonical Huffman code, read from the lengths of its words.
  function codeOf(size, bits, bit) {
    let length = bits(5);
    const words = Array.from({ length: 21 }, () => []);
    for (let k = 0; k < size; k++) {
      while (bit()) length += bit() ? -1 : 1;
      words[length].push(k);
    }
    return () => {
      for (let code = 0, first = 0, n = 1; ; n++) {
        code = 2 * code + bit();
        first *= 2;
        if (code - first < words[n].length) return words[n][code - first];
        first += words[n].length;
      }
    };
  }

  function symbols(codes, chosen, used, toFront) {
    const found = [], end = used.length + 1;
    for (let k = 0, run = 0, place = 1; ; k++) {
      const symbol = codes[chosen[Math.floor(k / 50)]]();
      if (symbol < 2) {
        run += (symbol + 1) * place;
        place *= 2;
        continue;
      }
      for (; run; run--) found.push(used[0]);
      place = 1;
      if (symbol === end) return found;
      found.push(toFront(used, symbol - 1));
    }
  }

  // Undoes the sorting; four equal bytes are followed by how many more there are.
  function unsorted(last, origin, out) {
    const starts = new Int32Array(257), next = new Int32Array(last.length);
    for (const byte of last) starts[byte + 1]++;
    for (let k = 0; k < 256; k++) starts[k + 1] += starts[k];
    last.forEach((byte, k) => (next[starts[byte]++] = k));
    for (let k = 0, i = next[origin], same = 0; k < last.length; k++, i = next[i]) {
      const byte = last[i];
      if (same === 4) {
        for (let more = byte; more; more--) out.push(out[out.length - 1]);
        same = 0;
        continue;
      }
      same = same && byte === out[out.length - 1] ? same + 1 : 1;
      out.push(byte);
    }
  }

  if (typeof document === "undefined") return void (globalThis.unpackedText = (text) => unpacked(bytesOf(text)));
  const run = async () => {
    const parts = unpacked(bytesOf(document.getElementById("packed").textContent)).split("\0");
    for (let k = 0; k < parts.length; k += 2) {
      const kind = parts[k] === "style" ? "style" : "script";
      document.body.append(Object.assign(document.createElement(kind), { id: parts[k], textContent: parts[k + 1] }));
    }
    if (window.thalweg.ready === ready) throw new Error("The page's scripts do not run in this browser.");
    return window.thalweg.ready;
  };
  const ready = Promise.resolve().then(run);
  window.thalweg = { ready };
  ready.catch((error) => {
    const notice = document.getElementById("notice");
    notice.textContent = error.message;
    notice.hidden = false;
  });
})();
