"""A tenant's words: what is said or misheard, mapped to the form the tenant writes ("plano familia" →
"plano Família").

File: `data/glossaries/<tenant>.yaml` with `name: {language: …}` and `terms: {language: [{canonical,
variants, locales}]}`;
a flat list of terms with a `language` field each is read too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from insights.errors import EscutaError
from insights.resources import data_dir
from insights.text.tokens import Kind, fold, tokenise

_MOST_ROUNDS = 4


@dataclass(frozen=True)
class Term:
    """A canonical form and the other ways it is said. Without locales it holds everywhere."""

    canonical: str
    variants: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()


class Glossary:
    """Terms of one tenant in one language. Whole words, without regard to case or accents, the longest
    first."""

    def __init__(self, terms: Iterable[Term], *, fuzzy: float | None = None) -> None:
        """`fuzzy`: least similarity (0–100) at which a misspelt variant of two words or more counts; off by
        default."""
        self._forms: dict[tuple[str, ...], str] = {}
        for term in terms:
            for form in (*term.variants, term.canonical):
                words = _words(form)
                if words:
                    self._forms[words] = term.canonical
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in self._forms:
            self._by_first.setdefault(words[0], []).append(words)
        for options in self._by_first.values():
            options.sort(key=len, reverse=True)
        self._fuzzy = fuzzy
        self._long_forms = {" ".join(words): words for words in self._forms if len(words) > 1}

    def apply(self, text: str, language: str) -> str:
        """The text with every term in its canonical form. Idempotent."""
        for _ in range(_MOST_ROUNDS):
            # A canonical form may complete a longer term with the word after it.
            written = self._once(text, language)
            if written == text:
                break
            text = written
        return text

    def _once(self, text: str, language: str) -> str:
        document = tokenise(text, language)
        norms, kinds = document.norms, document.kinds
        out: list[str] = []
        position = 0
        index = 0
        while index < len(norms):
            match = self._match(norms, index) if kinds[index] in (Kind.WORD, Kind.NUMBER) else None
            if match is None:
                index += 1
                continue
            length, canonical = match
            start, end = document.starts[index], document.ends[index + length - 1]
            if text[start : start + 1].isupper() and canonical[:1].islower() and _opens_sentence(text, start):
                canonical = canonical[:1].upper() + canonical[1:]
            out += [text[position:start], canonical]
            position = end
            index += length
        out.append(text[position:])
        return "".join(out)

    def _match(self, norms: list[str], index: int) -> tuple[int, str] | None:
        for words in self._by_first.get(norms[index], ()):
            if tuple(norms[index : index + len(words)]) == words:
                return len(words), self._forms[words]
        return self._nearly(norms, index) if self._fuzzy is not None else None

    def _nearly(self, norms: list[str], index: int) -> tuple[int, str] | None:
        from rapidfuzz import fuzz, process

        for length in (4, 3, 2):
            words = norms[index : index + length]
            if len(words) < length or not all(word.isalnum() for word in words):
                continue
            best = process.extractOne(
                " ".join(words), list(self._long_forms), scorer=fuzz.ratio, score_cutoff=self._fuzzy
            )
            if best is not None and len(self._long_forms[best[0]]) == length:
                return length, self._forms[self._long_forms[best[0]]]
        return None


def _words(form: str) -> tuple[str, ...]:
    return tuple(tokenise(form, "").norms)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" ¿¡\"'")[-1:]
    return before == "" or before in ".?!…\n"


_FORM = re.compile(r"^[a-z0-9][a-z0-9_-]*$")


def load_glossary(
    tenant: str,
    language: str,
    *,
    locale: str | None = None,
    folder: Path | None = None,
    fuzzy: float | None = None,
) -> Glossary:
    """A tenant's glossary; a tenant without a file has an empty one. Raises `EscutaError` for a malformed
    file."""
    if not _FORM.match(fold(tenant)):
        return Glossary((), fuzzy=fuzzy)
    return _load((folder or data_dir() / "glossaries") / f"{tenant}.yaml", language, locale, fuzzy)


@lru_cache(maxsize=64)
def _load(path: Path, language: str, locale: str | None, fuzzy: float | None) -> Glossary:
    if not path.is_file():
        return Glossary((), fuzzy=fuzzy)
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise EscutaError(
            "not valid YAML", file=path, line=mark.line + 1 if mark else None, remedy="mend the file's syntax"
        ) from None
    if not isinstance(document, dict):
        raise EscutaError("not a mapping", file=path, remedy="write `terms:` with a list per language")
    terms = [term for term in _terms(document, language, path) if _holds(term, locale)]
    name = document.get("name")
    own = name.get(language) if isinstance(name, dict) else name
    return Glossary([*terms, *([Term(str(own))] if own else [])], fuzzy=fuzzy)


def _holds(term: Term, locale: str | None) -> bool:
    return locale is None or not term.locales or locale in term.locales


def _terms(document: Mapping[str, Any], language: str, path: Path) -> Iterable[Term]:
    nodes = document.get("terms") or []
    listed = nodes.get(language) or [] if isinstance(nodes, dict) else nodes
    for number, node in enumerate(listed, start=1):
        if not isinstance(node, dict) or not isinstance(node.get("canonical"), str):
            raise EscutaError(
                "a term needs `canonical`",
                file=path,
                field=f"terms[{number}]",
                remedy="give the form to be written",
            )
        if node.get("language", language) == language:
            variants = tuple(str(variant) for variant in node.get("variants") or ())
            yield Term(node["canonical"], variants, tuple(node.get("locales") or ()))
