// Runs on the audio thread: microphone at the device's rate → 16 kHz PCM16 chunks.

import { pcm16 } from './pcm.js';
import { Resampler } from './resampler.js';

class Capture extends AudioWorkletProcessor {
  constructor({ processorOptions: { rateHz, chunkSamples } }) {
    super();
    this.resampler = new Resampler(sampleRate, rateHz); // `sampleRate` is the audio thread's own
    this.chunk = new Float32Array(chunkSamples);
    this.filled = 0;
    this.running = true;
    this.port.onmessage = () => this.finish();
  }

  process([input]) {
    if (this.running && input.length) this.collect(this.resampler.push(input[0]));
    return this.running;
  }

  collect(samples) {
    for (let taken = 0; taken < samples.length; ) {
      const part = samples.subarray(taken, taken + this.chunk.length - this.filled);
      this.chunk.set(part, this.filled);
      this.filled += part.length;
      taken += part.length;
      if (this.filled === this.chunk.length) this.send();
    }
  }

  send() {
    const bytes = pcm16([this.chunk.subarray(0, this.filled)]);
    this.port.postMessage(bytes, [bytes.buffer]);
    this.filled = 0;
  }

  finish() {
    if (!this.running) return;
    this.running = false;
    this.collect(this.resampler.flush());
    if (this.filled) this.send();
    this.port.postMessage(null);
  }
}

registerProcessor('capture', Capture);
