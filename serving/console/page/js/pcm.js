// Samples as bytes.

/** Channels of floats in [-1, 1] → interleaved little-endian PCM16. */
export function pcm16(channels) {
  const length = channels[0].length;
  const view = new DataView(new ArrayBuffer(length * channels.length * 2));
  let at = 0;
  for (let i = 0; i < length; i += 1) {
    for (const channel of channels) {
      const sample = Math.max(-1, Math.min(1, channel[i]));
      view.setInt16(at, Math.round(sample * 32767), true);
      at += 2;
    }
  }
  return new Uint8Array(view.buffer);
}

/** Loudness of PCM16 bytes for a meter: 0 at -60 dB and below, 1 at full scale. */
export function loudness(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.byteLength >> 1;
  if (!count) return 0;
  let energy = 0;
  for (let i = 0; i < count; i += 1) energy += (view.getInt16(2 * i, true) / 32768) ** 2;
  const decibels = 10 * Math.log10(energy / count + 1e-12);
  return Math.max(0, Math.min(1, 1 + decibels / 60));
}
