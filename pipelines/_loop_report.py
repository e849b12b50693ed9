"""What the loop's demo says at its end: a record for machines, a page, a table on the terminal."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import results
from eval.predictions import Prediction
from eval.scoring import Scores
from eval.slices import ALL
from insights.fingerprint import short
from insights.manifest import Manifest
from pipelines._loop_live import DATABASE, REPORT_JSON, SHELF, SYSTEMS, read_swap
from pipelines.demo import PARTS, Clock, table_of

if TYPE_CHECKING:
    from pipelines.loop_demo import LoopDemoConfig, Trained

TITLES = {"test": "Phrasings that neither has seen", "recent": "Recent calls, kept out of training"}
BETTER_BY = ("rouge_l_nonempty", "alert_recall", "alert_precision", "abstention_f1")


def document(
    config: "LoopDemoConfig",
    trained: "Sequence[Trained]",
    gate: Mapping[str, Any],
    clock: Clock,
    seconds: float,
) -> dict[str, Any]:
    """The record for machines: `SET.SYSTEM.METRIC.{pt,es,all}`; what is unscored is null."""
    out = Path(config.out)
    live, feedback, review = (_manifest(out / name) for name in ("live", "feedback/first", "review"))
    swap = read_swap(out / "swap")
    compared = {name: compared_in(out, name) for name in TITLES}
    differences = {
        name: results.scores_of(found["differences"]["second"]) for name, found in compared.items()
    }
    return {
        "v": 1,
        **{
            name: {system: table_of(results.scores_of(found["systems"][system])) for system in SYSTEMS}
            for name, found in compared.items()
        },
        "difference": {metric: _interval(differences["test"], metric) for metric in BETTER_BY},
        "counts": {
            **{f"{each.name}_train_records": each.manifest.records_out for each in trained},
            **{f"{name}_records": found["records"] for name, found in compared.items()},
            **{f"{name}_calls": found["calls"] for name, found in compared.items()},
            "steps": config.steps,
        },
        "live": live.notes,
        "feedback": {
            "cases": feedback.records_in,
            "to_review": feedback.records_out,
            "reasons": feedback.notes["reasons"],
            "reviewed": review.records_out,
        },
        "gate": {"passed": gate["passed"], "rules": len(gate["rows"]), "page": gate["page"]},
        "swap": swap,
        "adapters": {
            each.name: {"digest": each.digest, "run": each.run, "version": each.manifest.notes["version"]}
            for each in trained
        },
        "seconds": {
            "total": round(seconds, 2),
            "stages": {name: spent for name, (spent, _) in clock.stages.items()},
            "reused": [name for name, (_, reused) in clock.stages.items() if reused],
        },
        "mlflow": {"uri": config.tracking.uri, "model": config.tracking.model},
    }


def write(
    config: "LoopDemoConfig", trained: "Sequence[Trained]", found: Mapping[str, Any], clock: Clock
) -> None:
    """`report.html`."""
    from eval import loop_page, report

    out, counts = Path(config.out), found["counts"]
    groups = []
    for name, title in TITLES.items():
        compared = compared_in(out, name)
        said: dict[str, list[Prediction]] = {
            system: results.read_predictions(out / "evaluate" / f"{name}-{system}") for system in SYSTEMS
        }
        groups.append(
            report.Group(
                title=title,
                records=compared["records"],
                calls=compared["calls"],
                systems={system: results.scores_of(compared["systems"][system]) for system in said},
                differences={"second": results.scores_of(compared["differences"]["second"])},
                examples=report.examples(said, config.metrics.examples),
            )
        )
    page = report.Report(
        title="The loop, once around",
        subtitle="Escuta · live calls made the next adapter better",
        groups=groups,
        bootstrap=config.metrics.bootstrap,
        curves=_curves(out, trained),
        stages=clock.stages,
        facts={
            "first": f"{counts['first_train_records']} records of {config.first_calls} labelled calls",
            "second": f"goes on from the first: the same and what {config.live_calls} live calls taught, "
            f"{counts['second_train_records']} records in all",
            "same for both": f"base, {config.steps} steps, settings and seed",
            "operators": "simulated: they judge by the calls' known answers, and so does the reviewer",
            "first champion": "promoted by force: there was nobody to be held against",
            "MLflow": f"registered model {config.tracking.model}",
            "models": "small ones that ship with the project: they show that the loop works, no more",
        },
    )
    digests = {each.digest: each.name for each in trained}
    loop_page.write(loop_page.LoopPage(page, found, digests), out / results.REPORT)


def show(config: "LoopDemoConfig", found: Mapping[str, Any]) -> None:
    """On the terminal."""
    from rich.rule import Rule

    from eval.terminal import console, differences_table, roomy, scores_table
    from eval.tracking import open_command

    out = Path(config.out)
    screen = console()
    screen.print(Rule("report"))
    headings = {part: name for name, part in PARTS.items()}
    for name, title in TITLES.items():
        compared = compared_in(out, name)
        systems = {system: results.scores_of(compared["systems"][system]) for system in SYSTEMS}
        parts = headings if name == "test" else {ALL: "all"}
        heading = f"{title}: {compared['records']} records of {compared['calls']} calls"
        screen.print(scores_table(heading, systems, parts, intervals=False))
        if name == "test" and roomy(screen):
            differences = results.scores_of(compared["differences"]["second"])
            screen.print(
                differences_table(
                    "second − first, paired by call (* leaves zero out)", differences, {ALL: "all"}
                )
            )
    for line in _story(config, found):
        screen.print(line, soft_wrap=True, highlight=False)
    seconds = found["seconds"]
    stages = " · ".join(
        f"{name} {'reused' if name in seconds['reused'] else f'{spent:.0f}'}"
        for name, spent in seconds["stages"].items()
    )
    screen.print(f"Seconds: {seconds['total']:.0f} in all ({stages})")
    screen.print(f"Report:  {out / results.REPORT}", soft_wrap=True)
    screen.print(f"Gate:    {found['gate']['page']}", soft_wrap=True)
    screen.print(f"Numbers: {out / REPORT_JSON}", soft_wrap=True)
    screen.print(f"MLflow:  {open_command(str(config.tracking.uri))}", soft_wrap=True)
    shelf, database = out / SHELF, out / "swap" / DATABASE
    screen.print(
        f"Serve it: python -m serving adapters.shelf={shelf} storage.url=sqlite:///{database}", soft_wrap=True
    )


def _story(config: "LoopDemoConfig", found: Mapping[str, Any]) -> list[str]:
    live, feedback, swap = found["live"], found["feedback"], found["swap"]
    second = found["adapters"]["second"]["digest"]
    first = swap["alias_to_first_answer_s"]
    verdict = "passed" if found["gate"]["passed"] else "refused, put through by force"
    lines = [
        f"Live:    {live['calls']} calls, {live['questions']} questions, {live['insights']} insights; "
        f"{feedback['to_review']} went to review ({_counted(feedback['reasons'])})",
        f"Gate:    {verdict}, {found['gate']['rules']} rules",
        f"Swap:    {swap['calls']} calls, {swap['calls_through_the_swap']} of them with answers of both; "
        f"{swap['questions']} questions, {swap['failed_questions']} failed; "
        f"{swap['failed_calls']} calls failed",
        f"         promote took {swap['promote_s']:.1f} s; from the alias to the second's first answer "
        + (f"{first:.1f} s" if first is not None else "–"),
    ]
    shares = {name: _useful(found, name) for name in SYSTEMS}
    if all(share is not None for share in shares.values()):
        lines.append(
            f"Useful:  {shares['first']:.0%} of the first adapter's insights to operators, "
            f"{shares['second']:.0%} of the second's"
        )
    lines.append(
        f"Live now: {short(second)}, the second adapter (version {found['adapters']['second']['version']})"
    )
    return lines


def _useful(found: Mapping[str, Any], name: str) -> float | None:
    """Share of an adapter's judged live insights that were useful, over both live parts."""
    digest = found["adapters"][name]["digest"]
    counts: dict[str, int] = {}
    for part in ("live", "swap"):
        for usefulness, count in found[part]["judged"].get(digest, {}).items():
            counts[usefulness] = counts.get(usefulness, 0) + count
    total = sum(counts.values())
    return counts.get("useful", 0) / total if total else None


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())


def compared_in(out: Path, name: str) -> dict[str, Any]:
    """A finished comparison."""
    from pipelines.compare import COMPARISON

    found: dict[str, Any] = json.loads((out / "compare" / name / COMPARISON).read_text(encoding="utf-8"))
    return found


def _interval(scores: Scores, metric: str) -> dict[str, float | None]:
    estimate = scores.get(ALL, {}).get(metric)
    names = ("value", "low", "high")
    if estimate is None or estimate.value != estimate.value:
        return dict.fromkeys(names)
    return {name: round(getattr(estimate, name), 4) for name in names}


def _curves(out: Path, trained: "Sequence[Trained]") -> dict[str, list[tuple[float, float]]]:
    from pipelines.demo import curves

    return {
        f"{each.name}: {name}": line
        for each in trained
        for name, line in curves(out / "train" / each.name).items()
    }


def _manifest(folder: Path) -> Manifest:
    manifest = Manifest.load(folder)
    assert manifest is not None
    return manifest
