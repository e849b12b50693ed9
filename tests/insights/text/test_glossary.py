"""Tenants' words."""

from pathlib import Path

import pytest

from insights.errors import EscutaError
from insights.text.glossary import Glossary, Term, load_glossary

TERMS = [
    Term("plano Família", ("plano familia", "plano da família")),
    Term("Procon", ("pro com", "procom"), ("pt-BR",)),
    Term("plano Família Plus"),
]


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


def test_misspelt_terms_only_when_asked() -> None:
    assert Glossary(TERMS).apply("plano famila", "pt") == "plano famila"
    assert Glossary(TERMS, fuzzy=90).apply("o plano famila", "pt") == "o plano Família"


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


def test_a_tenant_without_a_file_changes_nothing(tmp_path: Path) -> None:
    assert load_glossary("nobody", "pt", folder=tmp_path).apply("plano familia", "pt") == "plano familia"


def test_a_term_without_its_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text("terms: {pt: [{variants: [a]}]}", encoding="utf-8")
    with pytest.raises(EscutaError, match="canonical"):
        load_glossary("acme", "pt", folder=tmp_path)
