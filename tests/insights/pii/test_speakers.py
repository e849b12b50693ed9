"""Who speaks in a chat, and what is nobody's in what people write."""

import pytest

from insights.pii import Scrubber


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("[09:13, 14/03/2025] Rosinha Alves: 1", ["Rosinha Alves"]),
        ("05/12 18:25 - Tião da Roça: deu certo", ["Tião da Roça"]),
        ("09:42 Sr. Kazuo: bom dia", ["Kazuo"]),
        ("PagFácil | Anderson S.: anotado", ["Anderson S."]),
        ("05/12 18:25 - NetSerra: anotado", []),
        ("Refrigeração João Batista: Temos sim, original", []),
    ],
)
def test_who_speaks_is_a_person_or_a_firm(scrubber: Scrubber, text: str, people: list[str]) -> None:
    assert [text[span.start : span.end] for span in scrubber.detect(text, "pt")] == people


@pytest.mark.parametrize(
    "text",
    [
        "Palmela, 18 de setembro de 2024",
        "Liguei no 0800 086 0800 e nada",
        "A parcela do Contrato 227/2023 com a empresa",
        "Os códigos EAN 7891000315507 e 7896045104482 saem de linha",
        "Mandaram ele pra EMEF Padre Anchieta",
    ],
)
def test_what_is_public_stays(scrubber: Scrubber, text: str) -> None:
    assert not scrubber.detect(text, "pt")
