"""The shelf: adapters by content, `<digest>/`, with their probes beside them, `<digest>.probes.json`.

Folders are written once and never changed. vLLM servers read them while they load one, and again when an
adapter that left their memory is asked for: a folder goes only when nobody could ask for it.
"""

import os
import shutil
import time
import uuid
from collections.abc import Collection
from pathlib import Path

from insights.adapter import CONFIG, check_adapter
from insights.errors import EscutaError
from insights.fingerprint import is_digest, short, tree_digest
from insights.probes import SUFFIX, ProbeSheet, read_probes

_ARRIVING = ".arriving-"


class Shelf:
    """A folder that several processes share. Every method blocks on the disk: call it in a thread."""

    def __init__(self, root: Path | str) -> None:
        """Made when the first adapter comes. Servers are given absolute paths."""
        self.root = Path(root).absolute()

    def put(self, folder: Path) -> str:
        """Copy an adapter's folder here, whole or not at all; its digest. There already: nothing is done.

        Raises `EscutaError` for a folder that is no adapter, holds links, or was trained with other prompts.
        """
        check_adapter(folder)
        if any(path.is_symlink() for path in folder.rglob("*")):
            raise EscutaError(
                "an adapter's folder may not hold links", file=folder, remedy="copy the files themselves"
            )
        digest = tree_digest(folder)
        if self.has(digest):
            return digest
        self.root.mkdir(parents=True, exist_ok=True)
        arriving = self.root / f"{_ARRIVING}{uuid.uuid4().hex}"
        try:
            shutil.copytree(folder, arriving)
            os.utime(arriving)  # `prune` goes by when it came
            if tree_digest(arriving) != digest:
                raise EscutaError("the folder changed while it was copied", file=folder, remedy="try again")
            try:
                arriving.rename(self.root / digest)
            except OSError:
                if not self.has(digest):  # else another process was faster
                    raise
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
        return digest

    def has(self, digest: str) -> bool:
        return is_digest(digest) and (self.root / digest / CONFIG).is_file()

    def folder(self, digest: str) -> Path:
        """Absolute. Raises `EscutaError` for what is no digest, or is not on the shelf."""
        self._check(digest)
        if not self.has(digest):
            raise EscutaError(
                f"adapter {short(digest)} is not on the shelf",
                file=self.root,
                remedy="promote it from the registry: python -m pipelines.promote",
            )
        return self.root / digest

    def verified(self, digest: str) -> Path:
        """As `folder`, after its bytes were read and compared. Raises `EscutaError` if they differ."""
        folder = self.folder(digest)
        check_adapter(folder)
        if tree_digest(folder) != digest:
            raise EscutaError(
                "the adapter's files are not those of its digest",
                file=folder,
                remedy="remove the folder, then promote it again from the registry",
            )
        return folder

    def touch(self, digest: str) -> None:
        """It is about to be used: `prune` leaves it alone for a while."""
        os.utime(self.folder(digest))

    def probes(self, digest: str) -> ProbeSheet | None:
        """None if it came without. Raises `EscutaError` for a file that cannot be read."""
        self._check(digest)
        return read_probes(self._sheet(digest))

    def put_probes(self, sheet: ProbeSheet) -> None:
        """Put a sheet beside its adapter, in place of an earlier one."""
        self._check(sheet.adapter)
        self.root.mkdir(parents=True, exist_ok=True)
        arriving = self.root / f"{_ARRIVING}{uuid.uuid4().hex}"
        try:
            arriving.write_text(sheet.model_dump_json(indent=1), encoding="utf-8")
            os.replace(arriving, self._sheet(sheet.adapter))
        finally:
            arriving.unlink(missing_ok=True)

    def digests(self) -> frozenset[str]:
        """What is on the shelf."""
        if not self.root.is_dir():
            return frozenset()
        return frozenset(path.name for path in self.root.iterdir() if self.has(path.name))

    def prune(self, keep: Collection[str], *, older_than_s: float = 3600.0) -> frozenset[str]:
        """Delete all but `keep`, and what came within so many seconds (it may be on its way); what went.

        `keep` must name whatever any server may hold or be given: `serving.adapters.pruning` finds that out.
        """
        youngest_s = time.time() - older_than_s
        gone = frozenset(
            digest
            for digest in self.digests() - frozenset(keep)
            if (self.root / digest).stat().st_mtime <= youngest_s
        )
        for digest in gone:
            # Out of the way in one step first: a folder is never seen half.
            leaving = self.root / f"{_ARRIVING}{uuid.uuid4().hex}"
            (self.root / digest).rename(leaving)
            shutil.rmtree(leaving)
            self._sheet(digest).unlink(missing_ok=True)
        return gone

    def _sheet(self, digest: str) -> Path:
        return self.root / f"{digest}{SUFFIX}"

    @staticmethod
    def _check(digest: str) -> None:
        if not is_digest(digest):
            raise EscutaError(
                "not the digest of an adapter",
                field="digest",
                remedy="64 hexadecimal digits, as the registry and `admin adapters` show it",
            )
