// Gradients that are not exact: descent/noise.py. A draw depends on seed, step, particle and coordinate alone.
// 64-bit words stand as two halves of 32 bits.
const word = { high: 0, low: 0 };

function times64(high, low, byHigh, byLow) {
  const a = low & 0xffff, b = low >>> 16, c = byLow & 0xffff, d = byLow >>> 16;
  const middle = b * c + Math.floor((a * c) / 65536), across = a * d + (middle & 0xffff);
  word.high = (b * d + Math.floor(middle / 65536) + Math.floor(across / 65536) + Math.imul(high, byLow) + Math.imul(low, byHigh)) >>> 0;
  word.low = Math.imul(low, byLow) >>> 0;
}

function shiftedXor(by) {
  const { high, low } = word;
  word.low = (low ^ ((low >>> by) | (high << (32 - by)))) >>> 0;
  word.high = (high ^ (high >>> by)) >>> 0;
}

// SplitMix64's output function of `word`, in place (Steele, Lea & Flood 2014).
function mix64() {
  const low = word.low + 0x7f4a7c15;
  word.high = (word.high + 0x9e3779b9 + (low > 0xffffffff ? 1 : 0)) >>> 0;
  word.low = low >>> 0;
  shiftedXor(30);
  times64(word.high, word.low, 0xbf58476d, 0x1ce4e5b9);
  shiftedXor(27);
  times64(word.high, word.low, 0x94d049bb, 0x133111eb);
  shiftedXor(31);
}

function mixed64(high, low) {
  word.high = high >>> 0;
  word.low = low >>> 0;
  mix64();
  return { ...word };
}

// A number in (0, 1) that hangs on a counter and a key.
function counted(counter, key) {
  word.high = Math.floor(counter / 4294967296) >>> 0;
  word.low = counter >>> 0;
  mix64();
  word.high = (word.high ^ key.high) >>> 0;
  word.low = (word.low ^ key.low) >>> 0;
  mix64();
  return (word.high * 2097152 + (word.low >>> 11) + 0.5) * 2 ** -53;
}

// Gaussian noise of gradients: g + scale * z, in all coordinates or in one.
class GaussianNoise {
  constructor({ scale, axis, seed }, landscape, text) {
    const n = landscape.dimensions;
    if (axis !== null && axis >= n) throw new Error(`Gaussian.axis must be < ${n} for ${landscape.spoken}, got ${axis}`);
    Object.assign(this, { scale, n, text, axes: axis === null ? Array.from({ length: n }, (_, d) => d) : [axis] });
    this.seedKey = mixed64(Math.floor(seed / 4294967296), seed);
  }

  // Changes the first rows of g; `numbers` are the particles' among all starts.
  disturb(g, x, count, index, numbers) {
    for (const axis of this.axes) {
      // The step 20 bits up, the coordinate below.
      const place = mixed64(Math.floor(index / 4096), (index << 20) | axis);
      const key = { high: (this.seedKey.high ^ place.high) >>> 0, low: (this.seedKey.low ^ place.low) >>> 0 };
      for (let i = 0; i < count; i++) {
        const first = counted(2 * numbers[i], key), second = counted(2 * numbers[i] + 1, key);
        const normal = Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
        g[i * this.n + axis] += this.scale * normal;
      }
    }
  }
}

// The noise that "gaussian:0.1,seed=3" describes.
function noiseOf(text, landscape) {
  const known = globalThis.Thalweg.printed.tables.noises;
  const { name, settings: given, spoken } = readCall("noise", text, known, scheduleOf);
  const settings = checkedSettings(known[name].owner, known[name].settings, given, spoken);
  if (name === "gaussian") return new GaussianNoise(settings, landscape, text);
  if (name === "minibatch") throw new Error(`MiniBatch needs a landscape made of data, ${landscape.spoken} has none`);
  throw new Error(`noise ${name} runs in Python alone`);
}
