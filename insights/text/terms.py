"""The file of a tenant's terms: `data/glossaries/<tenant>.yaml`.

    name: {pt: Alva Telecom}
    fuzzy: 88              # optional; least similarity (0–100) of a misspelt term, 0 for never
    phonetic: true         # optional; whether a term counts that sounds the same
    terms:
      pt:
        - {canonical: "plano Família", variants: ["plano da família"], locales: [pt-BR], fuzzy: 95}

A flat list of terms with a `language` field each is read too. Other fields are left alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from insights.errors import EscutaError


@dataclass(frozen=True)
class Term:
    """A canonical form and the other ways it is said. Without locales it holds everywhere."""

    canonical: str
    variants: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    fuzzy: float | None = None  # None: as the glossary has it
    phonetic: bool | None = None


@dataclass(frozen=True)
class TermFile:
    """What a file says for one language."""

    terms: tuple[Term, ...]
    fuzzy: float | None = None
    phonetic: bool | None = None


def read_terms(path: Path, language: str) -> TermFile:
    """Raises `EscutaError` with line and field for a malformed file."""
    text = path.read_text(encoding="utf-8")
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise EscutaError("not valid YAML", file=path, line=line, remedy="mend the file's syntax") from None
    reader = _Reader(path, text, language)
    if not isinstance(document, dict):
        raise reader.error("not a mapping", "write `terms:` with a list per language")
    terms = list(reader.terms(document))
    name = document.get("name")
    own = name.get(language) if isinstance(name, dict) else name
    if own:
        terms.append(Term(str(own)))
    return TermFile(tuple(terms), reader.similarity(document, "fuzzy"), reader.choice(document, "phonetic"))


class _Reader:
    """Checks fields and knows where they stand."""

    def __init__(self, path: Path, text: str, language: str) -> None:
        self._path = path
        self._text = text
        self._language = language

    def error(self, problem: str, remedy: str, *place: str | int) -> EscutaError:
        field = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place)
        return EscutaError(
            problem,
            file=self._path,
            line=self._line(place),
            field=field.lstrip(".") or None,
            remedy=remedy,
        )

    def _line(self, place: tuple[str | int, ...]) -> int | None:
        node: Any = yaml.compose(self._text)
        line = None
        for step in place:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
            if node is None:
                break
            line = node.start_mark.line + 1
        return line

    def terms(self, document: Mapping[str, Any]) -> Iterator[Term]:
        nodes = document.get("terms") or []
        place: tuple[str | int, ...] = ("terms",)
        if isinstance(nodes, dict):
            nodes = nodes.get(self._language) or []
            place = ("terms", self._language)
        if not isinstance(nodes, list):
            raise self.error("not a list", "write one term a line: `- {canonical: …}`", *place)
        for number, node in enumerate(nodes):
            here = (*place, number)
            if not isinstance(node, dict) or not _said(node.get("canonical")):
                raise self.error("a term needs `canonical`", "give the form to be written", *here)
            if node.get("language", self._language) == self._language:
                yield Term(
                    node["canonical"],
                    self._texts(node, "variants", *here),
                    self._texts(node, "locales", *here),
                    self.similarity(node, "fuzzy", *here),
                    self.choice(node, "phonetic", *here),
                )

    def _texts(self, node: Mapping[str, Any], name: str, *place: str | int) -> tuple[str, ...]:
        found = node.get(name)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(_said(each) for each in found):
            raise self.error(f"`{name}` is no list of texts", 'write it as ["one", "two"]', *place, name)
        return tuple(str(each) for each in found)

    def similarity(self, node: Mapping[str, Any], name: str, *place: str | int) -> float | None:
        found = node.get(name)
        if found is None:
            return None
        if found is False:
            return 0.0
        if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 100:
            raise self.error(f"`{name}` is no similarity", "a number from 0 (never) to 100", *place, name)
        return float(found)

    def choice(self, node: Mapping[str, Any], name: str, *place: str | int) -> bool | None:
        found = node.get(name)
        if found is not None and not isinstance(found, bool):
            raise self.error(f"`{name}` is neither true nor false", "write true or false", *place, name)
        return found


def _said(value: object) -> bool:
    """A text, or a number that stands for itself ("360")."""
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(str(value).strip())
