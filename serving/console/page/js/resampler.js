// Band-limited change of sample rate for a stream. The result does not depend on how the input is cut.

const ZERO_CROSSINGS = 16;
const ROLLOFF = 0.94; // share of the lower Nyquist frequency that passes

const gcd = (a, b) => (b ? gcd(b, a % b) : a);
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const hann = (x) => 0.5 * (1 + Math.cos(Math.PI * x)); // x in [-1, 1]

/** Windowed-sinc polyphase filter (J. O. Smith, Digital Audio Resampling). Rates in Hz, one channel. */
export class Resampler {
  constructor(inRate, outRate) {
    const divisor = gcd(Math.round(inRate), Math.round(outRate));
    this.up = Math.round(outRate) / divisor;
    this.down = Math.round(inRate) / divisor;
    this.copies = this.up === this.down;
    const cutoff = Math.min(1, this.up / this.down) * ROLLOFF;
    this.reach = Math.ceil(ZERO_CROSSINGS / Math.min(1, this.up / this.down)); // input samples each side
    this.phases = Array.from({ length: this.copies ? 0 : this.up }, (_, phase) => this.#taps(phase, cutoff));
    this.reset();
  }

  reset() {
    this.held = new Float32Array(this.reach - 1); // silence before the first sample
    this.heldStart = -(this.reach - 1); // index of held[0] in the input
    this.produced = 0;
  }

  /** Output samples that the input so far decides. */
  push(input) {
    if (this.copies) return input.slice();
    const samples = new Float32Array(this.held.length + input.length);
    samples.set(this.held);
    samples.set(input, this.held.length);
    const end = this.heldStart + samples.length;
    const out = [];
    for (;;) {
      const position = this.produced * this.down;
      const centre = Math.floor(position / this.up);
      if (centre + this.reach >= end) break;
      const taps = this.phases[position % this.up];
      const from = centre - this.reach + 1 - this.heldStart;
      let sum = 0;
      for (let k = 0; k < taps.length; k += 1) sum += taps[k] * samples[from + k];
      out.push(sum);
      this.produced += 1;
    }
    const next = Math.floor((this.produced * this.down) / this.up) - this.reach + 1;
    this.held = samples.slice(Math.max(0, next - this.heldStart));
    this.heldStart = Math.max(this.heldStart, next);
    return Float32Array.from(out);
  }

  /** The last samples, as if silence followed. */
  flush() {
    return this.copies ? new Float32Array(0) : this.push(new Float32Array(this.reach));
  }

  #taps(phase, cutoff) {
    const fraction = phase / this.up;
    const taps = Float64Array.from({ length: 2 * this.reach }, (_, k) => {
      const x = k - this.reach + 1 - fraction;
      return cutoff * sinc(cutoff * x) * hann(Math.max(-1, Math.min(1, x / this.reach)));
    });
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => tap / sum);
  }
}
