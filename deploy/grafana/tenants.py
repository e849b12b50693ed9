"""What each tenant uses and gets."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import AIM_S, OBJECTIVE, Query, frame, lines, quantile, rate

_HERE = 'instance=~"$instance",tenant=~"$tenant"'
_BY_MODEL = f'{_HERE},source="model"'


def dashboard() -> Dashboard:
    board = frame(
        "escuta-tenants",
        "Tenants",
        "Volume, insights, latency and feedback by tenant. Tenants without a label of their own are `other`.",
        tenants=True,
    )
    board.with_row(Row("Volume"))
    board.with_panel(
        lines(
            "Calls opened",
            "Per second; what is counted for a bill is in the database.",
            "reqps",
            Query(rate("asr_stream_sessions_total", "tenant", _HERE), "{{tenant}}"),
            stacked=True,
        )
    )
    board.with_panel(
        lines(
            "Sound at once",
            "Seconds received in a second: calls that are streaming.",
            "short",
            Query(rate("asr_stream_audio_seconds_total", "tenant", _HERE), "{{tenant}}"),
            stacked=True,
        )
    )
    board.with_panel(
        lines(
            "Batches",
            "With speech, and silent.",
            "reqps",
            Query(rate("asr_stream_batches_total", "tenant, kind", _HERE), "{{tenant}} {{kind}}"),
        )
    )
    board.with_row(Row("Insights"))
    board.with_panel(
        lines(
            "Insights by type",
            "Sent to operators, each revision counted.",
            "reqps",
            Query(
                rate("insight_emitted_total", "tenant, insight_type", _HERE), "{{tenant}} {{insight_type}}"
            ),
        )
    )
    board.with_panel(
        lines(
            "Batch close → insight, p95",
            "Insights by a model.",
            "s",
            Query(quantile(0.95, "batch_to_insight_seconds", "tenant", _BY_MODEL), "{{tenant}}"),
            limits=(AIM_S,),
        )
    )
    board.with_panel(
        lines(
            "Within 2 s",
            f"Share of the insights by a model that were sent; the objective is {OBJECTIVE:.0%}. Lost "
            f"questions are not told by tenant.",
            "percentunit",
            Query(
                f"{rate('batch_to_insight_seconds_bucket', 'tenant', _BY_MODEL + _LE)}"
                f" / {rate('batch_to_insight_seconds_count', 'tenant', _BY_MODEL)}",
                "{{tenant}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Degraded",
            "Share that a lower rung or a rule stood in for.",
            "percentunit",
            Query(
                f"{rate('insight_emitted_total', 'tenant', _HERE + _DEGRADED)} / "
                f"{rate('insight_emitted_total', 'tenant', _HERE)}",
                "{{tenant}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Feedback",
            "Judgements by operators.",
            "reqps",
            Query(rate("insight_feedback_total", "tenant, usefulness", _HERE), "{{tenant}} {{usefulness}}"),
        )
    )
    board.with_panel(
        lines(
            "Useful, last day",
            "Share of the judged insights that were called useful.",
            "percentunit",
            Query('tenant:insight_feedback:hit_ratio1d{tenant=~"$tenant"}', "{{tenant}}"),
        )
    )
    return board


_LE = ',le="2.0"'
_DEGRADED = ',degraded="true"'
