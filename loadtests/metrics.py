"""What the gateway itself counted and timed during a test."""

import urllib.error
import urllib.request
from collections.abc import Iterator

_TIMED = {
    "asr_stream_asr_seconds": "batch to text",
    "insight_job_wait_seconds": "job in the queue",
    "insight_job_duration_seconds": "work on a job",
    "insight_llm_answer_seconds": "model: asked to answered",
    "transcription_to_insight_seconds": "text to insight",
}
_COUNTED = (
    "asr_stream_batches_total",
    "asr_stream_asr_failures_total",
    "asr_stream_errors_total",
    "insight_job_results_total",
    "insight_reply_faults_total",
    "insight_llm_errors_total",
    "insight_llm_tokens_total",
)


def scrape(host: str, token: str | None = None) -> str | None:
    """The page of a gateway at ws://HOST:PORT; None where it is not for us."""
    url = host.replace("ws", "http", 1).rstrip("/") + "/metrics"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, TimeoutError):
        return None


def summary(page: str) -> str:
    """Means of what is timed, and the counters that say what became of jobs."""
    samples = dict(_samples(page))
    lines = []
    for (name, labels), count in samples.items():
        base = name.removesuffix("_count")
        if base != name and base in _TIMED and count:
            mean_s = samples[base + "_sum", labels] / count
            lines.append(f"  {_TIMED[base]:<26}{_shown(labels):<44}{count:>6.0f} × {mean_s:.3f} s")
    for (name, labels), count in samples.items():
        if name in _COUNTED and count:
            lines.append(f"  {name:<34}{_shown(labels):<36}{count:>6.0f}")
    return "\n".join(["the gateway's own figures (means):", *lines])


def _samples(page: str) -> Iterator[tuple[tuple[str, tuple[tuple[str, str], ...]], float]]:
    from prometheus_client.parser import text_string_to_metric_families

    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            yield (sample.name, tuple(sorted(sample.labels.items()))), sample.value


def _shown(labels: tuple[tuple[str, str], ...]) -> str:
    return " ".join(value for name, value in labels if name != "tenant")
