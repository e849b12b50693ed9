// Insight cards: one an insight, replaced in place when a revision comes; and the card of the final summary.

import { $, clock, element, icon, reveal } from './dom.js';
import { count, decimal, language, percent, t } from './i18n.js';
import { clean } from './transcript.js';

export const USEFULNESS = ['useful', 'not_useful', 'wrong'];

function badge(kind, text, title) {
  return element('span', { class: `badge ${kind}`, title }, text);
}

/** A rule's or model's alert begins with its category; that part is set in bold. */
function message({ type, message: text, language: spoken }) {
  const cut = type === 'risk_alert' ? text.indexOf(': ') : -1;
  const node = element('p', { class: 'message', lang: spoken });
  if (cut > 0) node.append(element('strong', {}, text.slice(0, cut + 1)), ' ', ...clean(text.slice(cut + 2)));
  else node.append(...clean(text));
  return node;
}

function confidence(share) {
  const bar = element('span', { class: 'bar' }, element('span', { class: 'fill' }));
  bar.firstChild.style.setProperty('--share', share);
  const words = `${t('card.confidence')} ${percent(share)}`;
  bar.setAttribute('aria-hidden', 'true');
  return element('span', { class: 'confidence', title: words }, element('span', { class: 'unseen' }, `${t('card.confidence')} `), bar, percent(share));
}

/** `on`: judge(insightId, usefulness, comment), evidence(insightId). */
export class Cards {
  #nodes = new Map(); // insight_id → li, or the final card
  #drafts = new Map(); // insight_id → comment being written
  #call = null;

  constructor(on) {
    this.on = on;
  }

  get order() {
    const final = $('final').querySelector('.card');
    return [...(final ? [final] : []), ...$('cards').querySelectorAll('.card')];
  }

  draw(call) {
    this.#call = call;
    const focused = document.activeElement?.closest?.('.card')?.dataset.insight;
    $('cards').replaceChildren();
    $('final').replaceChildren();
    this.#nodes.clear();
    for (const entry of call.insights.values()) if (!entry.final) this.put(entry);
    if (call.summary) this.finish(call);
    if (focused) this.focus(focused);
  }

  clear(call) {
    this.#drafts.clear();
    this.draw(call);
  }

  /** A new insight on top, or a revision in its place; focus stays where it is. */
  put(entry, { fresh = false } = {}) {
    const id = entry.insight.insight_id;
    const known = this.#nodes.get(id);
    const card = this.#card(entry);
    if (known) {
      this.#swap(known, card);
    } else {
      const item = element('li', {}, card);
      this.#nodes.set(id, item);
      $('cards').prepend(item);
    }
    if (fresh) card.classList.add('fresh');
  }

  finish(call) {
    const { summary, duration_s: durationS, speech_s: speechS, segments, insights } = call.summary;
    const figure = (label, value) => element('div', {}, element('dt', {}, label), element('dd', {}, value));
    const total = Object.values(insights).reduce((sum, n) => sum + n, 0);
    const figures = element(
      'dl',
      { class: 'figures' },
      figure(t('final.duration'), clock(durationS)),
      figure(t('final.speech'), clock(speechS)),
      figure(t('final.segments'), segments.toLocaleString(language())),
      figure(t('final.insights'), total.toLocaleString(language())),
    );
    const entry = summary && call.insights.get(summary.insight_id);
    const card = entry
      ? this.#card(entry, figures)
      : element('article', { class: 'card final', tabIndex: 0 }, this.#head('final'), element('p', { class: 'message muted' }, t('final.none')), figures);
    const shown = $('final').firstElementChild;
    if (shown) {
      this.#swap(shown, card);
      return;
    }
    const item = element('div', {}, card);
    if (entry) this.#nodes.set(summary.insight_id, item);
    $('final').replaceChildren(item);
  }

  focus(id) {
    const card = this.#nodes.get(id)?.querySelector('.card');
    card?.focus({ preventScroll: true });
    if (card) reveal(card);
  }

  /** Marks whose evidence is shown. */
  mark(id) {
    for (const card of this.order) {
      const button = card.querySelector('.evidence');
      button?.setAttribute('aria-pressed', String(card.dataset.insight === id));
    }
    this.marked = id;
  }

  openComment(id) {
    if (!this.#call.insights.get(id).feedback) return;
    this.#drafts.set(id, this.#drafts.get(id) ?? this.#call.insights.get(id).feedback.comment);
    this.#again(id);
    this.#nodes.get(id).querySelector('.comment input').focus();
  }

  #again(id) {
    const entry = this.#call.insights.get(id);
    if (entry.final) this.finish(this.#call);
    else this.put(entry);
  }

  /** The card in `node` gives way; focus goes to the same place of the new one. */
  #swap(node, card) {
    const focused = node.contains(document.activeElement) ? document.activeElement : null;
    node.querySelector('.card').replaceWith(card);
    if (focused) (card.querySelector(`[data-place="${focused.dataset.place}"]`) ?? card).focus({ preventScroll: true });
  }

  #head(kind, badges = [], at = null) {
    return element(
      'header',
      {},
      element('span', { class: 'sign' }, icon(kind)),
      element('h3', {}, t(`type.${kind}`)),
      ...badges,
      at === null ? null : element('span', { class: 'at' }, clock(at)),
    );
  }

  #card(entry, figures = null) {
    const { insight, latencyMs, final } = entry;
    const badges = [];
    if (insight.standing !== 'confirmed') {
      badges.push(badge(insight.standing, t(`standing.${insight.standing}`), t(`standing.${insight.standing}_note`)));
    }
    if (insight.degraded) badges.push(badge('degraded', t('card.degraded'), t('card.degraded_note')));
    if (insight.rev > 1 && insight.standing === 'confirmed') badges.push(badge('revised', t('card.revised')));
    const kind = final ? 'final' : insight.type;
    return element(
      'article',
      {
        class: `card ${final ? 'final' : ''}`,
        tabIndex: 0,
        data: { insight: insight.insight_id, type: insight.type, standing: insight.standing, rev: insight.rev },
        aria: { label: `${t(`type.${kind}`)}: ${insight.message}` },
      },
      this.#head(kind, badges, final ? null : insight.audio_end_s),
      message(insight),
      figures,
      this.#facts(insight, latencyMs),
      insight.standing === 'withdrawn' ? null : this.#feedback(entry),
    );
  }

  #facts(insight, latencyMs) {
    const id = insight.insight_id;
    const shown = this.marked === id;
    return element(
      'p',
      { class: 'facts' },
      confidence(insight.confidence),
      insight.segments.length
        ? element(
            'button',
            {
              type: 'button',
              class: 'evidence',
              title: t('card.evidence_label'),
              data: { place: 'evidence' },
              aria: { pressed: String(shown) },
              on: { click: () => this.on.evidence(id) },
            },
            icon('evidence'),
            count('card.evidence', insight.segments.length),
          )
        : null,
      insight.source === 'rule' ? element('span', {}, t('card.rule')) : null,
      latencyMs
        ? element('span', { class: 'latency', title: t('card.latency_note') }, t('card.latency', { seconds: decimal(latencyMs / 1000) }))
        : null,
    );
  }

  #feedback({ insight, feedback }) {
    const id = insight.insight_id;
    const buttons = USEFULNESS.map((usefulness, i) =>
      element(
        'button',
        {
          type: 'button',
          class: `judge ${usefulness}`,
          title: `${t(`feedback.${usefulness}`)} (${i + 1})`,
          data: { place: usefulness },
          aria: { pressed: String(feedback?.usefulness === usefulness), keyshortcuts: String(i + 1) },
          on: { click: () => this.on.judge(id, usefulness, feedback?.comment ?? '') },
        },
        icon(usefulness),
        element('span', {}, t(`feedback.${usefulness}`)),
      ),
    );
    const group = element('div', { class: 'feedback', role: 'group', aria: { label: t('feedback.group') } }, ...buttons);
    if (feedback) group.append(this.#status(insight, feedback));
    if (!feedback || !this.#drafts.has(id)) return group;
    return element('div', {}, group, this.#comment(id, feedback));
  }

  #status(insight, feedback) {
    const key = feedback.failed ? 'failed' : feedback.saved ? 'saved' : 'saving';
    const text = feedback.rev < insight.rev ? t('feedback.earlier') : t(`feedback.${key}`);
    return element(
      'span',
      { class: `stored ${key}` },
      element('span', { class: 'outcome' }, text),
      element(
        'button',
        {
          type: 'button',
          class: 'quiet',
          title: t('feedback.comment'),
          data: { place: 'comment' },
          aria: { label: t('feedback.comment'), keyshortcuts: 'c' },
          on: { click: () => this.openComment(insight.insight_id) },
        },
        icon('comment'),
      ),
    );
  }

  #comment(id, { usefulness }) {
    const input = element('input', {
      type: 'text',
      maxLength: 1000,
      value: this.#drafts.get(id),
      placeholder: t('feedback.comment_label'),
      data: { place: 'text' },
      aria: { label: t('feedback.comment_label') },
      on: {
        input: () => this.#drafts.set(id, input.value),
        keydown: (event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          this.#drafts.delete(id);
          this.#again(id);
          this.focus(id);
        },
      },
    });
    const send = (event) => {
      event.preventDefault();
      this.#drafts.delete(id);
      this.on.judge(id, usefulness, input.value.trim());
      this.focus(id);
    };
    return element('form', { class: 'comment', on: { submit: send } }, input, element('button', { class: 'small' }, t('feedback.send')));
  }
}
