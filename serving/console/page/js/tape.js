// The call's audio, kept in memory until the gateway no longer needs it.

/** A byte stream addressed by absolute offset; `[start, end)` is what is held. */
export class Tape {
  #chunks = []; // {offset, bytes}, contiguous

  start = 0;
  end = 0;

  append(bytes) {
    if (!bytes.byteLength) return;
    this.#chunks.push({ offset: this.end, bytes });
    this.end += bytes.byteLength;
  }

  /** Up to `most` bytes from `offset`; empty at the end. Throws where the bytes were already released. */
  read(offset, most) {
    if (offset < this.start) throw new RangeError('audio already released');
    const size = Math.max(0, Math.min(most, this.end - offset));
    const out = new Uint8Array(size);
    let filled = 0;
    for (let i = this.#indexOf(offset); filled < size; i += 1) {
      const chunk = this.#chunks[i];
      const part = chunk.bytes.subarray(offset + filled - chunk.offset, offset + size - chunk.offset);
      out.set(part, filled);
      filled += part.byteLength;
    }
    return out;
  }

  /** Forgets whole chunks that end at or before `offset`. */
  release(offset) {
    let gone = 0;
    while (gone < this.#chunks.length) {
      const { offset: from, bytes } = this.#chunks[gone];
      if (from + bytes.byteLength > offset) break;
      gone += 1;
    }
    this.#chunks.splice(0, gone);
    this.start = this.#chunks.length ? this.#chunks[0].offset : this.end;
  }

  #indexOf(offset) {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#chunks[middle].offset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
