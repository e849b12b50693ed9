"""The phrases around the values, of a language and partition: all of its files, read once and checked.

`python -m insights.synthetic.pii.phrasebook` checks all of them and counts.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from insights.errors import EscutaError
from insights.synthetic.pii.frames import SAYINGS, SECTIONS, Draft, FrameReader, Templates
from insights.synthetic.pii.records import CaseLanguage, CasePartition
from insights.synthetic.pii.settings import LOCALES
from insights.synthetic.pii.slots import locales_of
from insights.synthetic.pii.wordlists import PHRASES, of_locale

COMMON = (
    "name", "given", "phone", "email", "address", "birth", "postcode", "cpf", "cnpj", "rg", "cnh", "nif",
    "cc", "dni", "nie", "cif", "curp", "rfc", "cuit", "cedula", "nit", "rut", "card", "expiry", "cvv", "iban",
    "account", "protocol", "pin", "pix",
)  # fmt: skip


@dataclass(frozen=True)
class Phrasebook:
    """All phrases of one language and partition."""

    frames: Mapping[str, Templates]
    sections: Mapping[str, Templates]
    lexicon: Mapping[str, Any]


@lru_cache(maxsize=8)
def phrasebook(language: CaseLanguage, partition: CasePartition) -> Phrasebook:
    """Read and check the files of a language and partition."""
    draft = Draft()
    folder = PHRASES.joinpath(language)
    names = sorted(entry.name for entry in folder.iterdir())
    for name in names:
        if name.startswith(partition) and name.endswith(".yaml"):
            reader = FrameReader(f"{language}/{name}", language, draft)
            reader.read(folder.joinpath(name).read_text(encoding="utf-8"))
    FrameReader(f"{language}/{partition}*.yaml", language, draft).spread()
    _complete(draft, language, partition)
    return Phrasebook(
        {slot: tuple(made) for slot, made in draft.frames.items()},
        {key: tuple(made) for key, made in draft.sections.items()},
        draft.lexicon,
    )


def _complete(draft: Draft, language: CaseLanguage, partition: CasePartition) -> None:
    """Every locale can say every common value, and has what the forms need."""
    file = f"{language}/{partition}*.yaml"
    for locale in LOCALES[language]:
        for slot in COMMON:
            if locale in locales_of(slot) and not any(
                locale in t.locales for t in draft.frames.get(slot, ())
            ):
                raise EscutaError(
                    f"no frame for {locale}", file=file, field=f"frames.{slot}", remedy="add some"
                )
        for section in SECTIONS:
            if not any(locale in t.locales for t in draft.sections.get(section, ())):
                raise EscutaError(f"none for {locale}", file=file, field=section, remedy="add some")
        for name in SAYINGS:
            if not of_locale(draft.lexicon.get(name), locale):
                raise EscutaError(f"none for {locale}", file=file, field=f"lexicon.{name}", remedy="add some")


def _main() -> int:
    failed = 0
    for language in LOCALES:
        for partition in get_args(CasePartition):
            try:
                book = phrasebook(language, partition)
            except EscutaError as error:
                print(error, file=sys.stderr)
                failed = 2
                continue
            frames = {slot: len(made) for slot, made in sorted(book.frames.items())}
            sections = {key: len(made) for key, made in book.sections.items()}
            print(language, partition, sum(frames.values()), "frames", frames, sections)
    return failed


if __name__ == "__main__":
    sys.exit(_main())
