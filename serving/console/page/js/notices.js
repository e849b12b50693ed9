// What went wrong and what to do about it, in the operator's language.

import { $, element, icon } from './dom.js';
import { has, t } from './i18n.js';

const shown = new Map(); // code → {values, fallback}

/** Shows one notice a code. `fallback`: the server's own words, where the page has none for the code. */
export function notify(code, { values = {}, fallback = null, tone = 'error' } = {}) {
  shown.set(code, { values, fallback, tone });
  draw();
}

export function dismiss(code) {
  shown.delete(code);
  draw();
}

export function dismissAll() {
  shown.clear();
  draw();
}

export function draw() {
  $('notices').replaceChildren(...[...shown].map(([code, notice]) => banner(code, notice)));
}

function banner(code, { values, fallback, tone }) {
  const key = has(code) ? code : `error.${code}`;
  const text = has(key) ? t(key, values) : (fallback?.message ?? code);
  const remedy = has(`remedy.${code}`) ? t(`remedy.${code}`) : fallback?.remedy;
  return element(
    'div',
    { class: 'notice', data: { tone, code } },
    element('p', {}, element('strong', {}, text), ...(remedy ? [' ', t('remedy.label'), ' ', remedy] : [])),
    element(
      'button',
      { type: 'button', class: 'quiet', aria: { label: t('app.close') }, on: { click: () => dismiss(code) } },
      icon('close'),
    ),
  );
}
