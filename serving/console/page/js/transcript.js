// The transcript: a line a segment, the speaker's name where it changes.

import { $, calm, clock, element, reveal } from './dom.js';
import { has, t } from './i18n.js';
import { parts } from './placeholders.js';

const NEAR_END_PX = 60;

function chip({ type, number }) {
  const key = `pii.${type}`;
  const label = has(key) ? t(key) : type;
  return element('span', { class: 'chip', title: t('pii.title') }, `${label} ${number}`);
}

// An amount stays on one line.
const unbroken = (text) => text.replace(/R\$ (?=\d)/g, 'R$\u00a0').replace(/(\d) €/g, '$1\u00a0€');

/** Clean text as nodes; placeholders become chips. */
export function clean(text) {
  return parts(text).map((part) => (part.type ? chip(part) : document.createTextNode(unbroken(part.text))));
}

export class Transcript {
  #lines = new Map(); // segment_id → element
  #speaker = null;
  #lit = null;
  #language = '';
  #following = true;

  constructor() {
    this.scroll = $('transcript-scroll');
    this.scroll.addEventListener('scroll', () => {
      const { scrollHeight, scrollTop, clientHeight } = this.scroll;
      this.#following = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      if (this.#following) $('latest').hidden = true;
    });
    $('latest').addEventListener('click', () => this.#toEnd());
  }

  /** Everything anew: another call, or another language of the interface. */
  draw(call) {
    $('lines').replaceChildren();
    this.#lines.clear();
    this.#speaker = null;
    const lit = this.#lit;
    this.#lit = null;
    this.add([...call.segments.values()], this.#language);
    if (lit) this.light(lit, false);
  }

  clear() {
    this.#lit = null;
    this.#language = '';
    this.#following = true;
    $('latest').hidden = true;
    $('lines').replaceChildren();
    this.#lines.clear();
  }

  add(segments, language) {
    this.#language = language ?? this.#language;
    for (const segment of segments) {
      const { segment_id: id, speaker, start_s: startS, end_s: endS, text } = segment;
      const line = element(
        'li',
        { class: 'line', data: { speaker, segment: id } },
        element('span', { class: 'at' }, clock(startS)),
        ...(speaker === null
          ? [element('p', { class: 'unheard' }, t('transcript.unheard', { seconds: Math.round(endS - startS) }))]
          : [
              element('span', { class: speaker === this.#speaker ? 'unseen' : 'speaker' }, t(`speaker.${speaker}`)),
              element('p', { lang: this.#language || undefined }, ...clean(text)),
            ]),
      );
      if (speaker !== this.#speaker) line.classList.add('first');
      this.#speaker = speaker;
      this.#lines.set(id, line);
      $('lines').append(line);
    }
    if (this.#following) this.#toEnd();
    else if (segments.length) $('latest').hidden = false;
  }

  get lit() {
    return this.#lit;
  }

  /** Highlights the segments an insight rests on; none with null. */
  light(ids, move = true) {
    for (const line of this.#lines.values()) line.classList.remove('lit');
    this.#lit = ids;
    const lines = (ids ?? []).map((id) => this.#lines.get(id)).filter(Boolean);
    for (const line of lines) line.classList.add('lit');
    if (lines.length && move) {
      this.#following = false;
      reveal(lines.at(-1));
      reveal(lines[0]);
    }
  }

  #toEnd() {
    this.#following = true;
    $('latest').hidden = true;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: calm() ? 'auto' : 'smooth' });
  }
}
