// What is known of the call: built from the gateway's events alone, in order, each counted once.

export class Call {
  sessionId = null;
  lastSeq = 0;
  segments = new Map(); // segment_id → segment
  insights = new Map(); // insight_id → {insight, latencyMs, final, feedback}
  summary = null;
  ended = null;

  /** 'new', 'seen' (an event that came again), 'gap' (one before it is missing) or 'apart' (not numbered). */
  place(event) {
    if (event.seq === 0) return 'apart';
    if (event.seq <= this.lastSeq) return 'seen';
    return event.seq === this.lastSeq + 1 ? 'new' : 'gap';
  }

  /** Takes an event that `place` calls new; says what changed. */
  apply(event) {
    this.lastSeq = event.seq;
    switch (event.event) {
      case 'session_started':
        this.sessionId = event.session_id;
        return { kind: 'started' };
      case 'batch_processed':
        for (const segment of event.segments) this.segments.set(segment.segment_id, segment);
        if (event.failed) this.#unheard(event);
        return { kind: 'segments', segments: event.segments, language: event.language };
      case 'insight':
        return this.#insight(event);
      case 'feedback_saved':
        return this.#saved(event);
      case 'final_summary':
        this.summary = event;
        if (event.summary) this.#insight({ insight: event.summary, latency_ms: null }, true);
        return { kind: 'summary' };
      case 'session_ended':
        this.ended = event;
        return { kind: 'ended' };
      default:
        return { kind: 'other' };
    }
  }

  /** An event that concerns this connection only. */
  apart(event) {
    return { kind: event.event === 'error' ? 'error' : 'other', error: event };
  }

  #insight({ insight, latency_ms: latencyMs }, final = false) {
    const known = this.insights.get(insight.insight_id);
    if (known && !final && known.insight.rev >= insight.rev) return { kind: 'other' };
    const entry = { insight, latencyMs, final, feedback: known?.feedback ?? null };
    this.insights.set(insight.insight_id, entry);
    return { kind: known ? 'revision' : 'insight', entry };
  }

  /** A piece that could not be recognised keeps its place in the transcript. */
  #unheard({ batch, start_s: startS, end_s: endS, segments }) {
    const gap = { segment_id: `batch-${batch}`, speaker: null, start_s: startS, end_s: endS, text: '' };
    this.segments.set(gap.segment_id, gap);
    segments.push(gap);
  }

  /** The operator's judgement, before the gateway has stored it. */
  judge(insightId, { usefulness, comment = '' }) {
    const entry = this.insights.get(insightId);
    entry.feedback = { usefulness, comment, rev: entry.insight.rev, saved: false };
    return entry;
  }

  #saved({ insight_id: insightId, rev, usefulness }) {
    const entry = this.insights.get(insightId);
    const feedback = entry?.feedback;
    if (!feedback || feedback.rev !== rev || feedback.usefulness !== usefulness) return { kind: 'other' };
    feedback.saved = true;
    return { kind: 'judged', entry };
  }

  /** Judgements that no event has confirmed. */
  unsaved() {
    return [...this.insights.values()].filter(({ feedback }) => feedback && !feedback.saved);
  }
}
