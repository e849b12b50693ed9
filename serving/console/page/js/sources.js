// Where a call's sound comes from. A source calls `onChunk(bytes)` with PCM16 at 16 kHz at the pace of the call,
// and `onEnd(reason)` once: 'finished' (the file is over) or 'lost' (the device went away).

import { pcm16 } from './pcm.js';
import { SAMPLE_RATE_HZ } from './protocol.js';

export const CHUNK_MS = 100;
const CHUNK_SAMPLES = (SAMPLE_RATE_HZ * CHUNK_MS) / 1000;

export class SourceError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** The microphone. One channel: both voices, or the operator's alone. */
export class Microphone {
  channels = 1;
  durationS = null;
  #stream;
  #context;
  #node;

  static async open() {
    if (!navigator.mediaDevices?.getUserMedia) throw new SourceError('mic_unavailable');
    const source = new Microphone();
    try {
      source.#stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
    } catch (error) {
      throw new SourceError(error.name === 'NotAllowedError' ? 'mic_refused' : 'mic_unavailable');
    }
    source.#context = new AudioContext({ latencyHint: 'interactive' });
    await source.#context.audioWorklet.addModule(new URL('./capture-worklet.js', import.meta.url));
    return source;
  }

  async start(onChunk, onEnd) {
    this.#node = new AudioWorkletNode(this.#context, 'capture', {
      numberOfInputs: 1,
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: { rateHz: SAMPLE_RATE_HZ, chunkSamples: CHUNK_SAMPLES },
    });
    this.#node.port.onmessage = ({ data }) => (data ? onChunk(data) : this.#finished?.());
    this.#stream.getAudioTracks()[0].onended = () => onEnd('lost');
    this.#context.createMediaStreamSource(this.#stream).connect(this.#node);
    await this.#context.resume();
  }

  #finished = null;

  /** Resolves when the last samples were handed over. */
  async stop() {
    if (this.#node) {
      const last = new Promise((resolve) => {
        this.#finished = resolve;
        setTimeout(resolve, 500); // the audio thread may be gone with its device
      });
      this.#node.port.postMessage('finish');
      await last;
    }
    for (const track of this.#stream.getTracks()) track.stop();
    await this.#context.close();
  }
}

/** An audio file played at the pace of a call; its first two channels stay apart. */
export class AudioFile {
  #buffer;
  #timer = null;
  #stopped = false;

  constructor(buffer) {
    this.#buffer = buffer;
    this.channels = Math.min(2, buffer.numberOfChannels);
    this.durationS = buffer.duration;
  }

  static async open(file) {
    try {
      const decoder = new OfflineAudioContext(2, 1, SAMPLE_RATE_HZ); // decodes to its own rate
      return new AudioFile(await decoder.decodeAudioData(await file.arrayBuffer()));
    } catch {
      throw new SourceError('file_unreadable');
    }
  }

  async start(onChunk, onEnd) {
    const parts = Array.from({ length: this.channels }, (_, i) => this.#buffer.getChannelData(i));
    const total = this.#buffer.length;
    const began = performance.now();
    let sent = 0;
    const step = () => {
      if (this.#stopped) return;
      // By the clock, not by ticks: a timer slowed in a background tab catches up.
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * SAMPLE_RATE_HZ));
      while (sent < due && (due - sent >= CHUNK_SAMPLES || due === total)) {
        const end = Math.min(due, sent + CHUNK_SAMPLES);
        onChunk(pcm16(parts.map((part) => part.subarray(sent, end))));
        sent = end;
      }
      if (sent < total) this.#timer = setTimeout(step, CHUNK_MS);
      else onEnd('finished');
    };
    this.#timer = setTimeout(step, CHUNK_MS);
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
