// What is said to the gateway and how its addresses are made. The messages are those of docs/protocol.md.

export const SUBPROTOCOL = 'escuta.v1';
export const SAMPLE_RATE_HZ = 16000;
export const BYTES_PER_SAMPLE = 2;

const IDENTIFIER = /^[A-Za-z0-9._:-]{1,128}$/;
// A subprotocol may hold only the characters of an HTTP token (RFC 9110, 5.6.2).
const HTTP_TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const isIdentifier = (text) => IDENTIFIER.test(text);
export const isToken = (text) => text === '' || HTTP_TOKEN.test(text);

/** Address of the stream on the host that served the page. */
export function streamUrl(page, tenant, conversation) {
  const url = new URL('/api/v1/asr/stream', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('tenant_id', tenant);
  url.searchParams.set('conversation_id', conversation);
  return url.href;
}

/** A browser cannot set headers on a WebSocket, so the token travels as a subprotocol. */
export function subprotocols(token) {
  return token ? [SUBPROTOCOL, `bearer.${token}`] : [SUBPROTOCOL];
}

/** Opens a session, or goes on with `sessionId` after the event `lastSeq`. */
export function startMessage({ channels, language, speakers, sessionId = null, lastSeq = 0 }) {
  const message = {
    type: 'start',
    v: 1,
    audio: { encoding: 'pcm16', sample_rate_hz: SAMPLE_RATE_HZ, channels },
  };
  if (language) message.language = language;
  if (speakers) message.speakers = speakers;
  if (sessionId) Object.assign(message, { session_id: sessionId, last_seq: lastSeq });
  return message;
}

export function feedbackMessage({ insightId, rev, usefulness, comment = '' }) {
  return { type: 'feedback', insight_id: insightId, rev, usefulness, comment };
}

/** Bytes of audio up to a call time, a whole number of samples of all channels. */
export function bytesAt(seconds, channels) {
  return Math.floor(seconds * SAMPLE_RATE_HZ) * channels * BYTES_PER_SAMPLE;
}

/** Milliseconds to wait before attempt `attempt` (from 1): doubling, bounded, spread by `random` in [0, 1). */
export function backoffMs(attempt, { firstMs, mostMs }, random = Math.random()) {
  const ceiling = Math.min(mostMs, firstMs * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}
