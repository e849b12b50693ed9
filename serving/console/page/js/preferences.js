// What the browser remembers between visits: looks and names, never the token.

const PREFIX = 'escuta.';

export function recall(name, otherwise = '') {
  try {
    return localStorage.getItem(PREFIX + name) ?? otherwise;
  } catch {
    return otherwise; // storage may be switched off
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing is lost but comfort.
  }
}

const darkQuery = matchMedia('(prefers-color-scheme: dark)');

/** 'dark' or 'light': the operator's choice, else the system's. */
export const theme = () => recall('theme') || (darkQuery.matches ? 'dark' : 'light');

export function applyTheme(choice = recall('theme')) {
  if (choice) document.documentElement.dataset.theme = choice;
}

export function switchTheme() {
  const next = theme() === 'dark' ? 'light' : 'dark';
  remember('theme', next);
  applyTheme(next);
  return next;
}
