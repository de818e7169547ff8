// NumPy's default_rng(seed): the same numbers. SeedSequence (O'Neill 2015) and PCG64 (O'Neill 2014), XSL-RR.
const mask32 = 0xffffffffn, mask64 = (1n << 64n) - 1n, mask128 = (1n << 128n) - 1n;
const pcgFactor = 0x2360ed051fc65da44385df649fccf645n;

class Chance {
  // `spawned`: the first child, which is what SciPy takes.
  constructor(seed, spawned = false) {
    const words = seedWords(BigInt(seed), spawned);
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => words[2 * k] | (words[2 * k + 1] << 32n));
    this.increment = ((((c << 64n) | d) << 1n) | 1n) & mask128;
    this.state = ((this.increment + ((a << 64n) | b)) * pcgFactor + this.increment) & mask128;
    this.half = null;
  }

  next64() {
    this.state = (this.state * pcgFactor + this.increment) & mask128;
    const word = (this.state >> 64n) ^ (this.state & mask64), turn = this.state >> 122n;
    return ((word >> turn) | (word << (64n - turn))) & mask64;
  }

  // Half of a 64-bit word; the other half comes next.
  next32() {
    if (this.half !== null) {
      const half = this.half;
      this.half = null;
      return half;
    }
    const word = this.next64();
    this.half = word >> 32n;
    return word & mask32;
  }

  // Uniform in [0, 1).
  random() {
    return Number(this.next64() >> 11n) / 9007199254740992;
  }

  // A whole number from 0 to `most`: as many bits as it has, again while they are too large.
  below(most) {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const drawn = Number(this.next32()) & mask;
      if (drawn >>> 0 <= most) return drawn >>> 0;
    }
  }

  shuffle(array) {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.below(i);
      [array[i], array[j]] = [array[j], array[i]];
    }
    return array;
  }

  // Standard normal, by Marsaglia & Tsang's ziggurat of 256 layers (2000).
  normal() {
    const { edges, limits, heights } = ziggurat();
    for (;;) {
      let word = this.next64();
      const layer = Number(word & 0xffn);
      word >>= 8n;
      const negative = (word & 1n) === 1n, part = (word >> 1n) & 0x000fffffffffffffn;
      const x = Number(part) * edges[layer] * (negative ? -1 : 1);
      if (part < limits[layer]) return x;
      if (layer === 0) return this.tail(part);
      if ((heights[layer - 1] - heights[layer]) * this.random() + heights[layer] < Math.exp(-0.5 * x * x)) return x;
    }
  }

  tail(part) {
    for (;;) {
      const x = -Math.log1p(-this.random()) / zigguratEnd, y = -Math.log1p(-this.random());
      if (y + y > x * x) return ((part >> 8n) & 1n) === 1n ? -(zigguratEnd + x) : zigguratEnd + x;
    }
  }
}

const zigguratEnd = 3.6541528853610088, zigguratArea = 0.0049286732339746549;
let zigguratTables = null;

function ziggurat() {
  if (zigguratTables) return zigguratTables;
  const density = (x) => Math.exp(-0.5 * x * x), size = 2 ** 52;
  const x = new Float64Array(256);
  x[255] = zigguratEnd;
  for (let i = 254; i > 0; i--) x[i] = Math.sqrt(-2 * Math.log(zigguratArea / x[i + 1] + density(x[i + 1])));
  const whole = zigguratArea / density(zigguratEnd);
  const limits = Array.from(x, (edge, i) => BigInt(Math.floor((i === 0 ? zigguratEnd / whole : i === 1 ? 0 : x[i - 1] / edge) * size)));
  const edges = Float64Array.from(x, (edge, i) => (i === 0 ? whole : edge) / size);
  zigguratTables = { limits, edges, heights: Float64Array.from(x, (edge, i) => (i === 0 ? 1 : density(edge))) };
  return zigguratTables;
}

// SeedSequence(seed).generate_state(8, uint32), or that of its first child.
function seedWords(seed, spawned) {
  const entropy = [];
  for (let left = seed; left > 0n || !entropy.length; left >>= 32n) entropy.push(left & mask32);
  if (spawned) entropy.push(...Array.from({ length: Math.max(4 - entropy.length, 0) + 1 }, () => 0n));
  let constant = 0x43b0d7e5n;
  const hashed = (value) => {
    let word = (value ^ constant) & mask32;
    constant = (constant * 0x931e8875n) & mask32;
    word = (word * constant) & mask32;
    return word ^ (word >> 16n);
  };
  const mixed = (x, y) => {
    const word = (x * 0xca01f9ddn - y * 0x4973f715n) & mask32;
    return word ^ (word >> 16n);
  };
  const pool = [0, 1, 2, 3].map((k) => hashed(entropy[k] ?? 0n));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mixed(pool[to], hashed(pool[from]));
  }
  for (const word of entropy.slice(4)) for (let to = 0; to < 4; to++) pool[to] = mixed(pool[to], hashed(word));
  constant = 0x8b51f9ddn;
  return Array.from({ length: 8 }, (_, k) => {
    let word = (pool[k % 4] ^ constant) & mask32;
    constant = (constant * 0x58f38dedn) & mask32;
    word = (word * constant) & mask32;
    return word ^ (word >> 16n);
  });
}
