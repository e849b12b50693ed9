"""The certificate: what a machine holds, and on which grounds. JSON, a page, a table for a document."""

import statistics
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from loadtests.capacity.search import Search, capacity, delay_s, holds
from loadtests.capacity.steps import runs
from loadtests.drawing import climb

MARKS = ("<!-- capacity: written by the command -->", "<!-- /capacity -->")


def certificate(
    search: Search, steps: Mapping[int, list[dict[str, Any]]], *, finished: bool, about: Mapping[str, Any]
) -> dict[str, Any]:
    """`about` is what it holds for; `finished`: the search has found its end."""
    tried = {sessions: made for sessions, made in sorted(steps.items()) if made}
    held, over = capacity(search, runs(tried))
    kept_pace = all(each["kept_pace"] for made in tried.values() for each in made)
    return {
        "v": 1,
        "finished": finished,
        "limit_s": search.limit_s,
        "sessions": held,
        "p95_s": _rounded(delay_s(runs(tried)[held])) if held else None,
        "over": over,
        "client_kept_pace": kept_pace,
        **about,
        "steps": [
            {
                "sessions": sessions,
                "holds": holds(search, runs(tried)[sessions]),
                "p95_s": _rounded(delay_s(runs(tried)[sessions])),
                "runs": [{key: value for key, value in each.items() if key != "kind"} for each in made],
            }
            for sessions, made in tried.items()
        ],
    }


def page(found: Mapping[str, Any]) -> str:
    """Self-contained HTML of a certificate."""
    environment = Environment(
        loader=PackageLoader("loadtests.capacity", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    measured = [
        (each["sessions"], run["p95_s"]) for each in found["steps"] for run in each["runs"] if run["p95_s"]
    ]
    return environment.get_template("certificate.html.j2").render(
        found=found,
        drawing=Markup(climb(measured, (), found["limit_s"], found["sessions"])),
        rows=[_row(step) for step in found["steps"]],
    )


def table(found: Mapping[str, Any]) -> str:
    """Markdown."""
    hardware = found["hardware"]
    memory = f"{hardware['memory_gib']:g} GiB"
    graphics = ", ".join(hardware["gpus"]) or "no GPU"
    settings, versions = found["settings"], found["versions"]
    lines = [
        f"{hardware['processor']}, {hardware['cores']} cores, {memory}, {graphics}; Escuta "
        f"{versions['escuta']}, Python {versions['python']}; {found['made'][:10]}. Calls of "
        f"{settings['seconds']:g} s begun over {settings['ramp_s']:g} s, gateway, models and client on the "
        "same cores. Python: what a fixed piece of it took meanwhile, in processor time; others: cores that "
        "other programs used.",
        "",
        "| sessions | load tests | p95 close → insight, s | of each | ended well | client late | Python "
        "| others | |",
        "| ---: | ---: | ---: | --- | --- | ---: | ---: | ---: | --- |",
    ]
    for row in map(_row, found["steps"]):
        verdict = "holds" if row["holds"] else "too many"
        mark = "**" if row["sessions"] == found["sessions"] else ""
        lines.append(
            f"| {mark}{row['sessions']}{mark} | {row['tests']} | {mark}{row['p95']}{mark} | {row['each']} | "
            f"{row['well']} | {row['late']} | {row['pace']} | {row['others']} | {verdict} |"
        )
    if not found["finished"]:
        lines += ["", "The search has not ended: what this machine holds may be more."]
    return "\n".join(lines)


def _row(step: Mapping[str, Any]) -> dict[str, Any]:
    made = step["runs"]
    late = [max(each["client_lag_p99_s"] or 0.0, each["client_late_p99_s"] or 0.0) for each in made]
    used = [each["gateway_cpu_s"] / each["took_s"] for each in made if "gateway_cpu_s" in each]
    return {
        "sessions": step["sessions"],
        "holds": step["holds"],
        "tests": len(made),
        "p95": _shown(step["p95_s"]),
        "each": " ".join(_shown(each["p95_s"]) for each in made),
        "p50": _shown(statistics.median(each["p50_s"] or 0.0 for each in made)),
        "text": _shown(statistics.median(each["text_p95_s"] or 0.0 for each in made)),
        "insights": sum(each["insights"] for each in made),
        "well": f"{sum(each['well'] for each in made)}/{step['sessions'] * len(made)}",
        "late": f"{max(late) * 1000:.0f} ms",
        "gateway": f"{statistics.mean(used):.2f}" if used else "–",
        "client": f"{statistics.mean(each['client_cpu_s'] / each['took_s'] for each in made):.2f}",
        "pace": f"{statistics.mean(each['pace']['python_s'] for each in made) * 1e6:.0f} µs",
        "others": f"{statistics.mean(each['others']['cores'] for each in made):.2f}",
        "problems": {name: count for each in made for name, count in each["problems"].items()},
    }


def _shown(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds:.2f}"


def _rounded(seconds: float) -> float | None:
    return round(seconds, 4) if seconds != float("inf") else None
