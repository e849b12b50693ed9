"""Language models: how fast, how well, by which adapter; and vLLM as it sees itself."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import AIM_S, Query, figure, frame, lines, quantile, rate, rows

_HERE = 'instance=~"$instance"'
_VLLM = 'job="vllm"'
VLLM_ROW = "vLLM"
"""Its panels need a vLLM server."""


def dashboard() -> Dashboard:
    board = frame(
        "escuta-llm", "Language models", "Latency, tokens, errors, adapters, trials; vLLM's own figures."
    )
    for part in (_now, _speed, _quality, _adapters, _trials, _vllm):
        part(board)
    return board


def _now(board: Dashboard) -> None:
    board.with_panel(
        figure(
            "Answers/s",
            "Questions answered by models.",
            "reqps",
            rate("insight_llm_answer_seconds_count"),
            width=6,
        )
    )
    board.with_panel(
        figure(
            "Answer, p95",
            "Asked to answered, all models.",
            "s",
            quantile(0.95, "insight_llm_answer_seconds"),
            limits=(AIM_S,),
            width=6,
        )
    )
    board.with_panel(
        figure(
            "Tokens/s written",
            "All models together.",
            "short",
            rate("insight_llm_tokens_total", where=f'{_HERE},kind="reply"'),
            width=6,
        )
    )
    board.with_panel(
        figure(
            "Failed questions",
            "Share of those asked.",
            "percentunit",
            f"{rate('insight_llm_errors_total')} / ({rate('insight_llm_errors_total')} + "
            f"{rate('insight_llm_answer_seconds_count')})",
            limits=(0.1,),
            width=6,
        )
    )


def _speed(board: Dashboard) -> None:
    board.with_row(Row("Speed"))
    board.with_panel(
        lines(
            "Asked → answered",
            "By rung: llm_fp16 for critical questions, llm_int4 for quick ones, embedded stands in.",
            "s",
            *(
                Query(quantile(share, "insight_llm_answer_seconds", "rung"), f"{{{{rung}}}} p{share * 100:g}")
                for share in (0.5, 0.95, 0.99)
            ),
            limits=(AIM_S,),
        )
    )
    board.with_panel(
        lines(
            "Asked → first token",
            "Queue and prompt; the rest is writing.",
            "s",
            Query(quantile(0.5, "insight_llm_first_token_seconds", "rung"), "{{rung}} p50"),
            Query(quantile(0.95, "insight_llm_first_token_seconds", "rung"), "{{rung}} p95"),
        )
    )
    board.with_panel(
        lines(
            "Tokens/s",
            "Read (prompt) and written (reply).",
            "short",
            Query(rate("insight_llm_tokens_total", "rung, kind"), "{{rung}} {{kind}}"),
        )
    )
    board.with_panel(
        lines(
            "Text → insight, p95",
            "From a batch's text to the insight sent, by type: trigger, queue, model, storage.",
            "s",
            Query(
                quantile(0.95, "transcription_to_insight_seconds", "insight_type", f'{_HERE},source="model"'),
                "{{insight_type}}",
            ),
            limits=(AIM_S,),
        )
    )
    board.with_panel(
        lines(
            "Work on a job, p95",
            "All attempts and rungs of one question.",
            "s",
            Query(quantile(0.95, "insight_job_duration_seconds", "insight_type"), "{{insight_type}}"),
            limits=(AIM_S,),
        )
    )
    board.with_panel(
        lines(
            "Answered by",
            "Jobs by the rung that answered. rules: no model could; none: nobody was asked.",
            "reqps",
            Query(rate("insight_job_duration_seconds_count", "rung"), "{{rung}}"),
            stacked=True,
        )
    )


def _quality(board: Dashboard) -> None:
    board.with_row(Row("Errors"))
    board.with_panel(
        lines(
            "Failed questions",
            "timeout, overloaded, unavailable count against the breaker; refused and unknown_adapter do not.",
            "reqps",
            Query(rate("insight_llm_errors_total", "rung, fault"), "{{rung}} {{fault}}"),
        )
    )
    board.with_panel(
        lines(
            "Replies refused",
            "By what was wrong with them; each question is asked once more.",
            "reqps",
            Query(rate("insight_reply_faults_total", "fault"), "{{fault}}"),
        )
    )
    board.with_panel(
        lines(
            "Degraded insights",
            "Share that a lower rung wrote, or that stand by rule because no model could be asked.",
            "percentunit",
            Query(
                f"{rate('insight_emitted_total', where=_HERE + _DEGRADED)} / {rate('insight_emitted_total')}",
                "degraded",
            ),
        )
    )


_DEGRADED = ',degraded="true"'


def _adapters(board: Dashboard) -> None:
    board.with_row(Row("Adapters"))
    board.with_panel(
        lines(
            "Answers by adapter",
            "Adapters by the first digits of their digests, as `python -m serving.admin adapters "
            "list` shows them.",
            "reqps",
            Query(rate("insight_llm_answers_total", "rung, adapter"), "{{rung}} {{adapter}}"),
            stacked=True,
        )
    )
    board.with_panel(
        rows(
            "Routed now",
            "What each alias (tenant, insight type) points to, and on how many processes. Two "
            "adapters for one alias: a change is under way, or stuck.",
            f"count by (tenant, insight_type, adapter) (adapter_routed{{{_HERE}}} == 1)",
        )
    )
    board.with_panel(
        lines(
            "Loaded, let go, refused, swapped",
            "Refused by reason; disagrees_with_training: its replies to the probes are not those "
            "that its trainer saw.",
            "short",
            Query(f"sum(increase(adapter_loads_total{{{_HERE}}}[$__rate_interval]))", "loaded"),
            Query(f"sum(increase(adapter_unloads_total{{{_HERE}}}[$__rate_interval]))", "let go"),
            Query(f"sum(increase(adapter_swaps_total{{{_HERE}}}[$__rate_interval]))", "swapped"),
            Query(
                f"sum by (reason) (increase(adapter_refusals_total{{{_HERE}}}[$__rate_interval]))",
                "refused: {{reason}}",
            ),
        )
    )


def _trials(board: Dashboard) -> None:
    board.with_row(Row("Challengers on trial"))
    board.with_panel(
        lines(
            "Answers by arm",
            "champion, canary (shown), shadow (silent), and what became of them.",
            "reqps",
            Query(rate("insight_arm_answers_total", "arm, outcome"), "{{arm}} {{outcome}}"),
        )
    )
    board.with_panel(
        lines(
            "Asked → answered by arm, p95",
            "A canary that is twice as slow as the champion is ended.",
            "s",
            Query(quantile(0.95, "insight_arm_seconds", "arm"), "{{arm}}"),
            limits=(AIM_S, 8),
        )
    )
    board.with_panel(
        lines(
            "Silent questions dropped, trials ended",
            "Dropped under load, which costs nothing but evidence; ended by the guard, by breach.",
            "short",
            Query(f"sum(increase(insight_shadow_dropped_total{{{_HERE}}}[$__rate_interval]))", "dropped"),
            Query(
                f"sum by (breach) (increase(insight_trials_ended_total{{{_HERE}}}[$__rate_interval]))",
                "ended: {{breach}}",
            ),
        )
    )


def _vllm(board: Dashboard) -> None:
    board.with_row(Row(VLLM_ROW))
    board.with_panel(
        lines(
            "Requests inside vLLM",
            "Running together, and waiting.",
            "short",
            Query(f"sum by (rung) (vllm:num_requests_running{{{_VLLM}}})", "{{rung}} running"),
            Query(f"sum by (rung) (vllm:num_requests_waiting{{{_VLLM}}})", "{{rung}} waiting"),
        )
    )
    board.with_panel(
        lines(
            "First token, next token, p95",
            "From the server's own clock.",
            "s",
            Query(quantile(0.95, "vllm:time_to_first_token_seconds", "rung", _VLLM), "{{rung}} first"),
            Query(quantile(0.95, "vllm:inter_token_latency_seconds", "rung", _VLLM), "{{rung}} next"),
        )
    )
    board.with_panel(
        lines(
            "Tokens/s",
            "Read and written by the server, whoever asked.",
            "short",
            Query(rate("vllm:prompt_tokens_total", "rung", _VLLM), "{{rung}} prompt"),
            Query(rate("vllm:generation_tokens_total", "rung", _VLLM), "{{rung}} reply"),
        )
    )
    board.with_panel(
        lines(
            "Key-value cache",
            "Share in use. Full: requests are pushed out and computed again.",
            "percentunit",
            Query(f"max by (rung) (vllm:kv_cache_usage_perc{{{_VLLM}}})", "{{rung}}"),
            limits=(0.8, 0.95),
        )
    )
    board.with_panel(
        lines(
            "Prefix cache hits",
            "Share of prompt tokens that were computed before.",
            "percentunit",
            Query(
                f"{rate('vllm:prefix_cache_hits_total', 'rung', _VLLM)} / "
                f"{rate('vllm:prefix_cache_queries_total', 'rung', _VLLM)}",
                "{{rung}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Finished, pushed out",
            "Requests by how they ended; pre-emptions cost time.",
            "reqps",
            Query(
                rate("vllm:request_success_total", "rung, finished_reason", _VLLM),
                "{{rung}} {{finished_reason}}",
            ),
            Query(rate("vllm:num_preemptions_total", "rung", _VLLM), "{{rung}} pushed out"),
        )
    )
