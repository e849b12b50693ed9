"""From sound to text: sessions, batches, the recogniser."""

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row

from deploy.grafana.panels import AIM_S, Query, figure, frame, lines, quantile, rate

_HERE = 'instance=~"$instance"'


def dashboard() -> Dashboard:
    board = frame("escuta-asr", "ASR streaming", "Calls, batches, and how speech becomes text.")
    for part in (_calls, _batches, _recogniser):
        part(board)
    return board


def _calls(board: Dashboard) -> None:
    board.with_row(Row("Calls"))
    board.with_panel(
        figure("Calls now", "Sessions open.", "short", f"sum(asr_stream_sessions_active{{{_HERE}}})", width=6)
    )
    board.with_panel(
        figure(
            "Sound at once",
            "Seconds of sound received in a second: calls that are really streaming.",
            "short",
            rate("asr_stream_audio_seconds_total"),
            width=6,
        )
    )
    board.with_panel(
        figure(
            "Batches not transcribed, 5 minutes",
            "Share of the batches with speech that were given up.",
            "percentunit",
            "asr_stream:failed_batches:ratio_rate5m",
            limits=(0.05,),
            width=6,
        )
    )
    board.with_panel(
        figure(
            "Real-time factor",
            "Work of the recogniser for a second of sound.",
            "short",
            f"{rate('asr_round_seconds_sum')} / {rate('asr_audio_seconds_total')}",
            width=6,
        )
    )
    board.with_panel(
        lines(
            "Sessions open",
            "By gateway.",
            "short",
            Query(f'sum by (instance) (asr_stream_sessions_active{{{_HERE},job="gateway"}})', "{{instance}}"),
            stacked=True,
        )
    )
    board.with_panel(
        lines(
            "Sessions opened, resumed, ended",
            "Ended by reason: stopped is the client's, abandoned means that it did not come back, "
            "limit that the call was too long.",
            "reqps",
            Query(rate("asr_stream_sessions_total"), "opened"),
            Query(rate("asr_stream_sessions_resumed_total"), "resumed"),
            Query(rate("asr_stream_sessions_ended_total", "reason"), "ended: {{reason}}"),
        )
    )
    board.with_panel(
        lines(
            "Length of calls",
            "Of those that ended.",
            "s",
            Query(quantile(0.5, "asr_stream_session_duration_seconds"), "p50"),
            Query(quantile(0.95, "asr_stream_session_duration_seconds"), "p95"),
        )
    )


def _batches(board: Dashboard) -> None:
    board.with_row(Row("Batches"))
    board.with_panel(
        lines(
            "Batches",
            "Closed at a pause or after the longest window; silent ones are not recognised.",
            "reqps",
            Query(rate("asr_stream_batches_total", "kind"), "{{kind}}"),
            Query(rate("asr_stream_batches_forced_total"), "of them without a pause"),
        )
    )
    board.with_panel(
        lines(
            "Batch → text",
            "Handed over to text received: queue, recognition, further attempts. A part of the 2 s.",
            "s",
            *(
                Query(quantile(share, "asr_stream_asr_seconds"), f"p{share * 100:g}")
                for share in (0.5, 0.95, 0.99)
            ),
            limits=(1, AIM_S),
        )
    )
    board.with_panel(
        lines(
            "Failed attempts",
            "Each is tried up to three times: timeout, overloaded, unavailable; refused is not tried again.",
            "reqps",
            Query(rate("asr_stream_asr_failures_total", "fault"), "{{fault}}"),
        )
    )
    board.with_panel(
        lines(
            "Clients held",
            "Times that a client was asked to wait: its audio buffer was full.",
            "short",
            Query(
                f"sum by (instance) "
                f'(increase(asr_stream_holds_total{{{_HERE},job="gateway"}}[$__rate_interval]))',
                "{{instance}}",
            ),
        )
    )


def _recogniser(board: Dashboard) -> None:
    board.with_row(Row("Recogniser"))
    board.with_panel(
        lines(
            "Requests waiting",
            "In the queue of each recogniser.",
            "short",
            Query(f"sum by (instance) (asr_queue_size{{{_HERE}}})", "{{instance}}"),
        )
    )
    board.with_panel(
        lines(
            "Wait, p95",
            "In that queue.",
            "s",
            Query(quantile(0.95, "asr_queue_wait_seconds", "instance"), "{{instance}}"),
            limits=(1,),
        )
    )
    board.with_panel(
        lines(
            "Requests by outcome",
            "ok, silent, or the code of the refusal.",
            "reqps",
            Query(rate("asr_requests_total", "outcome"), "{{outcome}}"),
        )
    )
    board.with_panel(
        lines(
            "Request → answer",
            "As the recogniser itself times it.",
            "s",
            Query(quantile(0.5, "asr_request_duration_seconds"), "p50"),
            Query(quantile(0.95, "asr_request_duration_seconds"), "p95"),
            limits=(1, AIM_S),
        )
    )
    board.with_panel(
        lines(
            "Threads at work",
            "Seconds of work in a second. As many as there are threads: no more can be taken.",
            "short",
            Query(rate("asr_round_seconds_sum", "instance"), "{{instance}}"),
        )
    )
    board.with_panel(
        lines(
            "Real-time factor",
            "Work for a second of sound, by recogniser.",
            "short",
            Query(
                f"{rate('asr_round_seconds_sum', 'instance')} / "
                f"{rate('asr_audio_seconds_total', 'instance')}",
                "{{instance}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Requests in a round",
            "Recognised together, on average.",
            "short",
            Query(
                f"{rate('asr_round_requests_sum', 'instance')} / "
                f"{rate('asr_round_requests_count', 'instance')}",
                "{{instance}}",
            ),
        )
    )
    board.with_panel(
        lines(
            "Sound, speech, windows",
            "Seconds of sound, of speech in it, and windows given to the model, in a second.",
            "short",
            Query(rate("asr_audio_seconds_total"), "sound, s"),
            Query(rate("asr_speech_seconds_total"), "speech, s"),
            Query(rate("asr_windows_total"), "windows"),
        )
    )
