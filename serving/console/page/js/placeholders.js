// Personal data arrives as typed placeholders, `[NOME_1]`; they are shown as quiet chips.

const PLACEHOLDER = /\[([A-Z]{2,12})_(\d+)\]/g;

/** Text → parts in order: {text} or {type, number}. */
export function parts(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > from) out.push({ text: text.slice(from, match.index) });
    out.push({ type: match[1], number: Number(match[2]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from) });
  return out;
}
