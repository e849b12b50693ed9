"""Words for values by language and partition: what the other partitions use, development never does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml

from insights.synthetic.people import held_out, name_lists
from insights.synthetic.pii.records import CaseLanguage, CasePartition

PHRASES = files("insights.synthetic.pii").joinpath("phrases")
WORD_LISTS = ("given", "surnames", "streets", "districts", "towns", "mail_words", "products", "organisations")
_SHARED = frozenset(
    {"complements", "mail_hosts", "mail_endings", "name_endings"}
)  # closed classes: not held out

Lists = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """The lists of one locale and partition."""

    lists: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.lists[name]


@lru_cache(maxsize=4)
def _shipped(language: CaseLanguage) -> Lists:
    text = PHRASES.joinpath(language, "words.yaml").read_text(encoding="utf-8")
    lists: dict[str, Any] = yaml.safe_load(text)
    given, surnames = name_lists(language)
    lists["given"] = [*lists["given"], *given]
    lists["surnames"] = [*lists["surnames"], *surnames]
    return lists


def of_locale(node: Any, locale: str) -> list[str]:
    """A list for all locales, or the list of one of them."""
    return list(node.get(locale, ()) if isinstance(node, Mapping) else node or ())


def _split(words: Sequence[str], partition: CasePartition) -> list[str]:
    """Held out by hash; of a short list at least one word is."""
    kept = {word for word in words if held_out(word)}
    if not kept:
        kept = {min(words, key=lambda word: sha256(word.encode()).hexdigest())}
    return [word for word in dict.fromkeys(words) if (word in kept) == (partition != "dev")]


def words_of(locale: str, partition: CasePartition, extra: Lists) -> Words:
    """The shipped words of a partition and those that its phrase files add; those that development has
    in any locale are left out of the others.
    """
    language: CaseLanguage = "pt" if locale.startswith("pt") else "es"
    lists: dict[str, tuple[str, ...]] = {}
    shipped = _shipped(language)
    for name, node in shipped.items():
        words, more = of_locale(node, locale), of_locale(extra.get(name), locale)
        if name not in _SHARED and words:
            words = _split(words, partition)
            if partition != "dev":
                taken = _everywhere(node)
                more = [word for word in more if word not in taken]
                words = [word for word in words if word not in taken] or words
        lists[name] = tuple(dict.fromkeys([*words, *more]))
    return Words(lists)


def _everywhere(node: Any) -> set[str]:
    """The development words of a list in all locales."""
    per_locale = node.values() if isinstance(node, Mapping) else [node]
    return {word for words in per_locale for word in _split(words, "dev")}
