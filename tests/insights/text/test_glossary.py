"""Tenants' words."""

import os
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.errors import EscutaError
from insights.synthetic import CorpusSettings, generate
from insights.text.glossary import Glossary, Term, load_glossary

TERMS = [
    Term("plano Família", ("plano familia", "plano da família")),
    Term("Procon", ("pro com", "procom"), ("pt-BR",)),
    Term("plano Família Plus"),
]
TENANTS = ("banco", "energia", "saude", "telecom")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("quero o plano familia", "quero o plano Família"),
        ("o plano da família plus", "o plano Família Plus"),
        ("o PLANO FAMÍLIA PLUS", "o plano Família Plus"),
        ("vou ao procom", "vou ao Procon"),
        ("vou aos procoms", "vou aos procoms"),
        ("Plano familia? Sim.", "Plano Família? Sim."),
    ],
)
def test_variants_become_canonical(said: str, written: str) -> None:
    glossary = Glossary(TERMS)
    assert glossary.apply(said, "pt") == written
    assert glossary.apply(written, "pt") == written


@pytest.mark.parametrize(
    ("tenant", "language", "said", "written"),
    [
        ("telecom", "pt", "o plano famila", "o plano Família"),
        ("telecom", "pt", "o prano famiglia", "o plano Família"),
        ("telecom", "pt", "na loja cêntro ou na tecnochop", "na Loja Centro ou na Tecno Shop"),
        ("telecom", "pt", "o livro de reclamasões da alva telecon", "o livro de reclamações da Alva Telecom"),
        ("banco", "pt", "a poupanssa futuro", "a poupança Futuro"),
        ("energia", "es", "la tarifa berde", "la tarifa Verde"),
        ("saude", "es", "la cobertura ospitalaria", "la cobertura Hospitalaria"),
    ],
)
def test_what_no_variant_names_is_heard_too(tenant: str, language: str, said: str, written: str) -> None:
    assert load_glossary(tenant, language).apply(said, language) == written


@pytest.mark.parametrize(
    "said",
    [
        "a linha fica muda",
        "os planos família",
        "o plano controla tudo",
        "viagens mais caras",
        "as ouvidorias",
        "[CPF_1] plano [CPF_2] família 529",
        "plano, família",
    ],
)
def test_ordinary_words_are_no_terms(said: str) -> None:
    assert load_glossary("telecom", "pt").apply(said, "pt") == said


def test_a_glossary_may_take_no_mishearings() -> None:
    strict = Glossary(TERMS, fuzzy=0, phonetic=False)
    assert strict.apply("plano famila, plano familha", "pt") == "plano famila, plano familha"
    sounding = Glossary(TERMS, fuzzy=0)
    assert sounding.apply("plano famila, plano familha", "pt") == "plano famila, plano Família"
    own = Glossary([Term("plano Família", fuzzy=0, phonetic=False)])
    assert own.apply("plano famila, plano familha", "pt") == "plano famila, plano familha"


# One slip a word: what stands and what is written for it.
_SLIPS = {
    "pt": r"""
        ss/ç ç/ss c(?=[ei])/s s(?=[ei])/c z/s ch/x x/ch g(?=[ei])/j j(?=[ei])/g qu(?=[ei])/k c(?=[aou])/k ^h/
        m(?=[pb])/n l$/u lh/li (?<=[a-z])e$/i (?<=[a-z])o$/u ou/o ão$/am é/e ã/an í/i r$/
        """,
    "es": r"""
        z/s s/z c(?=[ei])/s b/v v/b ^h/ ll/y y/ll g(?=[ei])/j j(?=[ei])/g qu(?=[ei])/k c(?=[aou])/k
        m(?=[pb])/n ct/t á/a é/e í/i ó/o
        """,
}


def misheard(term: str, language: str, rng: Random) -> str:
    """The term with one or two slips of spelling that sound the same."""
    said = term.lower()
    for _ in range(rng.randint(1, 2)):
        words = said.split()
        slipped = set()
        for at, word in enumerate(words):
            for slip in _SLIPS[language].split():
                pattern, _, new = slip.partition("/")
                slipped.add(" ".join([*words[:at], re.sub(pattern, new, word, count=1), *words[at + 1 :]]))
        said = rng.choice(sorted(slipped - {said}) or [said])
    return said


@pytest.mark.parametrize("language", ["pt", "es"])
def test_terms_are_found_however_they_are_spelt(language: str) -> None:
    rng = Random(7)
    found = tried = 0
    for tenant in TENANTS:
        glossary = load_glossary(tenant, language)
        for term in sorted({term.canonical for term in glossary.terms}):
            if len(term.replace(" ", "")) < 7:
                continue
            for _ in range(40):
                said = misheard(term, language, rng)
                if said == term.lower():
                    continue
                tried += 1
                found += glossary.apply(f"quero {said}, sim", language) == f"quero {term}, sim"
    assert tried > 1000
    assert found >= 0.95 * tried


def test_calls_of_other_tenants_stay() -> None:
    """A tenant's mishearings are not found in what is said about another's products."""
    turns = 0
    for call in generate(CorpusSettings(calls=30, seed=11)):
        for tenant in TENANTS:
            exact = Glossary(load_glossary(tenant, call.language).terms, fuzzy=0, phonetic=False)
            near = load_glossary(tenant, call.language)
            if tenant != call.tenant:
                for turn in call.turns:
                    turns += 1
                    assert near.apply(turn.text, call.language) == exact.apply(turn.text, call.language)
    assert turns > 500


_PIECES = st.sampled_from(
    ["plano", "prano", "familia", "famila", "da", "plus", "pro", "com", "procon", ",", ".", "[CPF_1]", "120"]
)


@given(st.lists(_PIECES, max_size=12).map(" ".join) | st.text(), st.sampled_from(["pt", "es"]))
def test_applying_twice_changes_nothing(text: str, language: str) -> None:
    once = Glossary(TERMS).apply(text, language)
    assert Glossary(TERMS).apply(once, language) == once
    assert once.count("[CPF_1]") == text.count("[CPF_1]")
    assert once.count("120") == text.count("120")


def test_a_file_by_language_and_locale(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        "name: {pt: Acme Fibra}\nterms:\n  pt:\n"
        "    - {canonical: Procon, variants: [procom], locales: [pt-BR]}\n",
        encoding="utf-8",
    )
    assert (
        load_glossary("acme", "pt", folder=tmp_path).apply("procom da acme fibra", "pt")
        == "Procon da Acme Fibra"
    )
    assert load_glossary("acme", "pt", locale="pt-PT", folder=tmp_path).apply("procom", "pt") == "procom"
    assert load_glossary("acme", "es", folder=tmp_path).apply("procom", "es") == "procom"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("fuzzy: 0\nterms: [{canonical: Fibra Veloz}]", encoding="utf-8")
    assert load_glossary("acme", "pt", folder=tmp_path).apply("fibra velor", "pt") == "fibra velor"
    path.write_text("terms: [{canonical: Fibra Veloz, fuzzy: 80}]", encoding="utf-8")
    os.utime(path, (1, 1))
    assert load_glossary("acme", "pt", folder=tmp_path).apply("fibra velox", "pt") == "Fibra Veloz"


def test_a_tenant_without_a_file_changes_nothing(tmp_path: Path) -> None:
    assert load_glossary("nobody", "pt", folder=tmp_path).apply("plano familia", "pt") == "plano familia"


@pytest.mark.parametrize(
    ("content", "line", "field"),
    [
        ("terms:\n  pt:\n    - {canonical: Procon}\n    - {variants: [a]}", 4, "terms.pt[2]"),
        ("terms:\n  pt:\n    - canonical: Procon\n      variants: procom", 4, "terms.pt[1].variants"),
        ("fuzzy: lots\nterms: {pt: []}", 1, "fuzzy"),
        ("terms:\n  pt:\n    - canonical: Procon\n      phonetic: maybe", 4, "terms.pt[1].phonetic"),
        ("terms: {pt: Procon}", 1, "terms.pt"),
        ("terms: [", 1, None),
        ("- a", None, None),
    ],
)
def test_a_malformed_file_is_named_with_its_place(
    tmp_path: Path, content: str, line: int | None, field: str | None
) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(EscutaError) as raised:
        load_glossary("acme", "pt", folder=tmp_path)
    assert (raised.value.file, raised.value.line, raised.value.field) == (str(path), line, field)
    assert raised.value.remedy
