"""The registry in a real MLflow on SQLite: versions, aliases, and artifacts that are what they were."""

import pytest

from eval.registry import ARTIFACT, CHALLENGER, CHAMPION, PREVIOUS, Registry, lineage
from eval.settings import Tracking
from eval.tracking import client, tracked
from insights.errors import EscutaError
from insights.fingerprint import tree_digest


@pytest.fixture(scope="module")
def tracking(tmp_path_factory):
    folder = tmp_path_factory.mktemp("registry")
    return Tracking(uri=f"sqlite:///{folder}/mlflow.db", artifacts=str(folder / "files"), model="adapters")


@pytest.fixture
def registry(tracking):
    return Registry(tracking)


def adapter(folder, text):
    """A folder with two files and one below; their bytes are all that a digest looks at."""
    (folder / "below").mkdir(parents=True)
    (folder / "adapter_config.json").write_text("{}")
    (folder / "adapter_model.safetensors").write_bytes(text.encode())
    (folder / "below" / "note.txt").write_text("olá")
    return folder


def trained(tracking, folder, text):
    """A run that logged an adapter; its id and the adapter's digest."""
    made = adapter(folder / text / ARTIFACT, text)
    with tracked(tracking, text, tags={"data.train": "t" + text, "prompt_digest": "p"}) as run:
        run.file(made, ARTIFACT)
    return run.run_id, tree_digest(made)


def test_a_trained_adapter_becomes_the_challenger(registry, tracking, tmp_path):
    run_id, digest = trained(tracking, tmp_path, "first")
    made = registry.register(run_id, digest, {"escuta.prompt_digest": "p"})
    assert made.tags["escuta.prompt_digest"] == "p"
    assert registry.at(CHALLENGER) == made
    assert registry.of_run(run_id) == [made]
    assert registry.of_digest(digest) == made
    assert registry.version(made.number) == made
    assert registry.register(run_id, digest, {}).number == made.number, "the same adapter is no new version"


def test_what_is_fetched_is_what_was_registered(registry, tracking, tmp_path):
    run_id, digest = trained(tracking, tmp_path, "fetched")
    made = registry.register(run_id, digest, {})
    got = registry.fetch(made, tmp_path / "shelf" / digest)
    assert tree_digest(got) == digest
    assert (got / "below" / "note.txt").read_text() == "olá"
    (got / "adapter_model.safetensors").write_text("damaged here")
    assert tree_digest(registry.fetch(made, got)) == digest, "a damaged copy is fetched again"


def test_an_artifact_that_was_changed_is_refused(registry, tracking, tmp_path):
    run_id, digest = trained(tracking, tmp_path, "changed")
    made = registry.register(run_id, digest, {})
    other = adapter(tmp_path / "other" / ARTIFACT, "other")
    client(tracking.uri).log_artifacts(run_id, str(other), ARTIFACT)
    with pytest.raises(EscutaError, match="changed after training"):
        registry.fetch(made, tmp_path / "here")
    assert not (tmp_path / "here").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".fetch")] == []


def test_champions_follow_each_other_and_go_back(registry, tracking, tmp_path):
    versions = [registry.register(*trained(tracking, tmp_path, name), {}) for name in ("one", "two")]
    digests = [version.digest for version in versions]
    registry.crown(digests[0])
    assert registry.at(CHALLENGER) == versions[1]
    registry.crown(digests[1])
    assert registry.at(CHAMPION) == versions[1]
    assert registry.at(PREVIOUS) == versions[0]
    assert registry.at(CHALLENGER) is None, "a champion is no challenger any more"
    registry.crown(digests[0])
    assert registry.at(CHAMPION) == versions[0]
    assert registry.at(PREVIOUS) == versions[1]
    registry.crown(None)
    assert registry.at(CHAMPION) is None
    assert registry.at(PREVIOUS) == versions[0]


def test_each_scope_has_a_champion(registry, tracking, tmp_path):
    mine = registry.register(*trained(tracking, tmp_path, "mine"), {})
    before = registry.at(CHAMPION)
    registry.crown(mine.digest, "-banco-risk_alert")
    assert registry.at("champion-banco-risk_alert") == mine
    assert registry.at(CHAMPION) == before


def test_a_run_that_was_not_registered_is_adopted(registry, tracking, tmp_path):
    run_id, digest = trained(tracking, tmp_path, "late")
    made = registry.adopt(run_id)
    assert made.digest == digest
    assert made.tags["escuta.data.train"] == "tlate"
    with tracked(tracking, "without") as run:
        pass
    with pytest.raises(EscutaError, match="logged no adapter"):
        registry.adopt(run.run_id)


def test_what_is_not_there_is_named(registry, tracking):
    assert registry.at("nobody") is None
    assert Registry(Tracking(uri=tracking.uri, model="another")).at(CHAMPION) is None
    assert registry.of_run("0" * 32) == []
    registry.clear("nobody")
    with pytest.raises(EscutaError, match="no version 999"):
        registry.version(999)
    with pytest.raises(EscutaError, match="needs MLflow"):
        Registry(Tracking(uri=None))


def test_lineage_keeps_what_made_the_adapter():
    tags = {"data.train": "a", "prompt_digest": "p", "feedback": "f", "mlflow.user": "someone"}
    assert lineage(tags) == {"escuta.data.train": "a", "escuta.prompt_digest": "p", "escuta.feedback": "f"}
