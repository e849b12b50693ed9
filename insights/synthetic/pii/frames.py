"""Templates of little dialogues, and the reader of their YAML files: faults name file, line and field."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from insights.errors import EscutaError
from insights.records import Speaker
from insights.synthetic.pii.kept import KEPT
from insights.synthetic.pii.records import CaseLanguage
from insights.synthetic.pii.settings import LOCALES
from insights.synthetic.pii.slots import SLOTS, locales_of
from insights.synthetic.pii.wordlists import WORD_LISTS

SLOT = re.compile(r"\{([a-z_]+)([2-9]?)\}")
_BRACES = re.compile(r"\{[^}]*\}|[{}]")
_YOURS = re.compile(r"\b(seu|sua|su|tu)\b")
_CONTRACTED = re.compile(r"^de (os?|as?|el) ")
_LABEL = re.compile(r"^([AC]):\s*")
_SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}
SAYINGS = ("fillers", "corrections", "restarts", "nods")
SECTIONS = ("negatives", "openings", "asides", "closings", "readbacks")
_PERSONS = frozenset({"name", "given", "surname", "agent"})
PERSONAL = frozenset(SLOTS) | {"id"}


@dataclass(frozen=True)
class Template:
    """A little dialogue: speakers and texts, for all locales of the language or for some."""

    lines: tuple[tuple[Speaker, str], ...]
    locales: frozenset[str] = frozenset()

    @property
    def slots(self) -> set[str]:
        return {name for _, text in self.lines for name, _ in SLOT.findall(text)}


Templates = tuple[Template, ...]


@dataclass
class Draft:
    """What the files of a language and partition hold so far."""

    frames: dict[str, list[Template]] = field(default_factory=dict)
    sections: dict[str, list[Template]] = field(default_factory=dict)
    lexicon: dict[str, Any] = field(default_factory=dict)
    patterns: list[tuple[str, yaml.Node]] = field(default_factory=list)
    nouns: dict[str, list[str]] = field(default_factory=dict)


class FrameReader:
    """Reads one file into a draft."""

    def __init__(self, file: str, language: CaseLanguage, draft: Draft) -> None:
        self._file, self._language, self._draft = file, language, draft

    def _wrong(self, node: yaml.Node, where: str, problem: str, remedy: str) -> EscutaError:
        line = node.start_mark.line + 1
        return EscutaError(problem, file=self._file, line=line, field=where, remedy=remedy)

    def read(self, text: str) -> None:
        """Add a file's phrases to the draft; raises `EscutaError` for the first fault."""
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            raise EscutaError(
                error.problem or "not YAML",
                file=self._file,
                line=line,
                remedy="mend the YAML (quote templates)",
            ) from None
        for key, node in self._items(root, "file"):
            if key == "frames":
                for slot, templates in self._items(node, key):
                    self._frames(slot, templates)
            elif key in SECTIONS:
                allowed = {"openings": _PERSONS, "closings": _PERSONS, "readbacks": frozenset({"echo"})}
                required = "echo" if key == "readbacks" else None
                made = [
                    self._template(item, key, allowed.get(key, frozenset()), required)
                    for item in self._sequence(node, key)
                ]
                self._draft.sections.setdefault(key, []).extend(made)
            elif key == "patterns":
                for item in self._sequence(node, key):
                    self._draft.patterns.append((self._text(item, key), item))
            elif key == "nouns":
                for slot, nouns in self._items(node, key):
                    if slot not in PERSONAL:
                        raise self._wrong(nouns, f"nouns.{slot}", "no such slot", "use a personal slot")
                    texts = [self._text(item, f"nouns.{slot}") for item in self._sequence(nouns, key)]
                    self._draft.nouns.setdefault(slot, []).extend(texts)
            elif key == "lexicon":
                for name, words in self._items(node, key):
                    self._words(name, words)
            else:
                known = ("frames", "patterns", "nouns", "lexicon", *SECTIONS)
                raise self._wrong(node, key, "unknown section", f"use one of: {', '.join(known)}")

    def spread(self) -> None:
        """Every pattern with every noun: more frames. "seu CPF" is for the agent to say, "o CPF" for both."""
        for slot, nouns in self._draft.nouns.items():
            for text, node in self._draft.patterns:
                customer = any(
                    "{noun}" in line and not line.strip().startswith("A:") for line in text.split("//")
                )
                per_locale: dict[str, list[str]] = {}
                for noun in nouns:
                    at, _, bare = noun.partition(" ") if noun.startswith("@") else ("", "", noun)
                    if not (customer and _YOURS.search(bare)):
                        per_locale.setdefault(at, []).append(bare)
                for at, some in per_locale.items():
                    made = _with_nouns(text, some).replace("{value}", f"{{{slot}}}")
                    template = self._checked(node, f"{at} {made}".strip(), "patterns", PERSONAL, slot)
                    self._draft.frames.setdefault(slot, []).append(template)

    def _items(self, node: yaml.Node | None, where: str) -> list[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise EscutaError(
                "must be a mapping", file=self._file, field=where, remedy="write `key: …` lines"
            )
        return [(key.value, value) for key, value in node.value]

    def _sequence(self, node: yaml.Node, where: str) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._wrong(node, where, "must be a list", "write `- …` lines")
        return list(node.value)

    def _text(self, node: yaml.Node, where: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self._wrong(node, where, "must be a text", 'quote it: "…"')
        return str(node.value)

    def _frames(self, slot: str, node: yaml.Node) -> None:
        where = f"frames.{slot}"
        if slot not in PERSONAL:
            raise self._wrong(node, where, "no such slot", f"use one of: {', '.join(sorted(PERSONAL))}")
        made = [self._template(item, where, PERSONAL, slot) for item in self._sequence(node, where)]
        self._draft.frames.setdefault(slot, []).extend(made)

    def _template(
        self, node: yaml.Node, where: str, personal: frozenset[str], required: str | None
    ) -> Template:
        return self._checked(node, self._text(node, where).strip(), where, personal, required)

    def _checked(
        self, node: yaml.Node, text: str, where: str, personal: frozenset[str], required: str | None
    ) -> Template:
        locales = set(LOCALES[self._language])
        if text.startswith("@"):
            names, _, text = text[1:].partition(" ")
            locales = set(names.split(","))
            if not locales <= set(LOCALES[self._language]):
                raise self._wrong(
                    node, where, f"no such locale: @{names}", f"use {', '.join(LOCALES[self._language])}"
                )
        if text.count("[") != text.count("]"):
            raise self._wrong(node, where, "brackets do not match", "close every [a|b|c]")
        lines = []
        for line in text.split("//"):
            label = _LABEL.match(line.strip())
            body = line.strip()[label.end() :] if label else line.strip()
            if not body:
                raise self._wrong(node, where, "an empty turn", "write text after every `A:`, `C:` and `//`")
            lines.append((_SPEAKERS[label.group(1)] if label else Speaker.CUSTOMER, body))
        template = Template(tuple(lines), frozenset(locales))
        for brace in _BRACES.findall(text):
            match = SLOT.fullmatch(brace)
            if not match or match.group(1) not in personal | KEPT.keys() | {"id_name"}:
                raise self._wrong(node, where, f"slot not allowed here: {brace}", "see the list of slots")
        if required is not None and required not in template.slots:
            raise self._wrong(node, where, f"{{{required}}} is missing", "a frame says the value it is about")
        for slot in template.slots & SLOTS.keys():
            locales &= locales_of(slot)
        if not locales:
            raise self._wrong(node, where, "no locale has all of its slots", "give it the right @locale")
        return Template(template.lines, frozenset(locales))

    def _words(self, name: str, node: yaml.Node) -> None:
        where = f"lexicon.{name}"
        if name not in SAYINGS + WORD_LISTS:
            raise self._wrong(node, where, "no such list", f"use one of: {', '.join(SAYINGS + WORD_LISTS)}")
        if isinstance(node, yaml.MappingNode):
            per_locale = dict(self._items(node, where))
            wrong = [key for key in per_locale if key not in LOCALES[self._language]]
            if wrong:
                raise self._wrong(node, where, f"no such locale: {wrong[0]}", "use pt-BR, pt-PT, es-ES, …")
            lists = {
                key: [self._text(x, where) for x in self._sequence(v, where)] for key, v in per_locale.items()
            }
        else:
            words = [self._text(item, where) for item in self._sequence(node, where)]
            lists = dict.fromkeys(LOCALES[self._language], words)
        known = self._draft.lexicon.setdefault(name, {})
        for locale, more in lists.items():
            known[locale] = [*known.get(locale, ()), *more]


def _with_nouns(text: str, nouns: list[str]) -> str:
    """The nouns as a choice; "de" melts with their articles."""
    for verb, words in (
        ("de {noun}", [_CONTRACTED.sub(_contract, f"de {n}") for n in nouns]),
        ("{noun}", nouns),
    ):
        text = text.replace(verb, f"[{'|'.join(words)}]")
    return text


def _contract(match: re.Match[str]) -> str:
    return {"o": "do", "a": "da", "os": "dos", "as": "das", "el": "del"}[match.group(1)] + " "
