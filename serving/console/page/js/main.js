// The page: connects the form, the source of sound, the link and the views.

import { Call } from './call.js';
import { Cards, USEFULNESS } from './cards.js';
import { $, clock } from './dom.js';
import { saveFeedback, whyRefused } from './http.js';
import * as i18n from './i18n.js';
import { Link } from './link.js';
import * as notices from './notices.js';
import { loudness } from './pcm.js';
import { applyTheme, recall, remember, switchTheme } from './preferences.js';
import { BYTES_PER_SAMPLE, feedbackMessage, isIdentifier, isToken, SAMPLE_RATE_HZ, streamUrl, subprotocols } from './protocol.js';
import { AudioFile, Microphone, SourceError } from './sources.js';
import { Tape } from './tape.js';
import { Transcript } from './transcript.js';

const BEHIND_S = 2; // less audio than this on its way is nothing to mention
const RESEND_MS = 1000;
const NOT_STORED = ['unknown_insight', 'storage_unavailable'];

const { t } = i18n;
let call = new Call();
let link = null;
let source = null;
let tape = null;
let access = null; // {tenant, conversation, token}, for judgements after the end
let detail = { state: 'idle' };
let chosenFile = null;

const transcript = new Transcript();
const cards = new Cards({ judge, evidence });

// --- what is shown --------------------------------------------------------------------------------------

function drawState() {
  $('state').dataset.state = detail.state;
  $('state-text').textContent = t(`state.${detail.state}`, detail);
  document.title = detail.state === 'idle' ? t('app.title') : `${t(`state.${detail.state}`, detail)} · Escuta`;
}

function drawProgress() {
  if (!tape) return;
  const rate = SAMPLE_RATE_HZ * BYTES_PER_SAMPLE * source.channels;
  $('call-time').textContent = clock(tape.end / rate);
  $('call-total').textContent = source.durationS ? ` / ${clock(source.durationS)}` : '';
  const behindS = link.unsentBytes / rate;
  const waiting = detail.state !== 'ended' && behindS > BEHIND_S;
  $('behind').textContent = waiting ? t('state.behind', { seconds: Math.floor(behindS) }) : '';
}

function drawEmpty() {
  const over = ['ended', 'failed'].includes(detail.state);
  const insights = [...call.insights.values()].filter((entry) => !entry.final).length;
  $('transcript-empty').textContent = t(over ? 'transcript.none' : 'transcript.empty');
  $('transcript-empty').hidden = call.segments.size > 0;
  $('insights-empty').textContent = t(over ? 'insights.none' : 'insights.empty');
  $('insights-empty').hidden = insights > 0 || (over && call.summary !== null);
  $('tab-count').textContent = insights || '';
}

function drawVoices() {
  const file = form.source.value === 'file';
  const options = file
    ? ['agent_first', 'customer_first'].map((name) => [name, t(`connect.${name}`)])
    : ['both', 'agent', 'customer'].map((name) => [name, t(`connect.voices_${name}`)]);
  const kept = $('voices').value;
  $('voices').replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  if (options.some(([value]) => value === kept)) $('voices').value = kept;
  $('voices-label').textContent = t(file ? 'connect.channels' : 'connect.voices');
  $('drop').hidden = !file;
  if (chosenFile) $('file-name').textContent = chosenFile.name;
}

function drawAll() {
  i18n.translate();
  $('ui-language').value = i18n.language();
  drawVoices();
  drawState();
  drawEmpty();
  drawProgress();
  notices.draw();
  transcript.draw(call);
  cards.draw(call);
}

function announce(text, urgent = false) {
  $(urgent ? 'alarm' : 'announce').textContent = text;
}

function show(panel) {
  $('columns').dataset.shown = panel;
  for (const name of ['insights', 'transcript']) $(`tab-${name}`).setAttribute('aria-pressed', String(name === panel));
}

// --- a call ---------------------------------------------------------------------------------------------

const form = $('connect');

function speakersOf(voices, channels) {
  if (channels === 2) return voices === 'customer_first' ? ['customer', 'agent'] : ['agent', 'customer'];
  return [{ agent: 'agent', customer: 'customer' }[voices] ?? 'unknown'];
}

async function begin(event) {
  event.preventDefault();
  notices.dismissAll();
  const tenant = form.tenant.value.trim();
  const conversation = form.conversation.value.trim();
  const token = form.token.value.trim();
  const wrong = [
    [!isIdentifier(tenant), 'tenant', form.tenant],
    [!isIdentifier(conversation), 'tenant', form.conversation],
    [!isToken(token), 'token', form.token],
    [form.source.value === 'file' && !chosenFile, 'file_missing', $('file')],
  ].find(([is]) => is);
  for (const field of [form.tenant, form.conversation, form.token]) field.removeAttribute('aria-invalid');
  if (wrong) {
    notices.notify(wrong[1]);
    wrong[2].setAttribute('aria-invalid', 'true');
    wrong[2].focus();
    return;
  }
  $('start').disabled = true;
  $('start').textContent = t('connect.starting');
  try {
    source = form.source.value === 'file' ? await AudioFile.open(chosenFile) : await Microphone.open();
    remember('tenant', tenant);
    remember('call_language', form.language.value);
    connect({ tenant, conversation, token, language: form.language.value, voices: form.voices.value });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    notices.notify(error.code);
  } finally {
    $('start').disabled = false;
    $('start').textContent = t('connect.start');
  }
}

function connect({ tenant, conversation, token, language, voices }) {
  access = { tenant, conversation, token };
  call = new Call();
  tape = new Tape();
  link = new Link({
    call,
    tape,
    url: streamUrl(location.href, tenant, conversation),
    protocols: subprotocols(token),
    channels: source.channels,
    language: language || null,
    speakers: speakersOf(voices, source.channels),
  });
  link.addEventListener('state', (event) => onState(event.detail));
  link.addEventListener('change', (event) => onChange(event.detail));
  link.open();
}

function onState(next) {
  const previous = detail.state;
  detail = next;
  drawState();
  if (next.state === 'live' && previous === 'connecting') started();
  if (next.missing) notices.notify('lost_audio', { values: { seconds: secondsOf(next.missing) } });
  if (next.resumed) {
    announce(t('state.resumed'));
    setTimeout(resendFeedback, RESEND_MS); // what was stored meanwhile is said first
  }
  if (next.state === 'failed') failed(next);
  if (next.state === 'ended') over();
}

function started() {
  $('call-tenant').textContent = access.tenant;
  $('call-conversation').textContent = access.conversation;
  transcript.clear();
  cards.clear(call);
  form.hidden = true;
  $('call').hidden = false;
  $('stop').hidden = false;
  $('stop').disabled = false;
  $('again').hidden = true;
  document.body.dataset.phase = 'call';
  show('insights');
  drawEmpty();
  $('stop').focus();
  source.start(onChunk, onSourceEnd);
}

function onChunk(bytes) {
  tape.append(bytes);
  link.pump();
  $('level').firstElementChild.style.setProperty('--level', loudness(bytes).toFixed(3));
  drawProgress();
}

function onSourceEnd(reason) {
  if (reason === 'lost') notices.notify('mic_lost');
  stop();
}

async function stop() {
  $('stop').disabled = true;
  await source.stop();
  $('level').firstElementChild.style.setProperty('--level', 0);
  link.stop();
}

const secondsOf = (bytes) => Math.round(bytes / (SAMPLE_RATE_HZ * BYTES_PER_SAMPLE * source.channels));

async function failed({ reason, error }) {
  await source.stop();
  const seconds = secondsOf(link.unsentBytes);
  if (reason === 'server') notices.notify(error.code, { fallback: error });
  else if (reason === 'refused') notices.notify(await whyRefused(access));
  else notices.notify('lost');
  if (call.sessionId && seconds) notices.notify('lost_audio', { values: { seconds } });
  over();
}

function over() {
  const inCall = document.body.dataset.phase === 'call';
  $('stop').hidden = true;
  $('again').hidden = false;
  $('level').firstElementChild.style.setProperty('--level', 0);
  drawEmpty();
  drawProgress();
  resendFeedback();
  if (call.ended) {
    const { reason, dropped_jobs: dropped } = call.ended;
    if (reason !== 'stopped') notices.notify(`reason.${reason}`, { tone: 'plain' });
    if (dropped) notices.notify('dropped', { fallback: { message: i18n.count('final.dropped', dropped) }, tone: 'plain' });
    announce(t(`reason.${reason}`));
  }
  if (inCall) $('again').focus();
  else form.token.focus();
}

function again() {
  detail = { state: 'idle' };
  link = source = tape = null;
  call = new Call();
  notices.dismissAll();
  $('call').hidden = true;
  form.hidden = false;
  document.body.dataset.phase = 'idle';
  form.conversation.value = newConversation();
  drawState();
  form.conversation.focus();
}

// --- what the gateway says ------------------------------------------------------------------------------

function onChange(change) {
  switch (change.kind) {
    case 'segments':
      transcript.add(change.segments, change.language);
      break;
    case 'insight':
    case 'revision': {
      const { insight } = change.entry;
      cards.put(change.entry, { fresh: true });
      announce(`${t(`type.${insight.type}`)}: ${insight.message}`, insight.type === 'risk_alert');
      break;
    }
    case 'judged':
      redraw(change.entry);
      break;
    case 'summary':
      cards.finish(call);
      break;
    case 'error':
      if (change.error.fatal) break;
      notices.notify(change.error.code, { fallback: change.error });
      if (NOT_STORED.includes(change.error.code)) notStored();
      break;
    default:
  }
  drawEmpty();
}

// --- what the operator says -----------------------------------------------------------------------------

async function judge(insightId, usefulness, comment = '') {
  redraw(call.judge(insightId, { usefulness, comment }));
  await deliver(call.insights.get(insightId));
}

async function deliver(entry) {
  const { insight, feedback } = entry;
  const message = feedbackMessage({ insightId: insight.insight_id, ...feedback });
  if (link.say(message) || !['ended', 'failed'].includes(link.state)) return; // or sent when the connection is back
  try {
    await saveFeedback(access, message);
    feedback.saved = true;
  } catch {
    feedback.failed = true;
    notices.notify('feedback');
  }
  redraw(entry);
}

function notStored() {
  for (const entry of call.unsaved()) {
    entry.feedback.failed = true;
    redraw(entry);
  }
}

function resendFeedback() {
  for (const entry of call.unsaved()) deliver(entry);
}

function redraw(entry) {
  if (entry.final) cards.finish(call);
  else cards.put(entry);
}

function evidence(insightId) {
  const { segments } = call.insights.get(insightId).insight;
  const already = cards.marked === insightId;
  cards.mark(already ? null : insightId);
  if (!already) show('transcript');
  transcript.light(already ? null : segments);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: (card) => card && cards.openComment(card.dataset.insight),
  e: (card) => card?.querySelector('.evidence')?.click(),
  Escape: () => {
    cards.mark(null);
    transcript.light(null);
  },
  '?': () => $('help').showModal(),
};
USEFULNESS.forEach((usefulness, i) => {
  KEYS[i + 1] = (card) => card?.querySelector(`.judge.${usefulness}`)?.click();
});

function step(by) {
  const all = cards.order;
  if (!all.length) return;
  show('insights');
  const at = all.indexOf(document.activeElement.closest('.card'));
  const next = all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
  next.focus();
}

function onKey(event) {
  const typing = event.target.closest('input, select, textarea, dialog[open]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (!act) return;
  act(document.activeElement.closest('.card'));
  if (event.key !== 'Escape') event.preventDefault();
}

// --- start ----------------------------------------------------------------------------------------------

function newConversation() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `call-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

function takeFile(file) {
  if (!file) return;
  chosenFile = file;
  $('file-name').textContent = file.name;
}

function prepare() {
  applyTheme();
  i18n.start();
  const asked = new URLSearchParams(location.search);
  form.tenant.value = asked.get('tenant') ?? recall('tenant');
  form.conversation.value = asked.get('conversation') ?? newConversation();
  form.language.value = asked.get('language') ?? recall('call_language');
  drawAll();

  form.addEventListener('submit', begin);
  form.addEventListener('change', (event) => event.target.name === 'source' && drawVoices());
  $('file').addEventListener('change', () => takeFile($('file').files[0]));
  $('drop').addEventListener('dragover', (event) => event.preventDefault());
  $('drop').addEventListener('drop', (event) => {
    event.preventDefault();
    takeFile(event.dataTransfer.files[0]);
  });
  $('stop').addEventListener('click', stop);
  $('again').addEventListener('click', again);
  $('theme').addEventListener('click', switchTheme);
  $('help-open').addEventListener('click', () => $('help').showModal());
  $('ui-language').addEventListener('change', () => {
    i18n.choose($('ui-language').value);
    drawAll();
  });
  for (const name of ['insights', 'transcript']) $(`tab-${name}`).addEventListener('click', () => show(name));
  document.addEventListener('keydown', onKey);
  addEventListener('beforeunload', (event) => {
    if (document.body.dataset.phase === 'call' && !['ended', 'failed'].includes(detail.state)) event.preventDefault();
  });
  document.body.dataset.ready = 'true';
}

prepare();
