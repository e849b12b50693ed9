from datetime import UTC, datetime

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from insights.insight import Insight, Source, Usefulness
from insights.jobs import JobResult, Outcome
from insights.records import InsightType
from insights.reply import Fault
from serving.adapters.api import Refusal, Scope
from serving.asr.api import AsrFault
from serving.llm.api import LlmFault
from serving.observability.metrics import Metrics
from serving.protocol import EndReason, ErrorCode


def result(outcome: Outcome, **more: object) -> JobResult:
    row = {
        "job_id": "j",
        "insight_id": "i",
        "rev": 1,
        "gateway": "g",
        "session_id": "s",
        "tenant": "banco",
        "insight_type": InsightType.RISK_ALERT,
        "outcome": outcome,
        "rung": "llm_int4",
        "wait_ms": 250.0,
        "duration_ms": 1500.0,
    }
    return JobResult.model_validate(row | more)


def insight(tenant: str = "banco") -> Insight:
    return Insight(
        insight_id="i",
        rev=1,
        session_id="s",
        conversation_id="c-personal",
        tenant=tenant,
        language="pt",
        type=InsightType.RISK_ALERT,
        message="Risco de cancelamento: quer cancelar",
        confidence=0.5,
        segments=(),
        source=Source.RULE,
        prompt_digest="d",
        audio_end_s=1,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


def answered(metrics: Metrics, adapter: str | None) -> None:
    metrics.llm_answered(
        "llm_fp16", adapter=adapter, prompt_tokens=300, reply_tokens=20, first_token_s=0.2, total_s=0.9
    )


def used() -> Metrics:
    """Metrics after a little of everything."""
    metrics = Metrics(tenants=("banco",))
    metrics.session_started("banco")
    metrics.session_started("stranger")
    metrics.session_resumed()
    metrics.session_refused(ErrorCode.TOO_MANY_SESSIONS)
    metrics.session_refused("unauthorised")
    metrics.session_refused("quero cancelar")
    metrics.session_ended(EndReason.STOPPED, 61.0)
    metrics.audio_received("banco", 8.0)
    metrics.batch_closed("banco", silent=False, forced=True)
    metrics.batch_closed("banco", silent=True, forced=False)
    metrics.asr_done(0.4)
    metrics.asr_failed(AsrFault.TIMEOUT)
    metrics.client_held()
    metrics.error_sent(ErrorCode.BAD_AUDIO)
    metrics.watch_queue(lambda: 7)
    metrics.job_done(result(Outcome.ANSWERED))
    metrics.job_done(result(Outcome.ABSTAINED))
    metrics.job_done(result(Outcome.EXPIRED, rung=None))
    metrics.job_done(result(Outcome.INVALID, rung="made up", faults=(Fault.NOT_JSON,)))
    metrics.insight_sent(insight(), since_text_s=1.2, since_batch_s=2.1)
    metrics.insight_sent(insight("stranger"), since_text_s=9.0, since_batch_s=9.5)
    for usefulness in (Usefulness.USEFUL, Usefulness.USEFUL, Usefulness.WRONG, Usefulness.NOT_USEFUL):
        metrics.feedback_given("banco", InsightType.UPSELL, usefulness)
    answered(metrics, "a" * 64)
    metrics.llm_failed("llm_fp16", LlmFault.TIMEOUT)
    metrics.watch_storage(lambda: 3, lambda: True)
    metrics.rows_refused(2)
    metrics.log_value_dropped("unknown_field")
    return metrics


def values(metrics: Metrics) -> dict[str, float]:
    page, content_type = metrics.render()
    assert content_type.startswith("text/plain")
    return {
        f"{sample.name}{sorted(sample.labels.values())}" if sample.labels else sample.name: sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def test_the_names_of_the_requirement_are_there() -> None:
    page = used().render()[0].decode()
    for name in (
        "asr_stream_sessions_active",
        "asr_stream_batches_total",
        "asr_stream_audio_seconds_total",
        "asr_stream_asr_seconds_bucket",
        "asr_stream_asr_failures_total",
        "insight_queue_size",
        "insight_job_wait_seconds_bucket",
        "insight_job_duration_seconds_bucket",
        "insight_job_failures_total",
        'transcription_to_insight_seconds_bucket{insight_type="risk_alert",le="2.0",source="rule"} 1.0',
        "insight_feedback_hit_ratio",
        "insight_emitted_total",
        "insight_llm_errors_total",
        "insight_llm_tokens_total",
    ):
        assert f"\n{name}" in page, name


def test_what_is_counted() -> None:
    got = values(used())
    assert got["asr_stream_sessions_active"] == 1
    assert got["asr_stream_audio_seconds_total['banco']"] == 8
    assert got["asr_stream_batches_total['banco', 'silent']"] == 1
    assert got["insight_queue_size"] == 7
    assert got["insight_job_failures_total['expired', 'risk_alert']"] == 1
    assert got["insight_job_failures_total['invalid', 'risk_alert']"] == 1
    assert "insight_job_failures_total['abstained', 'risk_alert']" not in got
    assert got["batch_to_insight_seconds_sum['banco', 'rule']"] == 2.1
    assert got["batch_to_insight_seconds_bucket['2.0', 'banco', 'rule']"] == 0
    assert got["insight_llm_answers_total['aaaaaaaaaaaa', 'llm_fp16']"] == 1
    assert got["insight_job_wait_seconds_sum['risk_alert']"] == 1.0
    assert got["insight_feedback_hit_ratio['upsell']"] == 0.5
    assert got["insight_llm_tokens_total['llm_fp16', 'prompt']"] == 300
    assert got["storage_buffered_rows"] == 3
    assert got["storage_away"] == 1


def test_labels_are_bounded_whatever_comes() -> None:
    page = used().render()[0].decode()
    assert 'asr_stream_sessions_total{tenant="other"} 1.0' in page
    assert not any(text in page for text in ("stranger", "c-personal", "cancelar", "made up"))


def test_failures_begin_at_zero_so_that_the_first_is_an_increase() -> None:
    got = values(Metrics(tenants=("banco",)))
    assert got["asr_stream_asr_failures_total['timeout']"] == 0
    assert got["insight_job_failures_total['refused', 'upsell']"] == 0
    assert got["adapter_refusals_total['disagrees_with_training', 'llm_int4']"] == 0
    assert got["batch_to_insight_seconds_count['banco', 'model']"] == 0
    assert got["log_values_dropped_total['unfit_value']"] == 0


def test_adapters_that_answer_are_bounded() -> None:
    metrics = Metrics()
    for number in range(60):
        answered(metrics, f"{number:064d}"[::-1])
    answered(metrics, None)
    counted = [name for name in values(metrics) if name.startswith("insight_llm_answers_total")]
    assert len(counted) == 51
    assert values(metrics)["insight_llm_answers_total['llm_fp16', 'other']"] == 11


def test_adapters_by_alias_are_those_of_now() -> None:
    metrics = Metrics(tenants=["banco"])
    metrics.routes_swapped({Scope(): "a" * 64, Scope("unknown", "upsell"): "b" * 64})
    metrics.routes_swapped({Scope(): "c" * 64, Scope("banco"): None})
    metrics.adapter_loaded("llm_fp16@127.0.0.1:8100", 0.02)
    metrics.adapter_refused("embedded", Refusal.FULL)
    text = metrics.render()[0].decode()
    routed = [line for line in text.splitlines() if line.startswith("adapter_routed{")]
    assert routed == [
        'adapter_routed{adapter="cccccccccccc",insight_type="*",tenant="*"} 1.0',
        'adapter_routed{adapter="base",insight_type="*",tenant="banco"} 1.0',
    ]
    assert 'adapter_loads_total{rung="llm_fp16"} 1.0' in text
    assert 'adapter_refusals_total{reason="full",rung="embedded"} 1.0' in text
    assert "adapter_swaps_total 2.0" in text


def test_two_sets_do_not_meet() -> None:
    first, second = Metrics(CollectorRegistry()), Metrics()
    first.session_resumed()
    assert values(second)["asr_stream_sessions_resumed_total"] == 0
