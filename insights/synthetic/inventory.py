"""Phrase inventories: the YAML files beside this module, read once and checked.

A list of phrases is a mapping `train: / val: / test:` of templates; every template belongs to one partition.
A template may open with `~` (the evidence is implicit) and `@locale` (only there). `A: … // C: …` is an
exchange of several turns; without a label the speaker is the list's own.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from insights.errors import EscutaError
from insights.records import InsightType, Partition, Speaker
from insights.synthetic.grammar import slots_of
from insights.synthetic.settings import LOCALES

PARTITIONS: tuple[Partition, ...] = ("train", "val", "test")
_LABEL = re.compile(r"^([AC]):\s*")
_SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}


@dataclass(frozen=True)
class Phrase:
    """One template: its lines with their speakers."""

    lines: tuple[tuple[Speaker, str], ...]
    implicit: bool = False
    locale: str | None = None
    source: str = ""

    @property
    def slots(self) -> set[str]:
        return set().union(*(slots_of(text) for _, text in self.lines))


@dataclass(frozen=True)
class PhraseList:
    """Templates of one purpose, by partition."""

    name: str
    phrases: dict[Partition, tuple[Phrase, ...]]

    def pick(self, partition: Partition, locale: str, rng: Random) -> Phrase:
        """A phrase of the partition that fits the locale."""
        fitting = [p for p in self.phrases[partition] if p.locale in (None, locale)]
        return rng.choice(fitting)


@dataclass(frozen=True)
class Kind:
    """A reason for calling: how it is said and what the operator should be told."""

    name: str
    opening: PhraseList
    messages: dict[InsightType, str]
    motives: dict[str, PhraseList]
    labels: dict[str, str]


@dataclass(frozen=True)
class Inventory:
    """All phrases of a language."""

    language: str
    kinds: dict[str, Kind]
    lists: dict[str, PhraseList]
    lexicon: dict[str, Any]
    rewrites: dict[str, tuple[tuple[re.Pattern[str], str], ...]]


def parse_phrase(text: str, speaker: Speaker) -> Phrase:
    """Read one template of a phrase list."""
    source, implicit, locale = text, False, None
    text = text.strip()
    while text[:1] in ("~", "@"):
        if text[0] == "~":
            implicit, text = True, text[1:].strip()
        else:
            locale, text = text[1:].split(maxsplit=1)
    lines = []
    for line in text.split("//"):
        line = line.strip()
        label = _LABEL.match(line)
        lines.append((_SPEAKERS[label.group(1)], line[label.end() :]) if label else (speaker, line))
    return Phrase(tuple(lines), implicit, locale, source)


def _phrase_list(name: str, node: Any, speaker: Speaker, language: str, file: str) -> PhraseList:
    phrases: dict[Partition, tuple[Phrase, ...]] = {}
    for partition in PARTITIONS:
        templates = node.get(partition) if isinstance(node, dict) else None
        if not templates:
            raise EscutaError(
                "no templates", file=file, field=f"{name}.{partition}", remedy="add at least one"
            )
        parsed = tuple(parse_phrase(template, speaker) for template in templates)
        for locale in LOCALES[language]:
            if not any(p.locale in (None, locale) for p in parsed):
                raise EscutaError(
                    f"no template for {locale}", file=file, field=f"{name}.{partition}", remedy="add one"
                )
        phrases[partition] = parsed
    return PhraseList(name, phrases)


@lru_cache(maxsize=4)
def inventory(language: str) -> Inventory:
    """Read and check the phrase files of a language ("pt" or "es")."""
    root = files("insights.synthetic").joinpath("phrases", language)
    kinds: dict[str, Kind] = {}
    lists: dict[str, PhraseList] = {}
    lexicon: dict[str, Any] = {}
    for entry in sorted(root.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        document = yaml.safe_load(entry.read_text(encoding="utf-8"))
        stem = entry.name.removesuffix(".yaml")
        if stem == "lexicon":
            lexicon = document
        elif "messages" in document:
            speaker = _SPEAKERS[document.get("speaker", "C")]
            motives = document.get("motives", {})
            kinds[stem] = Kind(
                name=stem,
                opening=_phrase_list(f"{stem}.opening", document["opening"], speaker, language, entry.name),
                messages={InsightType(key): text for key, text in document["messages"].items()},
                motives={
                    key: _phrase_list(f"{stem}.motives.{key}", node, speaker, language, entry.name)
                    for key, node in motives.items()
                },
                labels={key: node["label"] for key, node in motives.items()},
            )
        else:
            for key, node in document.items():
                speaker = _SPEAKERS[node.get("speaker", "C")]
                lists[f"{stem}.{key}"] = _phrase_list(f"{stem}.{key}", node, speaker, language, entry.name)
    rewrites = {
        locale: tuple((re.compile(pattern, re.IGNORECASE), new) for pattern, new in rules)
        for locale, rules in lexicon.get("rewrites", {}).items()
    }
    return Inventory(language, kinds, lists, lexicon, rewrites)
