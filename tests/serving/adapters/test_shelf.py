"""Adapters by content, on the real disk."""

import os
import threading
from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.fingerprint import tree_digest
from insights.probes import Probe, ProbeSheet
from insights.prompts import prompt_digest
from insights.records import InsightType, Message
from serving.adapters.shelf import Shelf
from tests.serving.adapters.kit import put_adapters


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def made(folder: Path, text: str = "{}") -> Path:
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text(text)
    return folder


def sheet(digest: str, reply: str = "{}") -> ProbeSheet:
    probe = Probe(
        language="pt",
        insight_type=InsightType.UPSELL,
        prompt=(Message(role="user", content="…"),),
        reply=reply,
    )
    return ProbeSheet(adapter=digest, base_digest="b", prompt_digest=prompt_digest(), probes=(probe,))


def test_a_folder_is_found_by_what_is_in_it(shelf: Shelf, tmp_path: Path) -> None:
    digest = shelf.put(made(tmp_path / "one"))
    assert shelf.put(made(tmp_path / "same")) == digest
    assert shelf.put(made(tmp_path / "other", "{ }")) != digest
    assert shelf.folder(digest).is_absolute()
    assert tree_digest(shelf.folder(digest)) == digest
    assert shelf.verified(digest) == shelf.folder(digest)
    assert len(shelf.digests()) == 2


def test_many_at_once_put_the_same(shelf: Shelf, tmp_path: Path) -> None:
    folder = made(tmp_path / "one")
    put: list[str] = []
    threads = [threading.Thread(target=lambda: put.append(shelf.put(folder))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert put == [tree_digest(folder)] * 8
    assert {path.name for path in shelf.root.iterdir()} == {put[0]}


@pytest.mark.parametrize("digest", ["", ".", "..", "../one", "/etc", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_what_is_no_digest_never_becomes_a_path(shelf: Shelf, tmp_path: Path, digest: str) -> None:
    made(tmp_path / "one")
    shelf.root.mkdir()
    for ask in (shelf.folder, shelf.verified, shelf.probes):
        with pytest.raises(EscutaError, match="not the digest"):
            ask(digest)
    assert not shelf.has(digest)


def test_what_is_not_there_has_a_remedy(shelf: Shelf) -> None:
    with pytest.raises(EscutaError, match=r"(?s)not on the shelf.*pipelines\.promote"):
        shelf.folder("a" * 64)
    assert shelf.digests() == frozenset()


def test_altered_files_are_noticed(shelf: Shelf, tmp_path: Path) -> None:
    digest = shelf.put(made(tmp_path / "one"))
    (shelf.folder(digest) / "more").write_text("x")
    with pytest.raises(EscutaError, match="not those of its digest"):
        shelf.verified(digest)


def test_links_and_other_folders_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    folder = made(tmp_path / "one")
    (folder / "link").symlink_to("/etc/hostname")
    with pytest.raises(EscutaError, match="links"):
        shelf.put(folder)
    with pytest.raises(EscutaError, match="not an adapter"):
        shelf.put(tmp_path)
    assert not shelf.root.exists()


def test_probes_lie_beside(shelf: Shelf, tmp_path: Path) -> None:
    digest = shelf.put(made(tmp_path / "one"))
    assert shelf.probes(digest) is None
    for reply in ("first", "second"):
        shelf.put_probes(sheet(digest, reply))
        found = shelf.probes(digest)
        assert found is not None
        assert found.probes[0].reply == reply
    assert tree_digest(shelf.folder(digest)) == digest
    assert shelf.digests() == {digest}


def test_only_what_is_old_and_not_kept_goes(shelf: Shelf) -> None:
    kept, old, touched, new = put_adapters(shelf, "kept", "old", "touched", "new")
    shelf.put_probes(sheet(old))
    for digest in (kept, old, touched):
        os.utime(shelf.folder(digest), (0, 0))
    shelf.touch(touched)
    assert shelf.prune({kept}) == {old}
    assert shelf.digests() == {kept, touched, new}
    assert {path.name for path in shelf.root.iterdir()} == {kept, touched, new}
