"""What whole values of a kind look like: four letters, six digits … for a CURP.

People pause and hesitate with any words, and recognisers write spelled letters together. A reading that steps
over words nobody foresaw is believed where its outcome has the pattern of what was asked for.
"""

import re
from collections.abc import Callable, Mapping

from insights.pii import checks
from insights.pii.identifiers.dictation import Dictation
from insights.pii.signs import Sign
from insights.pii.words.reading import words
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

_PLATES = {
    "pt": r"[a-z]{3}\d[a-z0-9]\d\d|[a-z]{2}\d\d[a-z]{2}|\d\d[a-z]{2}\d\d|\d{4}[a-z]{2}|[a-z]{2}\d{4}",
    "es": r"\d{4}[b-df-hj-np-tv-z]{3}|[a-z]{3}\d{3}[a-z]?|[a-z]{2}\d{3}[a-z]{2}|[a-z]{4}\d\d|[a-z]{1,2}\d{4}"
    r"[a-z]{1,2}|[a-z]\d[a-z]\d{3}",
}
_OTHER_DOCUMENTS = r"[a-z]{2,3}\d{6}|[a-z]\d{8}|\d{9}|\d{11,12}|\d{15}|[a-z]{4}\d{10}"
_WHOLE: Mapping[T, str] = {
    T.CPF: r"\d{11}",
    T.CNPJ: r"[a-z0-9]{12}\d\d",
    T.CNH: r"\d{11}",
    T.CC: r"\d{9}[a-z]{2}\d",
    T.NIF: r"\d{9}|\d{8}[a-z]",
    T.DNI: r"\d{8}[a-z]|\d{8}",
    T.NIE: r"[xyz]\d{7}[a-z]",
    T.CIF: r"[a-z]\d{7}[a-z0-9]",
    T.CURP: r"[a-z]{4}\d{6}[a-z]{6}[a-z0-9]\d",
    T.RFC: r"[a-z]{3,4}\d{6}[a-z0-9]{3}",
    T.CUIT: r"\d{11}",
    T.NIT: r"\d{9,10}",
    T.CEDULA: r"\d{8}|\d{10}",
    T.RUT: r"\d{7,8}[\dk]",
    T.IBAN: r"pt\d{23}|es\d{22}|\d{21,23}",
    T.CARTAO: r"\d{15,16}",
    T.CVV: r"\d{3}",
    T.PIX: r"[0-9a-f]{32}",
}
_PATTERNS: Mapping[str, Mapping[T, re.Pattern[str]]] = {
    language: {
        kind: re.compile(form)
        for kind, form in {**_WHOLE, T.DOCUMENTO: f"{plates}|{_OTHER_DOCUMENTS}"}.items()
    }
    for language, plates in _PLATES.items()
}
_PLATE = {language: re.compile(form) for language, form in _PLATES.items()}
_BORN = re.compile(r"[a-z]{3,4}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[a-z0-9]")
_MOST_GROUPS = 32  # a random key has as many characters
_VOWELS = frozenset("aeiouy")
_CAR_TOKENS = 26
_PASSPORT = re.compile(r"[a-z]{2,3}\d{6}")
_JOURNEYS = words(
    "check embarque vuelo voo viaje viagem pasajero passageiro aeropuerto aeroporto pasaporte passaporte"
)
_CARS = words(
    "carro carros coche coches guincho grua reboque multa multas multaram veiculo vehiculo viatura auto moto "
    "mota camioneta furgoneta caminhao camion carrinha placa placas patente matricula estacionei aparque "
    "estacionado portagem peaje parquimetro zona-azul oficina taller fotomulta ipva radar licenciamento "
    "emplacado pedagio automovel automovil caminhonete chapa comparendo transito trafico trafego"
)
_ECHOES = words(
    "repito repetir repetindo repitiendo confirmo confirmando confirmar verifico verificar quedo ficou assim "
    "tengo tenho anotei anote apunte registrei registre correto correcto seria dijo disse entao entonces"
)
_ECHO_TOKENS = 6
CODE_SIGNS = _CARS | _JOURNEYS | _ECHOES
"""Without these nearby, no code is likely that nothing names (`unnamed_form`)."""


def is_whole(kind: T, text: str, language: str) -> bool:
    """Whether a text is a whole value of a kind."""
    if kind is T.TELEFONE:
        return checks.is_phone(text, language)
    pattern = _PATTERNS[language].get(kind) if language in _PATTERNS else None
    return pattern is not None and pattern.fullmatch(text.lower()) is not None


def has_pattern(kind: T) -> bool:
    """Whether whole values of a kind can be told from parts."""
    return kind in _WHOLE or kind in (T.DOCUMENTO, T.TELEFONE)


def whole_part(kind: T, said: Dictation, language: str) -> int:
    """How many carriers of a dictation make the longest whole value; 0 for none."""
    return part_like(said, lambda text: is_whole(kind, text, language))


def part_like(said: Dictation, fits: Callable[[str], bool]) -> int:
    """How many carriers of a dictation make the longest text that fits; 0 for none."""
    if fits(said.text):
        return len(said.carriers)
    if said.corrections or len(said.pieces) > 1:
        return 0
    texts = [group.text for group in said.groups[:_MOST_GROUPS]]
    again = [k for k in range(1, len(texts)) if texts[k] == texts[k - 1] and len(texts[k]) > 1]
    for said_again in (-1, *again[:3]):
        # "95… 95 12": said again after a pause.
        for count in range(len(texts) - (said_again < 0), 1, -1):
            text = "".join(text for k, text in enumerate(texts[:count]) if k != said_again)
            if fits(text):
                return said.groups[count].first if count < len(said.groups) else len(said.carriers)
    return 0


def born(text: str) -> bool:
    """Whether the date stands where a CURP and an RFC have one."""
    return _BORN.match(text.lower()) is not None


def is_plate(text: str, language: str) -> bool:
    """Whether a text is a vehicle's plate by its form."""
    return language in _PLATE and _PLATE[language].fullmatch(text.lower()) is not None


def unnamed_form(document: Document, index: int, language: str) -> re.Pattern[str] | None:
    """What a code looks like that what was said before makes likely: a plate where a vehicle was spoken of
    or where something is said again, a passport where a journey was; None for nothing."""
    if not document.near & Sign.CODE:
        return None
    norms = document.norms
    before = norms[max(0, index - _CAR_TOKENS) : index]
    if not _CARS.isdisjoint(before):
        return _PLATE.get(language)
    if not _JOURNEYS.isdisjoint(before):
        return _PASSPORT
    echoes = not _ECHOES.isdisjoint(norms[max(0, index - _ECHO_TOKENS) : index])
    if echoes and "[]" in norms[max(0, index - _CAR_TOKENS * 2) : index]:
        return _PLATE.get(language)
    return None


def clusters_before(document: Document, index: int) -> int:
    """Where short stretches of letters that are no words begin that end before `index`: "HH, FB, 96"."""
    first = position = index
    while position > document.floor and index - position < 8:
        position -= 1
        if document.kinds[position] is Kind.PUNCT and document.norms[position] in ",-.":
            continue
        norm = document.norms[position]
        if document.kinds[position] is not Kind.WORD or len(norm) > 4 or not norm.isascii():
            break
        if not document.raw(position, position + 1).isupper() and not _VOWELS.isdisjoint(norm):
            break
        first = position
    return first
