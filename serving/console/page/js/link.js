// The connection to the gateway: one session over as many sockets as it takes.
//
// Emits `state` ({state, …}) and `change` (what an event of the numbered stream changed in the call; once each, in
// order). States: connecting → live ⇄ held → finishing → ended; `reconnecting` ({attempt, retryMs}) in between;
// `failed` ({reason: 'refused' | 'lost' | 'server', error}).

import { backoffMs, bytesAt, startMessage } from './protocol.js';

export const TIMING = {
  pingMs: 5_000,
  pongMs: 10_000,
  ackMs: 250,
  firstMs: 250,
  mostMs: 4_000,
  resendMs: 1_000,
};
const QUEUED_BYTES = 256 * 1024; // what the socket may hold before audio waits on the tape
const FRAME_BYTES = 32 * 1024;
// After these a session goes on: here a moment later, or at another gateway.
const PASSING = ['too_fast', 'resume_later', 'shutting_down', 'too_many_sessions'];
const KEPT_S = 600; // the most sound that is kept: what waits longer for the end of a number is not asked for again

export class Link extends EventTarget {
  #options;
  #timing;
  #socket = null;
  #timers = {};
  #sent = 0; // bytes of the tape given to this socket
  #open = false; // session_started arrived on this socket
  #held = false;
  #stopping = false;
  #stopSent = false;
  #attempt = 0;
  #lostAt = null;
  #graceMs = 0;
  #maxBytes = FRAME_BYTES;
  #awaitingPong = false;
  #fatal = null;

  /** `options`: url, protocols, channels, language, speakers; `call` says what was seen, `tape` holds the audio. */
  constructor({ call, tape, timing = {}, ...options }) {
    super();
    this.call = call;
    this.tape = tape;
    this.state = 'idle';
    this.#options = options;
    this.#timing = { ...TIMING, ...timing };
    this.#retryNow = () => this.state === 'reconnecting' && this.#connect();
    globalThis.addEventListener?.('online', this.#retryNow);
  }

  #retryNow;

  open() {
    this.#set('connecting');
    this.#connect();
  }

  /** New audio is on the tape. */
  pump() {
    clearTimeout(this.#timers.pump);
    const socket = this.#socket;
    if (!this.#open || this.#held) return;
    while (this.#sent < this.tape.end && socket.bufferedAmount < QUEUED_BYTES) {
      // Another gateway may ask for sound that is gone: silence keeps the time of what follows right.
      const gone = Math.min(this.tape.start - this.#sent, this.#maxBytes);
      const bytes = gone > 0 ? new Uint8Array(gone) : this.tape.read(this.#sent, this.#maxBytes);
      socket.send(bytes);
      this.#sent += bytes.byteLength;
    }
    if (this.#sent < this.tape.end) {
      this.#timers.pump = setTimeout(() => this.pump(), 50);
    } else if (this.#stopping && !this.#stopSent) {
      this.#stopSent = true;
      this.#say({ type: 'stop' });
    }
  }

  /** No more audio follows: everything on the tape is still delivered. */
  stop() {
    this.#stopping = true;
    if (this.#open) this.#set('finishing');
    this.pump();
  }

  /** True when the message went out; false when there is no connection now. */
  say(message) {
    if (!this.#open || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#say(message);
    return true;
  }

  get unsentBytes() {
    return this.tape.end - this.#sent;
  }

  #say(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #connect() {
    clearTimeout(this.#timers.retry);
    this.#attempt += 1;
    const socket = new WebSocket(this.#options.url, this.#options.protocols);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      const { sessionId, lastSeq } = this.call;
      this.#say(startMessage({ ...this.#options, sessionId, lastSeq }));
    };
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = () => socket === this.#socket && this.#lost();
  }

  #hear(event) {
    if (event.event === 'pong') {
      this.#awaitingPong = false;
      return;
    }
    if (event.event === 'session_started') this.#begin(event); // event 1, first on every connection
    const passing = this.call.sessionId !== null && PASSING.includes(event.code);
    if (event.event === 'error' && event.fatal && !passing) this.#fatal = event;
    const place = this.call.place(event);
    if (place === 'gap') this.#drop(); // ask again from what was seen
    if (place === 'apart') this.#tell(this.call.apart(event));
    if (place !== 'new') return;
    const change = this.call.apply(event);
    if (event.event === 'flow') this.#flow(event);
    if (event.event === 'batch_processed') {
      const oldest = bytesAt(Math.max(0, event.end_s - KEPT_S), this.#options.channels);
      this.tape.release(Math.max(oldest, event.keep_from));
    }
    this.#tell(change);
    this.#ackSoon();
    if (event.event === 'session_ended') this.#end();
  }

  #tell(change) {
    this.dispatchEvent(new CustomEvent('change', { detail: change }));
  }

  #begin(event) {
    this.#open = true;
    this.#stopSent = false;
    this.#attempt = 0;
    this.#lostAt = null;
    this.#graceMs = event.grace_s * 1000;
    this.#maxBytes = Math.min(FRAME_BYTES, event.max_message_bytes);
    this.#sent = event.resumed ? event.audio_offset_bytes : 0;
    const missing = Math.max(0, this.tape.start - this.#sent);
    this.#set(this.#stopping ? 'finishing' : 'live', { resumed: event.resumed, missing });
    this.#keepAlive();
    return this.pump();
  }

  #flow({ state }) {
    this.#held = state === 'hold';
    if (!this.#stopping) this.#set(this.#held ? 'held' : 'live');
    this.pump();
  }

  #ackSoon() {
    this.#timers.ack ??= setTimeout(() => {
      this.#timers.ack = null;
      this.say({ type: 'ack', seq: this.call.lastSeq });
    }, this.#timing.ackMs);
  }

  /** A half-open connection, or a gateway that hangs, looks alive until somebody asks. One question at a time: the
   * next would give the one before more time. */
  #keepAlive() {
    clearInterval(this.#timers.ping);
    this.#timers.ping = setInterval(() => {
      if (this.#awaitingPong || !this.say({ type: 'ping' })) return;
      this.#awaitingPong = true;
      clearTimeout(this.#timers.pong);
      this.#timers.pong = setTimeout(() => this.#awaitingPong && this.#drop(), this.#timing.pongMs);
    }, this.#timing.pingMs);
  }

  #drop() {
    const socket = this.#socket;
    socket.onclose = null; // a socket that hangs may take long to say so
    this.#lost();
    socket.close();
  }

  #lost() {
    const greeted = this.call.sessionId !== null;
    this.#quiet();
    if (this.state === 'ended' || this.state === 'failed') return;
    if (this.#fatal) return this.#fail('server', { error: this.#fatal });
    if (!greeted) return this.#fail('refused');
    this.#lostAt ??= performance.now();
    const retryMs = backoffMs(this.#attempt + 1, this.#timing);
    if (performance.now() + retryMs - this.#lostAt > this.#graceMs) return this.#fail('lost');
    this.#set('reconnecting', { attempt: this.#attempt + 1, retryMs });
    this.#timers.retry = setTimeout(() => this.#connect(), retryMs);
    return undefined;
  }

  #fail(reason, detail = {}) {
    this.#finish();
    this.#set('failed', { reason, ...detail });
  }

  #end() {
    this.#finish();
    this.#set('ended');
  }

  #finish() {
    const socket = this.#socket;
    this.#quiet();
    this.#socket = null;
    globalThis.removeEventListener?.('online', this.#retryNow);
    socket?.close();
  }

  #quiet() {
    this.#open = false;
    this.#awaitingPong = false;
    clearInterval(this.#timers.ping);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = {};
  }

  #set(state, detail = {}) {
    if (state === this.state && state !== 'reconnecting') return;
    this.state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: { state, ...detail } }));
  }
}
