"""Between a challenger and callers: the gate judges what both said, and MLflow keeps the verdict."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import results
from eval.predictions import Prediction
from insights.fingerprint import file_digest
from insights.manifest import Manifest, outputs_of, reusable, run_key
from insights.prompts import prompt_digest
from insights.records import InsightType
from pipelines._contest import Contender, GateWork, latency, predictions
from pipelines.files import disk_errors
from serving.adapters.api import ANY

if TYPE_CHECKING:
    from eval.latency import Latency

GATE, PAGE, CHANGES = "gate.json", "gate.html", "changes.json"

_RULE_COLUMNS = (
    "rule",
    "metric",
    "on",
    "part",
    "outcome",
    "value",
    "bound",
    "low",
    "high",
    "reason",
)


@dataclass(frozen=True)
class Judgement:
    """`document` is `gate.json`; the page and what changed lie beside it in `folder`."""

    document: Mapping[str, Any]
    folder: Path
    run_id: str | None

    @property
    def passed(self) -> bool:
        return bool(self.document["passed"])


def judged(
    work: GateWork, challenger: Contender, champion: Contender | None, sets: Mapping[str, Path]
) -> Judgement:
    """The verdict on `sets` (`test`, and perhaps `recent`); answers and verdicts there are, are reused."""
    started = time.monotonic()
    scope = "" if work.tenant == work.insight_type == ANY else f"-{work.tenant}-{work.insight_type}"
    versus = champion.short if champion is not None else "nobody"
    folder = work.out / "gate" / f"{challenger.short}-vs-{versus}{scope}".replace("*", "any")
    inputs = {
        "challenger": challenger.digest or "",
        "champion": (champion.digest or work.base_digest) if champion is not None else "",
        "base": work.base_digest,
        "prompts": prompt_digest(),
        **{name: file_digest(path) for name, path in sets.items()},
    }
    settings = {
        "gate": asdict(work.gate),
        "decoding": asdict(work.decoding),
        "weights": work.precision.weights,
        "scope": [work.tenant, work.insight_type],
        "forced": work.forced,
    }
    key = run_key("gate", inputs, settings)
    if (known := _known(folder, key)) is not None:
        print(f"gate: {folder} is up to date, reused")
        return known

    from eval.tracking import tracked

    contenders = {"challenger": challenger, **({"champion": champion} if champion is not None else {})}
    with tracked(
        work.tracking,
        f"gate {challenger.name}",
        parent=challenger.version.run_id if challenger.version is not None else None,
        tags=_tags(inputs, contenders),
    ) as run:
        run.params(settings)
        said = {
            name: {who: predictions(work, one, path, run.run_id) for who, one in contenders.items()}
            for name, path in sets.items()
        }
        pace = latency(work, contenders, sets["test"])
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            document = _write(work, contenders, said, pace, inputs, folder)
        for name in (GATE, PAGE):
            run.file(folder / name)
        for name, rows in results.read_json(folder / CHANGES).items():
            run.table(rows, f"tables/changes_{name}.json")
        run.table(
            [{name: row[name] for name in _RULE_COLUMNS} for row in document["rows"]], "tables/rules.json"
        )
        run.tags({"escuta.gate": "passed" if document["passed"] else "refused"})
        run_id = run.run_id
        manifest = Manifest(
            command="gate",
            key=key,
            inputs=inputs,
            settings=settings,
            outputs=outputs_of(folder, {GATE: None, PAGE: None, CHANGES: None}),
            notes={"passed": document["passed"], "run_id": run_id},
            seconds=round(time.monotonic() - started, 3),
        )
        manifest.write(folder)
    return Judgement(document, folder, run_id)


def _known(folder: Path, key: str) -> Judgement | None:
    done = reusable(folder, key)
    if done is None:
        return None
    return Judgement(results.read_json(folder / GATE), folder, done.notes.get("run_id"))


def _tags(inputs: Mapping[str, str], contenders: Mapping[str, Contender]) -> dict[str, str]:
    versions = {
        f"escuta.{who}_version": str(one.version.number)
        for who, one in contenders.items()
        if one.version is not None
    }
    return {
        "escuta.command": "gate",
        **{f"escuta.data.{name}": digest for name, digest in inputs.items() if digest},
        **versions,
    }


def _write(
    work: GateWork,
    contenders: Mapping[str, Contender],
    said: Mapping[str, Mapping[str, list[Prediction]]],
    pace: "Latency | None",
    inputs: Mapping[str, str],
    folder: Path,
) -> dict[str, Any]:
    """Judge, and write verdict, page and what changed; returns the verdict as data."""
    from eval import gate_page
    from eval.changes import changes, counted
    from eval.gate import Answers, judge, plain
    from eval.personal import PersonalData

    personal = PersonalData()
    answers = {name: Answers(both["challenger"], both.get("champion")) for name, both in said.items()}
    verdict = judge(
        answers["test"],
        work.gate,
        personal.count,
        recent=answers.get("recent"),
        latency=pace,
        insight_type=None if work.insight_type == ANY else InsightType(work.insight_type),
    )
    changed = {
        name: gate_page.Changed(*changes(both["champion"], both["challenger"], personal.clean))
        for name, both in said.items()
        if "champion" in both
    }
    names = {who: one.name for who, one in contenders.items()}
    champion = names.get("champion")
    document = {
        "v": 1,
        **plain(verdict, work.gate),
        "forced": work.forced and not verdict.passed,
        "inputs": dict(inputs),
        "names": names,
        "scope": {"tenant": work.tenant, "insight_type": work.insight_type},
        "changes": {name: {"both": one.both, **counted(one.rows)} for name, one in changed.items()},
        "scores": {
            on: {name: results.plain(scores) for name, scores in systems.items()}
            for on, systems in verdict.scores.items()
        },
    }
    results.write_json(document, folder / GATE)
    results.write_json(
        {name: [asdict(row) for row in one.rows] for name, one in changed.items()}, folder / CHANGES
    )
    page = gate_page.GatePage(
        title=f"{names['challenger']}: may it answer?",
        subtitle=" · ".join(filter(None, [f"against {champion}" if champion else "", work.model.name])),
        challenger=names["challenger"],
        champion=champion,
        settings=work.gate,
        sizes={
            name: (len(both["challenger"]), len({p.call_id for p in both["challenger"]}))
            for name, both in said.items()
        },
        changes=changed,
        facts=_facts(work, contenders, inputs),
        forced=work.forced,
    )
    gate_page.write(page, verdict, folder / PAGE)
    return document


def _facts(work: GateWork, contenders: Mapping[str, Contender], inputs: Mapping[str, str]) -> dict[str, str]:
    """What was judged, and what the challenger was made from."""
    version = contenders["challenger"].version
    made_of = {
        name.removeprefix("escuta."): value
        for name, value in (version.tags if version is not None else {}).items()
        if name.startswith(("escuta.data.", "escuta.prompt_", "escuta.feedback"))
    }
    return {
        **{f"{who}": f"{one.name} {one.digest or ''}" for who, one in contenders.items()},
        **{name: digest for name, digest in inputs.items() if name not in contenders and digest},
        **{f"challenger's {name}": value for name, value in made_of.items()},
        "scope": f"tenant {work.tenant}, insight type {work.insight_type}",
    }
