"""A file, a folder or a glob → calls: which files belong together, who speaks on which, whose they are.

Two files of a folder that differ only in who speaks (`…_agent.wav`, `…_caller.wav`) are one call.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from insights.audio.decode import RAW_SUFFIXES
from insights.errors import EscutaError
from insights.jsonl import describe, open_text
from insights.records import Frozen, Language, Partition, Speaker

_FORMATS = """
3gp aac ac3 aif aifc aiff amr ape au awb caf flac gsm m4a m4b mka mkv mov mp2 mp3 mp4 mpeg mpga
oga ogg opus snd spx tta voc w64 wav wave webm wma wv
"""
AUDIO_SUFFIXES = RAW_SUFFIXES | {f".{suffix}" for suffix in _FORMATS.split()}
_ROLES = {
    **dict.fromkeys(
        ("agent", "agente", "atendente", "operador", "operadora", "operator", "asesor", "asesora"), "agent"
    ),
    **dict.fromkeys(
        ("caller", "customer", "cliente", "client", "usuario", "chamador", "llamante"), "customer"
    ),
}
_GLOB_CHARS = frozenset("*?[")
_SEPARATOR = re.compile(r"([_\-. ]+)")


class CallFacts(Frozen):
    """What a sidecar file says about a call; nothing is required."""

    call_id: str | None = None
    tenant: str | None = None
    language: Language | None = None
    locale: str | None = None
    partition: Partition | None = None


@dataclass(frozen=True)
class CallFile:
    """One audio file. `name` is its path below the input folder; `speaker` is set when its name tells."""

    path: Path
    name: str
    speaker: Speaker | None = None


@dataclass(frozen=True)
class CallSource:
    """The files of one call."""

    call_id: str
    files: tuple[CallFile, ...]
    tenant: str
    facts: CallFacts = field(default_factory=CallFacts)


@dataclass(frozen=True)
class Collection:
    """Calls in a fixed order, and files that are no audio by their name."""

    calls: tuple[CallSource, ...]
    others: tuple[str, ...]


def collect(audio: str, *, tenant: str, facts: Mapping[str, CallFacts] | None = None) -> Collection:
    """Find audio, in folders to any depth; hidden files are passed over. No audio is an `EscutaError`.

    `tenant` is used for all calls; `folder` means the name of the first folder below the input.
    """
    root, paths, named = _paths(audio)
    files = [CallFile(path, path.relative_to(root).as_posix()) for path in paths]
    sound = [file for file in files if named or file.path.suffix.lower() in AUDIO_SUFFIXES]
    if not sound:
        raise EscutaError(
            "no audio found",
            file=audio,
            field="audio",
            remedy="name an audio file, a folder that holds some, or a glob",
        )
    kept = {file.name for file in sound}
    calls = []
    for call_id, members in sorted(_grouped(sound).items()):
        known = _facts(call_id, members, facts or {})
        folder = members[0].name.split("/")[0] if "/" in members[0].name else root.resolve().name
        calls.append(
            CallSource(
                call_id=known.call_id or call_id,
                files=tuple(members),
                tenant=known.tenant or (folder if tenant == "folder" else tenant),
                facts=known,
            )
        )
    return Collection(tuple(calls), tuple(file.name for file in files if file.name not in kept))


def read_facts(path: Path) -> dict[str, CallFacts]:
    """A sidecar by file or call id: CSV with a `file` column, JSON `{file: {…}}` or `[{"file": …, …}]`."""
    open_text(path).close()
    rows: list[tuple[int | None, dict[str, Any]]]
    if path.suffix == ".json":
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            line = getattr(error, "lineno", None)
            raise EscutaError("not valid JSON", file=path, line=line, remedy="mend this line") from None
        if isinstance(found, dict):
            found = [{"file": name, **values} for name, values in found.items()]
        rows = [(None, dict(row)) for row in found]
    else:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [(reader.line_num, dict(row)) for row in reader]
    facts = {}
    for line, row in rows:
        name = row.pop("file", None) or row.get("call_id")
        if not name:
            raise EscutaError(
                "no `file` and no `call_id`", file=path, line=line, remedy="name the file of each row"
            )
        try:
            facts[str(name)] = CallFacts.model_validate({key: value for key, value in row.items() if value})
        except ValidationError as error:
            field, problem = describe(error)
            known = ", ".join(["file", *CallFacts.model_fields])
            raise EscutaError(
                problem, file=path, line=line, field=field, remedy=f"the columns are {known}"
            ) from None
    return facts


def _paths(audio: str) -> tuple[Path, list[Path], bool]:
    """(root, files in order, whether a file was named outright)."""
    path = Path(audio)
    if path.is_file():
        return path.parent, [path], True
    if path.is_dir():
        found = [
            each
            for each in path.rglob("*")
            if each.is_file() and not any(part.startswith(".") for part in each.relative_to(path).parts)
        ]
        return path, sorted(found), False
    found = sorted({Path(each) for each in glob(audio, recursive=True) if Path(each).is_file()})
    if not found:
        raise EscutaError(
            "no such file or folder", file=audio, field="audio", remedy="check the path or the glob"
        )
    fixed: list[str] = []
    for part in path.parts[:-1]:
        if _GLOB_CHARS & set(part):
            break
        fixed.append(part)
    return Path(*fixed), found, False


def _grouped(files: list[CallFile]) -> dict[str, list[CallFile]]:
    """Files by call id: the name without its suffix, unless two would share it."""
    pairs: dict[tuple[str, str], list[CallFile]] = defaultdict(list)
    alone: list[CallFile] = []
    for file in files:
        base, role = _role(file)
        if role is None:
            alone.append(file)
        else:
            pairs[base, file.path.suffix.lower()].append(CallFile(file.path, file.name, role))
    groups: dict[str, list[CallFile]] = {}
    for (base, _), members in pairs.items():
        roles = [member.speaker for member in members]
        if sorted(map(str, roles)) == ["agent", "customer"] and base not in groups:
            groups[base] = sorted(members, key=lambda member: str(member.speaker))
        else:
            alone += members
    stems: dict[str, int] = defaultdict(int)
    for file in alone:
        stems[_stem(file)] += 1
    for file in alone:
        stem = _stem(file)
        groups[stem if stems[stem] == 1 and stem not in groups else file.name] = [file]
    return groups


def _stem(file: CallFile) -> str:
    return file.name[: -len(file.path.suffix)] if file.path.suffix else file.name


def _role(file: CallFile) -> tuple[str, Speaker | None]:
    """The call's name and who speaks, when exactly one word of the file's name says so."""
    folder, slash, name = _stem(file).rpartition("/")
    parts = _SEPARATOR.split(name)
    hits = [index for index, part in enumerate(parts) if part.lower() in _ROLES]
    if len(hits) != 1 or len(parts) == 1:
        return _stem(file), None
    index = hits[0]
    role = Speaker(_ROLES[parts[index].lower()])
    rest = parts[: max(0, index - 1)] + parts[index + 1 :] if index else parts[2:]
    return f"{folder}{slash}{''.join(rest)}", role


def _facts(call_id: str, members: list[CallFile], facts: Mapping[str, CallFacts]) -> CallFacts:
    names = [
        call_id,
        *(name for member in members for name in (member.name, member.path.name, member.path.stem)),
    ]
    return next((facts[name] for name in names if name in facts), CallFacts())
