"""Prometheus metrics of the live path (requirement O1).

Labels are bounded: enumerations, and a tenant only where it is one of those known at start (else `other`),
so that no caller, and no text, can make a series. What can be counted begins at zero, or the first failure
would be no increase. Times are seconds. Rates, such as tokens/s, are left to queries:
`rate(insight_llm_tokens_total[1m])`.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from insights.fingerprint import short
from insights.insight import Insight, Source, Usefulness
from insights.jobs import JobResult, Outcome
from insights.records import InsightType
from insights.reply import Fault
from serving.adapters.api import ANY, Arm, Refusal, Scope
from serving.adapters.guard import Breach
from serving.asr.api import AsrFault
from serving.llm.api import LlmFault
from serving.observability.failover import FailoverMetrics
from serving.observability.logs import LEFT_OUT
from serving.observability.making import Making
from serving.observability.vitals import Vitals
from serving.protocol import EndReason, ErrorCode
from serving.storage.trials import TrialOutcome

OTHER: Final = "other"
MODELS: Final = ("llm_fp16", "llm_int4", "embedded")
RUNGS: Final = frozenset({*MODELS, "rules"})
FAILURES: Final = frozenset({Outcome.INVALID, Outcome.EXPIRED, Outcome.REFUSED, Outcome.FAILED})
"""Outcomes that count as failures; an abstention or a withdrawn alert is an answer."""
_ANSWERERS: Final = (*MODELS, "rules", "none")
_DENIALS: Final = ("unauthorised", "origin")
_MOST_ADAPTERS: Final = 50

# The plan's aim is 2 s from transcription to insight; its measured p95 was about 48 s.
_LATENCY_S = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 48.0, 60.0, 120.0)
_ASR_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_LOAD_S = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_CALL_S = (10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0)


class Metrics:
    """One set of metrics in a registry of its own; `tenants` are the names that get a label."""

    def __init__(self, registry: CollectorRegistry | None = None, tenants: Collection[str] = ()) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self.vitals = Vitals(self.registry)
        self.failover = FailoverMetrics(self.registry)
        self._tenants = frozenset(tenants)
        self._adapters: set[str] = set()
        self._judged: dict[InsightType, dict[Usefulness, int]] = {}
        named = (*sorted(self._tenants), OTHER)
        make = Making(self.registry)
        counter, gauge, histogram = make.counter, make.gauge, make.histogram

        self._active = gauge("asr_stream_sessions_active", "Sessions open now.")
        self._sessions = counter("asr_stream_sessions", "Sessions opened.", tenant=named)
        self._resumed = counter("asr_stream_sessions_resumed", "Connections that went on with a session.")
        self._refused = counter(
            "asr_stream_sessions_refused", "Connections refused.", reason=(*ErrorCode, *_DENIALS, OTHER)
        )
        self._ended = counter("asr_stream_sessions_ended", "Sessions ended.", reason=EndReason)
        self._session_s = histogram("asr_stream_session_duration_seconds", "Length of sessions.", _CALL_S)
        self._batches = counter(
            "asr_stream_batches", "Batches closed.", tenant=named, kind=("speech", "silent")
        )
        self._forced = counter("asr_stream_batches_forced", "Batches closed without a pause.")
        self._audio_s = counter("asr_stream_audio_seconds", "Audio received.", tenant=named)
        self._asr_s = histogram("asr_stream_asr_seconds", "Batch handed over to text received.", _ASR_S)
        self._asr_failures = counter("asr_stream_asr_failures", "Batches not transcribed.", fault=AsrFault)
        self._holds = counter("asr_stream_holds", "Clients asked to wait: the audio buffer was full.")
        self._errors = counter("asr_stream_errors", "Errors told to clients.", code=ErrorCode)

        types = {"insight_type": InsightType}
        self._queue = gauge("insight_queue_size", "Jobs waiting.")
        self._wait_s = histogram(
            "insight_job_wait_seconds", "Time of a job in the queue.", _LATENCY_S, **types
        )
        self._duration_s = histogram(
            "insight_job_duration_seconds", "Work on a job.", _LATENCY_S, **types, rung=_ANSWERERS
        )
        self._failures = counter("insight_job_failures", "Jobs without an answer.", **types, outcome=FAILURES)
        self._results = counter("insight_job_results", "Jobs by outcome.", **types, outcome=Outcome)
        self._faults = counter("insight_reply_faults", "Model replies refused.", fault=Fault)
        self._latency_s = histogram(
            "transcription_to_insight_seconds",
            "A batch's text there to the insight sent.",
            _LATENCY_S,
            **types,
            source=Source,
        )
        self._batch_s = histogram(
            "batch_to_insight_seconds",
            "A batch closed to the insight sent: what the objective of 2 s is about.",
            _LATENCY_S,
            tenant=named,
            source=Source,
        )
        self._insights = counter(
            "insight_emitted",
            "Insights sent, by revision.",
            tenant=named,
            **types,
            source=Source,
            degraded=("true", "false"),
        )
        self._feedback = counter(
            "insight_feedback", "Judgements of operators.", tenant=named, **types, usefulness=Usefulness
        )
        self._hits = gauge("insight_feedback_hit_ratio", "Useful among judged, since start.", "insight_type")

        self._llm_errors = counter(
            "insight_llm_errors", "Questions a model failed.", rung=MODELS, fault=LlmFault
        )
        self._llm_answers = counter(
            "insight_llm_answers", "Questions a model answered, by adapter.", rung=None, adapter=None
        )
        self._llm_tokens = counter(
            "insight_llm_tokens", "Tokens read and written.", rung=MODELS, kind=("prompt", "reply")
        )
        self._llm_first_s = histogram(
            "insight_llm_first_token_seconds", "Asked to first token.", _LATENCY_S, rung=MODELS
        )
        self._llm_s = histogram("insight_llm_answer_seconds", "Asked to answered.", _LATENCY_S, rung=MODELS)

        self._arms = counter(
            "insight_arm_answers", "Answers of models, by arm of a trial.", arm=Arm, outcome=TrialOutcome
        )
        self._arm_s = histogram("insight_arm_seconds", "Asked to answered, by arm.", _LATENCY_S, arm=Arm)
        self._shadows_dropped = counter("insight_shadow_dropped", "Silent questions dropped under load.")
        self._trials_ended = counter("insight_trials_ended", "Trials ended by this process.", breach=Breach)

        self._adapter_loads = counter("adapter_loads", "Adapters taken by servers.", rung=MODELS)
        self._adapter_load_s = histogram("adapter_load_seconds", "Asked to loaded.", _LOAD_S, rung=MODELS)
        self._adapter_unloads = counter("adapter_unloads", "Adapters let go by servers.", rung=MODELS)
        self._adapter_refusals = counter(
            "adapter_refusals", "Adapters not taken.", rung=MODELS, reason=Refusal
        )
        self._adapter_swaps = counter("adapter_swaps", "Times that other adapters were routed to.")
        self._adapter_routed = gauge(
            "adapter_routed", "1 for what an alias points to.", "tenant", "insight_type", "adapter"
        )

        self._buffered = gauge("storage_buffered_rows", "Rows waiting for the database.")
        self._away = gauge("storage_away", "1 while rows cannot be written.")
        self._lost = counter("storage_refused_rows", "Rows the database or a full buffer refused.")
        self._log_drops = counter(
            "log_values_dropped", "Log fields that could have carried text.", reason=LEFT_OUT
        )

    def tenant(self, tenant: str) -> str:
        """The label of a tenant."""
        return tenant if tenant in self._tenants else OTHER

    # --- sessions and audio -------------------------------------------------------------------------------

    def session_started(self, tenant: str) -> None:
        self._sessions.labels(self.tenant(tenant)).inc()
        self._active.inc()

    def session_resumed(self) -> None:
        self._resumed.inc()

    def session_refused(self, reason: ErrorCode | str) -> None:
        """A connection turned away; `reason` an `ErrorCode`, or `unauthorised`, `origin`."""
        known = reason in set(ErrorCode) or reason in _DENIALS
        self._refused.labels(str(reason) if known else OTHER).inc()

    def session_adopted(self, cause: str) -> None:
        """Another gateway had it before."""
        self.failover.adopted(cause)
        self._active.inc()

    def session_lost(self) -> None:
        """Another gateway has it now."""
        self.failover.lost()
        self._active.dec()

    def session_ended(self, reason: EndReason, duration_s: float) -> None:
        self._ended.labels(reason.value).inc()
        self._session_s.observe(duration_s)
        self._active.dec()

    def audio_received(self, tenant: str, seconds: float) -> None:
        self._audio_s.labels(self.tenant(tenant)).inc(seconds)

    def batch_closed(self, tenant: str, *, silent: bool, forced: bool) -> None:
        self._batches.labels(self.tenant(tenant), "silent" if silent else "speech").inc()
        if forced:
            self._forced.inc()

    def asr_done(self, seconds: float) -> None:
        self._asr_s.observe(seconds)

    def asr_failed(self, fault: AsrFault) -> None:
        self._asr_failures.labels(fault.value).inc()

    def client_held(self) -> None:
        self._holds.inc()

    def error_sent(self, code: ErrorCode) -> None:
        self._errors.labels(code.value).inc()

    # --- insights -----------------------------------------------------------------------------------------

    def watch_queue(self, size: Callable[[], int]) -> None:
        """`size` is asked at each scrape."""
        self._queue.set_function(size)

    def job_done(self, result: JobResult) -> None:
        """Any result of a job."""
        insight_type = result.insight_type.value
        self._results.labels(insight_type, result.outcome.value).inc()
        self._wait_s.labels(insight_type).observe(result.wait_ms / 1000)
        self._duration_s.labels(insight_type, rung_label(result.rung)).observe(result.duration_ms / 1000)
        if result.outcome in FAILURES:
            self._failures.labels(insight_type, result.outcome.value).inc()
        for fault in result.faults:
            self._faults.labels(fault.value).inc()

    def insight_sent(self, insight: Insight, *, since_text_s: float, since_batch_s: float) -> None:
        """To the event going out: from the batch's text, and from the batch's close."""
        insight_type, source = insight.type.value, insight.source.value
        self._insights.labels(
            self.tenant(insight.tenant), insight_type, source, str(insight.degraded).lower()
        ).inc()
        self._latency_s.labels(insight_type, source).observe(since_text_s)
        self._batch_s.labels(self.tenant(insight.tenant), source).observe(since_batch_s)

    def feedback_given(self, tenant: str, insight_type: InsightType, usefulness: Usefulness) -> None:
        self._feedback.labels(self.tenant(tenant), insight_type.value, usefulness.value).inc()
        judged = self._judged.setdefault(insight_type, dict.fromkeys(Usefulness, 0))
        judged[usefulness] += 1
        self._hits.labels(insight_type.value).set(judged[Usefulness.USEFUL] / sum(judged.values()))

    # --- language models ----------------------------------------------------------------------------------

    def llm_answered(
        self,
        rung: str,
        *,
        adapter: str | None,
        prompt_tokens: int,
        reply_tokens: int,
        first_token_s: float,
        total_s: float,
    ) -> None:
        label = rung_label(rung)
        self._llm_answers.labels(label, self._adapter(adapter)).inc()
        self._llm_tokens.labels(label, "prompt").inc(prompt_tokens)
        self._llm_tokens.labels(label, "reply").inc(reply_tokens)
        self._llm_first_s.labels(label).observe(first_token_s)
        self._llm_s.labels(label).observe(total_s)

    def llm_failed(self, rung: str, fault: LlmFault) -> None:
        self._llm_errors.labels(rung_label(rung), fault.value).inc()

    def breakers(self, states: Mapping[str, str]) -> None:
        """As the shared state names them: `llm:RUNG`."""
        self.vitals.breakers({rung_label(name.removeprefix("llm:")): state for name, state in states.items()})

    def _adapter(self, adapter: str | None) -> str:
        """The label of an adapter. As many as a process sees in weeks, not as many as there ever were."""
        label = short(adapter or "base")
        if label not in self._adapters and len(self._adapters) >= _MOST_ADAPTERS:
            return OTHER
        self._adapters.add(label)
        return label

    # --- challengers on trial -----------------------------------------------------------------------------

    def arm_answered(self, arm: Arm, outcome: TrialOutcome, total_s: float) -> None:
        """One answer of a model, shown or silent."""
        self._arms.labels(arm.value, outcome.value).inc()
        self._arm_s.labels(arm.value).observe(total_s)

    def shadow_dropped(self) -> None:
        self._shadows_dropped.inc()

    def trial_ended(self, breach: Breach) -> None:
        self._trials_ended.labels(breach.value).inc()

    # --- adapters -----------------------------------------------------------------------------------------

    def adapter_loaded(self, server: str, seconds: float) -> None:
        """`server` as `RUNG` or `RUNG@ADDRESS`."""
        label = rung_label(server.partition("@")[0])
        self._adapter_loads.labels(label).inc()
        self._adapter_load_s.labels(label).observe(seconds)

    def adapter_unloaded(self, server: str) -> None:
        self._adapter_unloads.labels(rung_label(server.partition("@")[0])).inc()

    def adapter_refused(self, server: str, reason: str) -> None:
        """`reason` is a word of the code's."""
        self._adapter_refusals.labels(rung_label(server.partition("@")[0]), reason).inc()

    def routes_swapped(self, aliases: Mapping[Scope, str | None]) -> None:
        """From now on; adapters by the first digits of their digests."""
        self._adapter_swaps.inc()
        self._adapter_routed.clear()
        for scope, digest in aliases.items():
            tenant = scope.tenant if scope.tenant == ANY else self.tenant(scope.tenant)
            self._adapter_routed.labels(tenant, scope.insight_type, short(digest or "base")).set(1)

    # --- storage and logs ---------------------------------------------------------------------------------

    def watch_storage(self, rows: Callable[[], int], away: Callable[[], bool]) -> None:
        """`rows` waiting for the database, and whether it is away; asked at each scrape."""
        self._buffered.set_function(rows)
        self._away.set_function(away)

    def rows_refused(self, rows: int) -> None:
        self._lost.inc(rows)

    def log_value_dropped(self, reason: str) -> None:
        """`reason` as `serving.observability.logs` names it."""
        self._log_drops.labels(reason).inc()

    def render(self) -> tuple[bytes, str]:
        """The page Prometheus reads, and its content type. In any thread."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


def rung_label(rung: str | None) -> str:
    """`none` where nobody was asked."""
    if rung is None:
        return "none"
    return rung if rung in RUNGS else OTHER
