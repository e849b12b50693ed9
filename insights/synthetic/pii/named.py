"""Chunks of names and addresses."""

from random import Random

from insights.synthetic.pii.chunks import Chunk, Say, same
from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.settings import Form
from insights.synthetic.pii.values import Value

_SHORT = {
    "rua ": "r ", "avenida ": "av ", "travessa ": "tv ", "praça ": "pça ", "alameda ": "al ",
    "estrada ": "estr ",
    "calle ": "c/ ", "plaza ": "pza ", "carretera ": "ctra ", "carrera ": "cra ", "paseo ": "pº ",
    "pasaje ": "pje ", "boulevard ": "blvd ", "apartamento ": "ap ", "departamento ": "dpto ",
    "bloco ": "bl ", "colonia ": "col ", "interior ": "int ", "quadra ": "qd ", "lote ": "lt ",
    "apto ": "ap ", "jirón ": "jr ",
}  # fmt: skip
_NUMBER_WORD = {"pt": ("número", "número", "", "no número"), "es": ("número", "número", "", "al")}
_ORDINALS = {
    "pt": {"1º": "primeiro", "2º": "segundo", "3º": "terceiro", "4º": "quarto", "5º": "quinto", "6º": "sexto"}
    | {"7º": "sétimo", "8º": "oitavo", "9º": "nono"},
    "es": {"1º": "primero", "2º": "segundo", "3º": "tercero", "4º": "cuarto", "5º": "quinto", "6º": "sexto"}
    | {"7º": "séptimo", "8º": "octavo", "9º": "noveno"},
}


def shortened(text: str) -> str:
    """Words of an address as typed in haste: "r das flores", "av brasil", "ap 32"."""
    for word, short in _SHORT.items():
        if text.startswith(word):
            return short + text[len(word) :]
    return text


def address_chunks(value: Value, manner: Form, diction: Diction, rng: Random) -> list[Chunk]:
    """Street, number, complement, district, city."""
    if manner == "written":
        text = value.written
        if rng.random() < 0.25:
            text = _with_short_type(text)
        return [Chunk(text, same)]
    parts = [part.split("|") for part in value.parts]
    if manner == "chat":
        words = [shortened(text) if kind in ("street", "complement") else text for kind, text in parts]
        if rng.random() < 0.4:
            words = [
                f"n {word}" if kind == "number" else word
                for (kind, _), word in zip(parts, words, strict=True)
            ]
        return [Chunk(rng.choice((" ", " ", ", ")).join(words), same)]
    if manner == "plain":
        return [Chunk(" ".join(text for _, text in parts), same)]
    chunks = []
    before = rng.choice(_NUMBER_WORD[diction.language])
    spoken = manner != "mixed"
    for index, (kind, text) in enumerate(parts):
        if kind == "number":
            chunks.append(Chunk(text, _number_sayer(manner, diction, before, rng, spoken=spoken)))
        elif kind == "district":
            named = f"{'bairro' if diction.language == 'pt' else 'barrio'} {text}"
            chunks.append(Chunk(text if text[0].islower() or rng.random() < 0.5 else named, same))
        elif kind == "city" and index and rng.random() < 0.5:
            chunks.append(Chunk(f"{'em' if diction.language == 'pt' else 'en'} {text}", same))
        elif kind == "complement":
            chunks.append(_complement(text, diction, rng, spoken=spoken))
        else:
            chunks.append(Chunk(diction.prose(text) if spoken else text, same))
    return chunks


def _with_short_type(text: str) -> str:
    for long, short in (
        ("Rua ", "R. "),
        ("Avenida ", "Av. "),
        ("Calle ", "C/ "),
        ("Travessa ", "Tv. "),
        ("Plaza ", "Pl. "),
    ):
        if text.startswith(long):
            return short + text[len(long) :]
    return text


def _number_sayer(manner: Form, diction: Diction, before: str, rng: Random, *, spoken: bool) -> Say:
    say = diction.singly if manner == "grouped" or rng.random() < 0.15 else diction.prose
    if not spoken and rng.random() < 0.6:
        say = same

    def number(text: str) -> str:
        said = " ".join(filter(None, (say(part) for part in text.split("-")))) if say is not same else text
        return f"{before} {said}".strip()

    return number


def _complement(text: str, diction: Diction, rng: Random, *, spoken: bool) -> Chunk:
    words = text.split()
    ordinal = next((word for word in words if word.endswith("º")), "")
    if ordinal:
        return Chunk(text.replace(ordinal, _ORDINALS[diction.language].get(ordinal, ordinal)), same)
    if words[-1].isdigit() and spoken:
        unit = " ".join(words[:-1])
        say = diction.singly if rng.random() < 0.2 else diction.group
        return Chunk(words[-1], lambda number: f"{unit} {say(number)}")
    return Chunk(diction.prose(text) if spoken else text, same)


def name_chunks(value: Value, other: tuple[str, ...]) -> list[Chunk]:
    """The words of a name; a slip says a word of `other`."""
    words = [(part, other[min(index, len(other) - 1)]) for index, part in enumerate(value.parts)]
    return [Chunk(part, same, wrong=wrong if wrong != part else "") for part, wrong in words]
