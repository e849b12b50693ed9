"""Is the objective kept, and if not, where does it hurt?"""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import (
    AIM_S,
    OBJECTIVE,
    Query,
    figure,
    frame,
    lines,
    quantile,
    rate,
    rows,
    spread,
    states,
)

_HERE = 'instance=~"$instance"'
_BY_MODEL = f'{_HERE},source="model"'
_ALLOWED = f"{1 - OBJECTIVE:g}"


def dashboard() -> Dashboard:
    board = frame(
        "escuta-reliability", "Reliability", "The objective of 2 s, queues, models, storage, processes."
    )
    for part in (_objective, _queue, _parts, _storage, _processes):
        part(board)
    return board


def _objective(board: Dashboard) -> None:
    board.with_row(Row("Objective: 95% of insights within 2 s of their batch's close"))
    board.with_panel(
        figure(
            "Within 2 s, last hour",
            "Share of insights by a model that came within 2 s; those lost count as late.",
            "percentunit",
            "1 - insight:bad:ratio_rate1h",
            least=OBJECTIVE,
        )
    )
    board.with_panel(
        figure(
            "Within 2 s, last 3 days",
            "The same over three days.",
            "percentunit",
            "1 - insight:bad:ratio_rate3d",
            least=OBJECTIVE,
        )
    )
    board.with_panel(
        figure(
            "p95, last 5 minutes",
            "95th percentile from a batch's close to its insight. Buckets end at 1.5, 2 and 3 s: "
            "between them it is a guess.",
            "s",
            "insight:batch_to_insight_seconds:p95_5m",
            limits=(AIM_S,),
        )
    )
    board.with_panel(
        figure(
            "Useful, last day",
            "Share of the judged insights that operators called useful.",
            "percentunit",
            'sum(increase(insight_feedback_total{usefulness="useful"}[1d])) / '
            "sum(increase(insight_feedback_total[1d]))",
            least=0.5,
        )
    )
    board.with_panel(
        figure(
            "Calls now",
            "Sessions open on the chosen gateways.",
            "short",
            f"sum(asr_stream_sessions_active{{{_HERE}}})",
        )
    )
    board.with_panel(
        figure(
            "Alerts now",
            "Alerts that fire, the watchdog (always on) left out.",
            "short",
            'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)',
            limits=(1,),
        )
    )
    board.with_panel(
        lines(
            "Batch close → insight",
            "Insights by a model, and alerts by rule, which need none. The dashed line is the "
            "objective for the 95th percentile.",
            "s",
            Query(quantile(0.5, "batch_to_insight_seconds", where=_BY_MODEL), "model p50"),
            Query(quantile(0.95, "batch_to_insight_seconds", where=_BY_MODEL), "model p95"),
            Query(quantile(0.95, "batch_to_insight_seconds", where=f'{_HERE},source="rule"'), "rule p95"),
            limits=(AIM_S,),
        )
    )
    board.with_panel(
        spread(
            "Batch close → insight, spread",
            "How many insights took how long; two bands mean two causes.",
            f"sum by (le) (increase(batch_to_insight_seconds_bucket{{{_BY_MODEL}}}[$__rate_interval]))",
        )
    )
    board.with_panel(
        lines(
            "Burn rate",
            "Pace at which the allowance (5% late or lost) is used: 1 lasts exactly a month. Alerts: "
            "14.4 over an hour, 6 over six, 3 over a day, 1 over three.",
            "short",
            *(
                Query(f"insight:bad:ratio_rate{window} / {_ALLOWED}", window)
                for window in ("5m", "30m", "1h", "6h", "1d", "3d")
            ),
            limits=(1, 6),
        )
    )


def _queue(board: Dashboard) -> None:
    board.with_row(Row("Questions"))
    board.with_panel(
        lines(
            "Waiting",
            "Jobs in the queue of each gateway; with Celery, all that have no result yet.",
            "short",
            Query(f'sum by (instance) (insight_queue_size{{{_HERE},job="gateway"}})', "{{instance}}"),
        )
    )
    board.with_panel(
        lines(
            "Wait for a model, p95",
            "From the queue to the work on it.",
            "s",
            Query(quantile(0.95, "insight_job_wait_seconds", "insight_type"), "{{insight_type}}"),
            limits=(1, AIM_S),
        )
    )
    board.with_panel(
        lines(
            "Outcomes",
            "answered, abstained (nothing to say), withdrawn (an alert taken back) are well; "
            "invalid, expired, refused, failed are not.",
            "reqps",
            Query(rate("insight_job_results_total", "outcome"), "{{outcome}}"),
            stacked=True,
        )
    )


def _parts(board: Dashboard) -> None:
    board.with_row(Row("Parts"))
    board.with_panel(
        states(
            "Components, as gateways see them",
            "Asked every 5 s: recogniser, storage, shared state, queue, models. Down on any gateway "
            "is down here.",
            Query(f"min by (component) (component_up{{{_HERE}}})", "{{component}}"),
            {"0": ("down", "red"), "1": ("up", "green")},
        )
    )
    board.with_panel(
        states(
            "Breakers",
            "Open: the model gets no questions for 15 s; half-open: one question decides. The worst "
            "of all processes.",
            Query(
                f'max by (rung) (llm_breaker_state{{{_HERE},state="open"}}) * 2'
                f' + max by (rung) (llm_breaker_state{{{_HERE},state="half_open"}})',
                "{{rung}}",
            ),
            {
                "0": ("closed", "green"),
                "1": ("half-open", "orange"),
                "2": ("open", "red"),
                "3": ("open", "red"),
            },
        )
    )
    board.with_panel(
        rows(
            "Alerts that fire",
            "The watchdog always does: it shows that rules are evaluated.",
            'sum by (alertname, severity) (ALERTS{alertstate="firing"})',
        )
    )


def _storage(board: Dashboard) -> None:
    board.with_row(Row("Storage, access, logs"))
    board.with_panel(
        lines(
            "Rows in memory",
            "Rows not yet in the database. A few for moments are usual; they stay while it is away. "
            "20,000 is the default room.",
            "short",
            Query(f"sum by (instance) (storage_buffered_rows{{{_HERE}}})", "{{instance}}"),
            limits=(10_000, 20_000),
        )
    )
    board.with_panel(
        lines(
            "Rows refused",
            "A hole in the audit trail: should be zero.",
            "short",
            Query(
                f"sum by (instance) (increase(storage_refused_rows_total{{{_HERE}}}[$__rate_interval]))",
                "{{instance}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Connections refused",
            "too_many_sessions and shutting_down are ours; unauthorised and origin are the client's.",
            "reqps",
            Query(rate("asr_stream_sessions_refused_total", "reason"), "{{reason}}"),
        )
    )
    board.with_panel(
        lines(
            "Errors told to clients",
            "By the code of docs/protocol.md.",
            "reqps",
            Query(rate("asr_stream_errors_total", "code"), "{{code}}"),
        )
    )
    board.with_panel(
        lines(
            "Log values left out",
            "Fields that could have carried text: nothing was written, and the code that tried is at fault.",
            "short",
            Query(
                f"sum by (reason) (increase(log_values_dropped_total{{{_HERE}}}[$__rate_interval]))",
                "{{reason}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Feedback",
            "What operators say of insights.",
            "reqps",
            Query(rate("insight_feedback_total", "usefulness"), "{{usefulness}}"),
            stacked=True,
        )
    )


def _processes(board: Dashboard) -> None:
    board.with_row(Row("Processes"))
    board.with_panel(
        lines(
            "Targets up",
            "Processes that Prometheus reaches.",
            "short",
            Query("sum by (job) (up)", "{{job}}"),
            width=6,
        )
    )
    board.with_panel(
        lines(
            "Processor",
            "Cores in use.",
            "short",
            Query(rate("process_cpu_seconds_total", "job, instance"), "{{job}} {{instance}}"),
            width=6,
        )
    )
    board.with_panel(
        lines(
            "Memory",
            "Resident.",
            "bytes",
            Query(
                f"sum by (job, instance) (process_resident_memory_bytes{{{_HERE}}})", "{{job}} {{instance}}"
            ),
            width=6,
        )
    )
    board.with_panel(
        lines(
            "Event loop lag, p99",
            "How late a process gets round to what is due. Beyond 50 ms all of its calls feel it.",
            "s",
            Query(quantile(0.99, "event_loop_lag_seconds", "instance"), "{{instance}}"),
            limits=(0.05, 0.25),
            width=6,
        )
    )
    board.with_panel(
        rows(
            "Versions",
            "What runs where; two versions during an upgrade.",
            f"sum by (version, job, instance) (escuta_build_info{{{_HERE}}})",
            width=12,
        )
    )
