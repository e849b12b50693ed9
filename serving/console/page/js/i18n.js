// Words of the interface in the operator's language.

import { recall, remember } from './preferences.js';
import { STRINGS } from './strings.js';

export const LANGUAGES = Object.keys(STRINGS);

/** The first of the browser's languages that there is; else English. */
export function pick(wanted) {
  for (const tag of wanted) {
    const code = tag.toLowerCase().split('-')[0];
    if (LANGUAGES.includes(code)) return code;
  }
  return 'en';
}

let current = 'en';

export const language = () => current;

export function choose(code, keep = true) {
  current = LANGUAGES.includes(code) ? code : 'en';
  if (keep) remember('language', current);
  document.documentElement.lang = current;
}

export function start() {
  const asked = new URLSearchParams(location.search).get('ui');
  const kept = recall('language');
  choose(asked ?? (kept || pick(navigator.languages)), false);
}

/** The text of `key`, `{name}` replaced by `values.name`. A missing key shows itself. */
export function t(key, values = {}) {
  const text = STRINGS[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const has = (key) => key in STRINGS[current];

/** `key.one` or `key.other`, by the rules of the language. */
export function count(key, n) {
  const rule = new Intl.PluralRules(current).select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${rule}`, { n: n.toLocaleString(current) });
}

export const percent = (share) =>
  new Intl.NumberFormat(current, { style: 'percent', maximumFractionDigits: 0 }).format(share);

export const decimal = (value) =>
  new Intl.NumberFormat(current, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);

/** Fills `data-t` (text), `data-t-label` (aria-label), `data-t-hint` (placeholder) and `data-t-title` below `root`. */
export function translate(root = document) {
  const targets = { t: null, tLabel: 'aria-label', tHint: 'placeholder', tTitle: 'title' };
  const names = { t: 'data-t', tLabel: 'data-t-label', tHint: 'data-t-hint', tTitle: 'data-t-title' };
  for (const [name, attribute] of Object.entries(targets)) {
    for (const node of root.querySelectorAll(`[${names[name]}]`)) {
      const text = t(node.dataset[name]);
      if (attribute) node.setAttribute(attribute, text);
      else node.textContent = text;
    }
  }
}
