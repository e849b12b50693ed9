"""A tenant's words: what is said or misheard, mapped to the form the tenant writes ("plano familia" →
"plano Família").

Variants that the tenant lists come first; then words that sound like a term or are spelt almost like it.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from insights.resources import data_dir
from insights.text.mishearing import Form, Mishearings
from insights.text.terms import Term, read_terms
from insights.text.tokens import Document, Kind, fold, tokenise

__all__ = ["Glossary", "Term", "load_glossary"]

_MOST_ROUNDS = 4
_MOST_KNOWN = 20_000
_MOST_WORDS = 6
_LIKE_ENOUGH = 88.0
_WORD = re.compile(r"[\w\u0300-\u036f]+")
_TENANT = re.compile(r"^[a-z0-9][a-z0-9_-]*$")


class _Known(dict[str, bool]):
    """Whether a term may begin with a word, remembered; bounded."""

    def __init__(self, judge: Callable[[str], bool]) -> None:
        self._judge = judge

    def __missing__(self, word: str) -> bool:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[word] = answer = self._judge(word)
        return answer


class Glossary:
    """Terms of one tenant. Whole words, without regard to case or accents, the longest first; then words that
    sound or look almost like a term."""

    def __init__(
        self, terms: Iterable[Term], *, fuzzy: float | None = None, phonetic: bool | None = None
    ) -> None:
        """`fuzzy`: least similarity (0–100) at which a misspelt term counts, 0 for never; `phonetic`: whether
        a term counts that is spelt otherwise but sounds the same. Both for terms of seven letters or
        more, and not for terms with settings of their own."""
        self._forms: dict[tuple[str, ...], str] = {}
        self._near: list[Form] = []
        self.terms = tuple(terms)
        default = _LIKE_ENOUGH if fuzzy is None else fuzzy
        for term in self.terms:
            for form in (*term.variants, term.canonical):
                words = tuple(tokenise(form, "").norms)
                if not words:
                    continue
                self._forms[words] = term.canonical
                self._near.append(
                    Form(
                        tuple(_WORD.findall(form.lower())),
                        term.canonical,
                        default if term.fuzzy is None else term.fuzzy,
                        phonetic is not False if term.phonetic is None else term.phonetic,
                    )
                )
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in self._forms:
            self._by_first.setdefault(words[0], []).append(words)
        for options in self._by_first.values():
            options.sort(key=len, reverse=True)
        # A form that begins with a vowel ("a natel") is looked for by two words: every text has the first.
        vowels = {words for words in self._forms if len(words) > 1 and set(words[0]) <= set("aeiou")}
        self._pairs = {words[:2] for words in vowels}
        self._firsts = {words[0] for words in self._forms.keys() - vowels}
        self._languages: dict[str, tuple[Mishearings, _Known]] = {}

    def apply(self, text: str, language: str) -> str:
        """The text with every term in its canonical form. Idempotent."""
        if not self._forms:
            return text
        near, known = self._of(language)
        for _ in range(_MOST_ROUNDS):
            # A canonical form may complete a longer term with the word after it.
            if not (any(map(known.__getitem__, _WORD.findall(text.lower()))) or self._paired(text)):
                break
            written = self._once(text, language, near, known)
            if written == text:
                break
            text = written
        return text

    def _paired(self, text: str) -> bool:
        return bool(self._pairs) and not self._pairs.isdisjoint(pairwise(_WORD.findall(fold(text))))

    def _of(self, language: str) -> tuple[Mishearings, _Known]:
        if language not in self._languages:
            near = Mishearings(self._near, language)

            def judge(word: str) -> bool:
                return tokenise(word, "").norms[0] in self._firsts or near.may_begin(word)

            self._languages[language] = near, _Known(judge)
        return self._languages[language]

    def _once(self, text: str, language: str, near: Mishearings, known: _Known) -> str:
        document = tokenise(text, language)
        norms, kinds = document.norms, document.kinds
        out: list[str] = []
        position = 0
        index = 0
        while index < len(norms):
            match = None
            if kinds[index] in (Kind.WORD, Kind.NUMBER):
                match = self._match(norms, index)
                if match is None and known[document.raw(index, index + 1).lower()]:
                    match = _nearly(document, index, near)
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
        return None


def _nearly(document: Document, index: int, near: Mishearings) -> tuple[int, str] | None:
    last = index
    while last < len(document) and last - index < _MOST_WORDS and document.norms[last].isalpha():
        if document.kinds[last] is not Kind.WORD or (last > index and document.touches(last)):
            break
        last += 1
    return near.match([document.raw(k, k + 1).lower() for k in range(index, last)]) if last > index else None


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" ¿¡\"'")[-1:]
    return (before == "" and start <= 8) or before in ".?!…\n"


def load_glossary(
    tenant: str,
    language: str,
    *,
    locale: str | None = None,
    folder: Path | None = None,
    fuzzy: float | None = None,
) -> Glossary:
    """A tenant's glossary; a tenant without a file has an empty one. `fuzzy` counts before the file's own.

    Raises `EscutaError` for a malformed file.
    """
    path = (folder or data_dir() / "glossaries") / f"{tenant}.yaml"
    if not _TENANT.match(fold(tenant)) or not path.is_file():
        return Glossary(())
    state = path.stat()
    return _load(path, (state.st_mtime_ns, state.st_size), language, locale, fuzzy)


@lru_cache(maxsize=64)
def _load(
    path: Path, state: tuple[int, int], language: str, locale: str | None, fuzzy: float | None
) -> Glossary:
    """`state` changes with the file, so that a changed file is read again."""
    found = read_terms(path, language)
    terms = [term for term in found.terms if locale is None or not term.locales or locale in term.locales]
    return Glossary(terms, fuzzy=found.fuzzy if fuzzy is None else fuzzy, phonetic=found.phonetic)
