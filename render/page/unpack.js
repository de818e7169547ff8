// Unpacks the texts of a page: made from its loader, which this is packed in.
(() => {
"use strict";
// What Python's bz2 packed (Burrows and Wheeler 1994; Seward's format): a sixth shorter than browsers' own deflate.
function unpacked(packed) {
  let at = 0, filled = 0;
  const bit = () => (packed[at >> 3] >> (7 - (at++ & 7))) & 1;
  const bits = (n) => { let v = 0; while (n--) v = 2 * v + bit(); return v; };
  const marked = (n) => { const found = bits(n); return [...Array(n).keys()].filter((k) => (found >> (n - 1 - k)) & 1); };
  const out = new Uint8Array(bits(32)), order = Uint8Array.from({ length: 113 }, () => bits(8)); // in place of the packer's name
  while (bits(24) === 0x314159) {
    bits(57); // the rest of the mark, a checksum, a bit of the oldest packers
    const origin = bits(24), used = Uint8Array.from(marked(16).flatMap((row) => marked(16).map((k) => 16 * row + k)));
    const groups = Uint8Array.from(Array(bits(3)).keys()), count = groups.length;
    const chosen = Uint8Array.from({ length: bits(15) }, () => { let k = 0; while (bit()) k++; return toFront(groups, k); });
    const codes = Array.from({ length: count }, () => codeOf(used.length + 2, bits, bit));
    filled = unsorted(symbols(codes, chosen, used, bit), origin, out, filled);
  }
  const [phrases, ...parts] = new TextDecoder().decode(out.reverse().map((byte) => order[byte - 14] ?? byte)).split("\0"), known = phrases.split("\x1f");
  return parts.map((part) => named(known.reduceRight((text, phrase, k) => text.replaceAll(String.fromCharCode(14 + k), phrase), part)));
}

function toFront(list, k) {
  const one = list[k];
  for (; k; k--) list[k] = list[k - 1];
  return (list[0] = one);
}

// A canonical Huffman code, read from the lengths of its words: how many there are of each length, and the words in order.
function codeOf(size, bits, bit) {
  let length = bits(5);
  const words = Array.from({ length: 21 }, () => []);
  for (let k = 0; k < size; k++) {
    while (bit()) length += bit() ? -1 : 1;
    words[length].push(k);
  }
  return { counts: Uint16Array.from(words, (some) => some.length), order: Uint16Array.from(words.flat()) };
}

function symbols(codes, chosen, used, bit) {
  const found = new Uint8Array(9e5), end = used.length + 1;
  for (let k = 0, run = 0, place = 1, at = 0; ; k++) {
    const { counts, order } = codes[chosen[(k / 50) | 0]];
    let code = bit(), first = 0, index = 0, n = 1;
    for (; code - first >= counts[n]; n++) {
      index += counts[n];
      first = 2 * (first + counts[n]);
      code = 2 * code + bit();
    }
    const symbol = order[index + code - first];
    if (symbol < 2) {
      run += (symbol + 1) * place;
      place *= 2;
      continue;
    }
    for (; run; run--) found[at++] = used[0];
    place = 1;
    if (symbol === end) return found.subarray(0, at);
    found[at++] = toFront(used, symbol - 1);
  }
}

// Undoes the sorting; four equal bytes are followed by how many more there are.
function unsorted(last, origin, out, filled) {
  const starts = new Int32Array(257), next = new Int32Array(last.length);
  for (let k = 0; k < last.length; k++) starts[last[k] + 1]++;
  for (let k = 0; k < 256; k++) starts[k + 1] += starts[k];
  for (let k = 0; k < last.length; k++) next[starts[last[k]]++] |= k << 8;
  for (let k = 0; k < last.length; k++) next[k] |= last[k];
  let before = -1;
  for (let k = 0, at = next[origin] >>> 8, same = 0; k < last.length; k++) {
    const both = next[at], byte = both & 255;
    at = both >>> 8;
    if (same === 4) {
      for (let more = byte; more; more--) out[filled++] = before;
      same = 0;
      continue;
    }
    same = same && byte === before ? same + 1 : 1;
    before = byte;
    out[filled++] = byte;
  }
  return filled;
}

// Definitions in a row have the next name each, and what they are made of is told by how far back it was defined.
function named(text) {
  const letters = "abcdefghijklmnqrstuvwz", nameOf = (k) => letters[k % 22] + (k > 21 ? Math.floor(k / 22) : "");
  let count = 0;
  return text.split("\n").map((line) => {
    const own = line[0] === "\x1d", whole = own ? `const ${nameOf(count)} = ${line.slice(1)}` : line;
    const said = whole.replace(/\x1e(\d+)/g, (_, back) => nameOf(count - back));
    if (own) count++;
    else if (/^(const |},?$)/.test(line)) count = 0;
    return said;
  }).join("\n");
}

globalThis.unpacked = unpacked;
})();
