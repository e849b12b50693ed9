"""promote from end to end: a random base, adapters, a real registry, a real ledger; no serving process."""

import asyncio
import json
import shutil
from dataclasses import replace

import pytest
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

from commandline.command import load
from eval import results
from eval.registry import ARTIFACT, CHALLENGER, CHAMPION, PREVIOUS, Registry, lineage
from eval.settings import Bootstrap, Decoding, Evidence, GateSettings, LatencyBudget, Tracking
from eval.tracking import client, tracked
from insights import jsonl
from insights.errors import EscutaError
from insights.fingerprint import file_digest, tree_digest
from insights.probes import read_probes
from insights.prompts import prompt_digest
from pipelines import promote
from pipelines.promote import PromoteConfig
from serving.adapters.api import Action, Mode, Presence
from serving.adapters.ledger import open_ledger
from serving.adapters.shelf import Shelf
from serving.settings import StorageSettings
from tests.eval.tiny import records, save_model
from training.settings import ModelSettings

pytestmark = pytest.mark.long

EASY = GateSettings(
    margins={"rouge_l_nonempty": 0.05},
    floors={"format_valid": 0.5},
    evidence=Evidence(records=8, calls=2, alerts=1),
    latency=LatencyBudget(records=1, repeats=1, ratio=1000, tokens_ratio=1000),
    bootstrap=Bootstrap(resamples=50),
)
HARD = replace(EASY, floors={"rouge_l_nonempty": 0.99})


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    """A base, a frozen test set, and a registry with two trained adapters."""
    return Material(tmp_path_factory.mktemp("promote"))


class Material:
    def __init__(self, folder):
        self.folder, self.model, self.test = folder, folder / "model", folder / "test.jsonl"
        save_model(self.model)
        jsonl.write(records(32), self.test)
        self.base = tree_digest(self.model)
        self.tracking = Tracking(uri=f"sqlite:///{folder}/mlflow.db", artifacts=str(folder / "files"))
        self.first, self.second = self.trained(1), self.trained(2)

    def trained(self, seed, tracking=None, **origin):
        """A registered version: LoRA as it begins, so that all of them answer as the base does."""
        tracking = tracking or self.tracking
        torch.manual_seed(seed)
        made = self.folder / f"trained{seed}" / ARTIFACT
        base = AutoModelForCausalLM.from_pretrained(self.model, local_files_only=True)
        get_peft_model(base, LoraConfig(r=2, target_modules=["q_proj"])).save_pretrained(made)
        said = {"prompt_digest": prompt_digest(), "base_digest": self.base, **origin}
        (made / "escuta.json").write_text(json.dumps(said))
        tags = {"data.test": file_digest(self.test), "data.feedback": f"f{seed}"}
        with tracked(tracking, f"train {seed}", tags=tags) as run:
            run.file(made, ARTIFACT)
        return Registry(tracking).register(run.run_id, tree_digest(made), lineage(tags))


@pytest.fixture
def place(material, tmp_path, monkeypatch):
    """A registry of its own, and no live path yet."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Place(material, tmp_path)


class Place:
    def __init__(self, material, folder):
        self.material, self.folder = material, folder
        shutil.copy(material.folder / "mlflow.db", folder / "mlflow.db")
        self.tracking = replace(material.tracking, uri=f"sqlite:///{folder}/mlflow.db")
        self.registry = Registry(self.tracking)
        self.first, self.second = material.first, material.second

    def config(self, **more):
        settings = {
            "records": str(self.material.test),
            "model": ModelSettings(name="tiny", path=self.material.model, context_tokens=1024),
            "decoding": Decoding(max_message_chars=40, max_new_tokens=120),
            "gate": EASY,
            "out": str(self.folder / "promote"),
            "shelf": str(self.folder / "shelf"),
            "storage": StorageSettings(url=self.url),
            "tracking": self.tracking,
            "who": "ana",
            **more,
        }
        return PromoteConfig(**settings)

    @property
    def url(self):
        return f"sqlite:///{self.folder}/serve/escuta.db"

    def run(self, **more):
        return promote.run(self.config(**more))

    def ledger(self, ask):
        """What the ledger answers to `ask(ledger)`."""

        async def go():
            async with open_ledger(self.url) as ledger:
                return await ask(ledger)

        return asyncio.run(go())

    @property
    def aliases(self):
        return {
            (alias.scope.tenant, alias.scope.insight_type): alias.digest
            for alias in self.ledger(lambda ledger: ledger.wanted()).aliases
        }

    @property
    def changes(self):
        return self.ledger(lambda ledger: ledger.changes())

    def version_at(self, alias):
        found = self.registry.at(alias)
        return found.number if found is not None else None


def test_the_first_champion_the_second_and_back(place):
    first, second = place.first.digest, place.second.digest

    done = place.run(run=place.first.run_id)
    assert done.judgement.passed
    assert place.aliases == {("*", "*"): first}
    assert place.version_at(CHAMPION) == 1
    assert place.version_at(CHALLENGER) == 2
    assert Shelf(place.folder / "shelf").verified(first)
    sheet = read_probes(place.folder / "shelf" / f"{first}.probes.json")
    assert (sheet.adapter, sheet.base_digest, len(sheet.probes)) == (first, place.material.base, 16)
    assert place.changes[0].who == "ana"
    assert "version 1: passed the gate" in place.changes[0].why

    done = place.run()
    assert done.live.before == first
    assert place.aliases == {("*", "*"): second}
    assert (place.version_at(CHAMPION), place.version_at(PREVIOUS)) == (2, 1)
    assert place.version_at(CHALLENGER) is None
    rules = {row["rule"] for row in done.judgement.document["rows"]}
    assert {"margin", "floor", "latency", "personal", "evidence"} <= rules
    assert done.judgement.document["changes"]["test"]["both"] == 32

    assert place.run(rollback=True).digest == first
    assert place.aliases == {("*", "*"): first}
    assert (place.version_at(CHAMPION), place.version_at(PREVIOUS)) == (1, 2)
    assert place.changes[0].action is Action.ROLL_BACK

    assert place.run(rollback=True, reason="noise").digest is None
    assert place.aliases == {}
    assert place.version_at(CHAMPION) is None
    assert place.changes[0].why == "noise"
    with pytest.raises(EscutaError, match="nothing was promoted"):
        place.run(rollback=True)


def test_the_verdict_is_in_mlflow_with_what_made_the_adapter(place):
    place.run(version=1)
    done = place.run(version=2)
    mlflow = client(place.tracking.uri)
    run = mlflow.get_run(done.judgement.run_id)
    assert run.data.tags["escuta.gate"] == "passed"
    assert run.data.tags["mlflow.parentRunId"] == place.second.run_id
    assert {"gate.json", "gate.html", "tables"} <= {a.path for a in mlflow.list_artifacts(run.info.run_id)}
    assert {a.path for a in mlflow.list_artifacts(run.info.run_id, "tables")} == {"tables/rules.json"}
    page = (done.judgement.folder / "gate.html").read_text()
    assert "version 2" in page
    assert "version 1" in page
    assert "data.feedback" in page
    tags = place.registry.version(2).tags
    assert tags["escuta.gate"] == "passed"
    assert tags["escuta.gate_run"] == run.info.run_id


def test_a_refusal_changes_nothing_and_ends_with_1(place, capsys, monkeypatch):
    place.run(version=1)
    done = place.run(version=2, gate=HARD)
    assert not done.allowed
    assert done.live is None
    assert place.aliases == {("*", "*"): place.first.digest}
    assert place.version_at(CHAMPION) == 1
    assert place.registry.version(2).tags["escuta.gate"] == "refused"
    told = capsys.readouterr().out
    assert "REFUSED" in told
    assert "is below the floor" in told

    monkeypatch.setattr("sys.argv", ["promote", *arguments(place, "+gate.floors.rouge_l_nonempty=0.99")])
    with pytest.raises(SystemExit) as ended:
        promote.main()
    assert ended.value.code == 1


def test_force_goes_live_and_into_the_audit(place):
    place.run(version=2, gate=HARD, force=True, reason="the old one is worse")
    assert place.aliases == {("*", "*"): place.second.digest}
    assert place.changes[0].why == "version 2: forced; the old one is worse"
    with pytest.raises(EscutaError, match="the audit needs a reason"):
        place.config(force=True)


def test_a_challenger_can_be_tried_first(place, capsys):
    place.run(version=1)
    done = place.run(version=2, gate=HARD, shadow=0.25)
    assert done.allowed, "nobody is shown what a shadow says"
    assert place.aliases == {("*", "*"): place.first.digest}
    (trial,) = place.ledger(lambda ledger: ledger.wanted()).trials
    assert (trial.digest, trial.mode, trial.share) == (place.second.digest, Mode.SHADOW, 0.25)
    assert place.changes[0].why == "version 2: refused by the gate"
    assert "shadow on 25% of conversations" in capsys.readouterr().out
    assert place.registry.version(2).tags["escuta.trial"].startswith("shadow 0.25")
    assert not place.run(version=2, gate=HARD, canary=0.1).allowed, "a canary is shown"
    place.run(version=2)
    assert place.ledger(lambda ledger: ledger.wanted()).trials == ()
    with pytest.raises(EscutaError, match="two ways to try it"):
        place.config(shadow=0.1, canary=0.1)


def test_a_dry_run_judges_and_leaves_the_live_path(place, capsys):
    done = place.run(version=2, dry_run=True)
    assert done.judgement.passed
    assert place.aliases == {}
    assert place.changes == []
    assert not (place.folder / "shelf").exists()
    capsys.readouterr()
    place.run(version=2)
    assert "is up to date, reused" in capsys.readouterr().out, "the verdict is not worked out again"
    assert place.aliases == {("*", "*"): place.second.digest}
    assert place.run(rollback=True, dry_run=True).digest is None
    assert place.aliases == {("*", "*"): place.second.digest}
    assert place.run(version=2).judgement is None, "it is the champion already"


def test_a_scope_of_its_own(place):
    place.run(version=1)
    done = place.run(version=2, tenant="banco", gate=replace(EASY, languages=("pt",)))
    assert done.judgement.document["names"] == {"challenger": "version 2", "champion": "version 1"}
    assert place.aliases == {("*", "*"): place.first.digest, ("banco", "*"): place.second.digest}
    assert place.version_at(CHAMPION) == 1
    assert place.version_at("champion-banco-any") == 2
    asked = {p.tenant for p in results.read_predictions(next((place.folder / "promote/answers").iterdir()))}
    assert asked == {"telecom", "banco"}, "answers are kept for every scope"
    (evidence,) = [
        row
        for row in done.judgement.document["rows"]
        if (row["metric"], row["part"]) == ("records", "language=pt")
    ]
    assert evidence["value"] < 16
    place.run(rollback=True, tenant="banco")
    assert place.aliases == {("*", "*"): place.first.digest}


def test_an_evaluation_that_mlflow_has_is_not_done_again(place, capsys):
    place.run(version=1, dry_run=True)
    again = place.run(version=1, dry_run=True, out=str(place.folder / "elsewhere"))
    assert "answers of an earlier evaluation, reused" in capsys.readouterr().out
    assert again.judgement.document["inputs"]["challenger"] == place.first.digest
    assert not list((place.folder / "elsewhere").glob("answers/*/metrics.json"))


def test_what_does_not_fit_is_refused_before_any_work(place):
    other = place.material.trained(3, place.tracking, base_digest="0" * 64)
    with pytest.raises(EscutaError, match="trained on base 000000000000"):
        place.run(version=other.number)
    other = place.material.trained(4, place.tracking, prompt_digest="0123456789abcdef")
    with pytest.raises(EscutaError, match="trained with prompts 0123456789abcdef"):
        place.run(version=other.number)
    place.ledger(
        lambda ledger: ledger.say(
            Presence(process="gateway", seen=0, bases=frozenset({"1" * 64}), prompt_digest=prompt_digest())
        )
    )
    with pytest.raises(EscutaError, match="does not fit what is served"):
        place.run(version=1)
    assert not (place.folder / "promote" / "answers").exists()


def test_a_champion_on_another_base_cannot_be_asked_any_more(place, capsys):
    old = place.material.trained(5, place.tracking, base_digest="0" * 64)
    place.registry.crown(old.digest)
    done = place.run(version=1)
    assert "on another base or with other prompts" in capsys.readouterr().out
    assert "champion" not in done.judgement.document["names"]
    assert place.version_at(CHAMPION) == 1
    assert place.version_at(PREVIOUS) == old.number


def test_recent_calls_are_judged_beside_the_frozen_set(place):
    jsonl.write(records(8), place.folder / "recent.jsonl")
    done = place.run(version=1, recent=str(place.folder / "recent.jsonl"))
    assert {row["on"] for row in done.judgement.document["rows"]} == {"test", "recent"}
    assert "recent" in done.judgement.document["scores"]
    with pytest.raises(EscutaError, match="recent: no such file"):
        place.run(version=2, recent=str(place.folder / "none.jsonl"))


def test_a_run_that_was_not_registered_is_found_too(place):
    with tracked(place.tracking, "unregistered", tags={"data.train": "x"}) as run:
        run.file(place.material.folder / "trained1" / ARTIFACT, ARTIFACT)
    done = place.run(run=run.run_id)
    assert done.digest == place.first.digest
    assert place.version_at(CHAMPION) == 3


def test_what_is_not_there_is_named(place, monkeypatch):
    monkeypatch.chdir(place.folder)
    with pytest.raises(EscutaError, match="has no version 9"):
        place.run(version=9)
    with pytest.raises(EscutaError, match="records: the test set"):
        place.run(version=1, records=None)
    place.registry.clear(CHALLENGER)
    with pytest.raises(EscutaError, match="has no challenger"):
        place.run()
    with pytest.raises(EscutaError, match="give one of them"):
        place.config(run="a", version=1)
    with pytest.raises(EscutaError, match="no such insight type"):
        place.config(insight_type="alert")


def test_what_it_was_trained_beside_is_found_by_digest(place, monkeypatch):
    data = place.folder / "outputs/data"
    for name, source in (
        ("synthetic-9-9/split/test.jsonl", place.material.test),
        ("mixed-1/recent.jsonl", None),
    ):
        (data / name).parent.mkdir(parents=True)
        if source is None:
            jsonl.write(records(8), data / name)
        else:
            shutil.copy(source, data / name)
    monkeypatch.chdir(place.folder)
    recent = {"escuta.data.recent": file_digest(data / "mixed-1/recent.jsonl")}
    place.registry.tag(place.registry.version(1), recent)
    done = place.run(version=1, records=None, dry_run=True)
    assert done.judgement.passed
    assert set(done.judgement.document["scores"]) == {"test", "recent"}


def arguments(place, *more):
    """As typed on a command line."""
    settings = {
        "records": place.material.test,
        "model.name": "tiny",
        "model.path": place.material.model,
        "decoding.max_message_chars": 40,
        "decoding.max_new_tokens": 120,
        "gate.latency.records": 0,
        "gate.bootstrap.resamples": 50,
        "out": place.folder / "typed",
        "shelf": place.folder / "shelf",
        "storage.url": place.url,
        "tracking.uri": place.tracking.uri,
        "tracking.artifacts": place.tracking.artifacts,
    }
    return [*(f"{key}={json.dumps(str(value))}" for key, value in settings.items()), *more]


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("+run=0123456789abcdef0123456789abcdef", "run", "0123456789abcdef0123456789abcdef"),
        ("run=abc", "run", "abc"),
        ("version=3", "version", 3),
        ("rollback", "rollback", True),
        ("rollback=true", "rollback", True),
        ("dry_run", "dry_run", True),
        ("tenant=banco", "tenant", "banco"),
        ("gate.margins.alert_recall=0.2", "gate", None),
        ("+scope.margin=1", None, None),
    ],
)
def test_as_it_is_typed(typed, field, value):
    if field is None:
        with pytest.raises(EscutaError, match="scope: unknown key"):
            load("promote", PromoteConfig, [typed])
        return
    config = load("promote", PromoteConfig, [typed])
    assert value is None or getattr(config, field) == value
    assert config.gate.floors == GateSettings().floors
