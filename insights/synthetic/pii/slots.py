"""The slots of a template: which value stands there, in which locales, and in which forms it can be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from insights.records import PiiType
from insights.synthetic.pii import banking, identifiers, people, places
from insights.synthetic.pii.settings import FORMS, Form
from insights.synthetic.pii.values import Nature, Value, digits
from insights.synthetic.pii.wordlists import Words

PT = frozenset({"pt-BR", "pt-PT"})
ES = frozenset({"es-ES", "es-MX", "es-AR", "es-CO", "es-CL", "es-PE"})
EVERYWHERE = PT | ES

_EACH_NATURE: Mapping[Nature, frozenset[Form]] = {
    "code": frozenset(FORMS),
    "email": frozenset(FORMS) - {"plain", "grouped"},
    "date": frozenset(FORMS) - {"doubled"},
    "expiry": frozenset(FORMS) - {"doubled"},
    "address": frozenset(FORMS) - {"separators", "doubled"},
    "name": frozenset({"written", "chat", "spoken", "hesitant", "corrected", "across_turns", "read_back"}),
    "spelled": frozenset(FORMS) - {"plain", "chat", "grouped", "separators", "mixed"},
    "password": frozenset(FORMS) - {"plain", "doubled", "grouped"},
}


@dataclass
class Cast:
    """Who and where: what the values of a case have in common."""

    locale: str
    words: Words
    form: str
    rng: Random
    person: people.Person


@dataclass(frozen=True)
class Slot:
    """How to make the value, and what can be done with it."""

    make: Callable[[Cast], Value]
    type: PiiType
    locales: frozenset[str] = EVERYWHERE
    nature: Nature = "code"
    not_as: frozenset[Form] = frozenset()

    @property
    def forms(self) -> frozenset[Form]:
        return _EACH_NATURE[self.nature] - self.not_as


def _simple(make: identifiers.Maker) -> Callable[[Cast], Value]:
    return lambda cast: make(cast.locale, cast.rng)


def _place(wanted: str) -> Callable[[Cast], Value]:
    return lambda cast: places.address(cast.locale, cast.words, cast.rng, wanted)


def _email(cast: Cast) -> Value:
    return people.email(cast.person, cast.words, cast.rng, doubled=cast.form == "doubled")


def _pix(cast: Cast) -> Value:
    make = cast.rng.choice((identifiers.cpf, places.phone, identifiers.cpf, places.phone, identifiers.cnpj))
    return replace(make(cast.locale, cast.rng), type=PiiType.PIX)


def _part_of_cpf(cast: Cast) -> Value:
    """The first or the last digits, as banks ask for them."""
    return Value(PiiType.CPF, digits(3, cast.rng))


def _agent(cast: Cast) -> Value:
    return people.Person(cast.locale, cast.words, cast.rng).first()


def _locales(*names: str) -> frozenset[str]:
    return frozenset(names)


_BR, _PORTUGAL, _SPAIN = _locales("pt-BR"), _locales("pt-PT"), _locales("es-ES")
_NO_MARKS: frozenset[Form] = frozenset({"separators"})
_SHORT: frozenset[Form] = frozenset({"separators", "doubled"})
_PART: frozenset[Form] = frozenset({"hesitant", "across_turns", "corrected"})
_ONE_WORD: frozenset[Form] = frozenset({"hesitant", "across_turns", "read_back"})

SLOTS: dict[str, Slot] = {
    "cpf": Slot(_simple(identifiers.cpf), PiiType.CPF, _BR),
    "cpf_part": Slot(_part_of_cpf, PiiType.CPF, _BR, not_as=_SHORT | {"across_turns"}),
    "cnpj": Slot(_simple(identifiers.cnpj), PiiType.CNPJ, _BR),
    "rg": Slot(_simple(identifiers.rg), PiiType.RG, _BR),
    "cnh": Slot(_simple(identifiers.cnh), PiiType.CNH, _BR, not_as=_NO_MARKS),
    "pis": Slot(_simple(identifiers.pis), PiiType.DOCUMENTO, _BR),
    "voter": Slot(_simple(identifiers.voter), PiiType.DOCUMENTO, _BR, not_as=_NO_MARKS),
    "renavam": Slot(_simple(identifiers.renavam), PiiType.DOCUMENTO, _BR, not_as=_NO_MARKS),
    "nif": Slot(_simple(identifiers.nif), PiiType.NIF, _PORTUGAL, not_as=_NO_MARKS),
    "cc": Slot(_simple(identifiers.cc), PiiType.CC, _PORTUGAL, not_as=_NO_MARKS),
    "social": Slot(
        _simple(identifiers.social), PiiType.DOCUMENTO, _locales("pt-PT", "es-ES", "es-MX"), not_as=_NO_MARKS
    ),
    "health": Slot(
        _simple(identifiers.health), PiiType.DOCUMENTO, _locales("pt-BR", "pt-PT", "es-ES"), not_as=_NO_MARKS
    ),
    "passport": Slot(_simple(identifiers.passport), PiiType.DOCUMENTO, not_as=_NO_MARKS),
    "plate": Slot(_simple(identifiers.plate), PiiType.DOCUMENTO, not_as=_NO_MARKS),
    "dni": Slot(_simple(identifiers.dni), PiiType.DNI, _locales("es-ES", "es-AR", "es-PE")),
    "nie": Slot(_simple(identifiers.nie), PiiType.NIE, _SPAIN),
    "cif": Slot(_simple(identifiers.cif), PiiType.CIF, _SPAIN),
    "curp": Slot(_simple(identifiers.curp), PiiType.CURP, _locales("es-MX"), not_as=_NO_MARKS),
    "rfc": Slot(_simple(identifiers.rfc), PiiType.RFC, _locales("es-MX"), not_as=_NO_MARKS),
    "cuit": Slot(_simple(identifiers.cuit), PiiType.CUIT, _locales("es-AR")),
    "cedula": Slot(_simple(identifiers.cedula), PiiType.CEDULA, _locales("es-CO")),
    "nit": Slot(_simple(identifiers.nit), PiiType.NIT, _locales("es-CO")),
    "rut": Slot(_simple(identifiers.rut), PiiType.RUT, _locales("es-CL")),
    "phone": Slot(_simple(places.phone), PiiType.TELEFONE),
    "email": Slot(_email, PiiType.EMAIL, nature="email"),
    "card": Slot(_simple(banking.card), PiiType.CARTAO, not_as=_NO_MARKS),
    "card_end": Slot(_simple(banking.card_end), PiiType.CARTAO, not_as=_NO_MARKS),
    "expiry": Slot(_simple(banking.expiry), PiiType.VALIDADE, nature="expiry"),
    "cvv": Slot(_simple(banking.cvv), PiiType.CVV, not_as=_SHORT),
    "iban": Slot(_simple(banking.iban), PiiType.IBAN, _locales("pt-PT", "es-ES"), not_as=_NO_MARKS),
    "branch": Slot(_simple(banking.branch), PiiType.CONTA, not_as=_SHORT),
    "account": Slot(_simple(banking.account), PiiType.CONTA),
    "contract": Slot(_simple(banking.contract), PiiType.CONTA, not_as=_NO_MARKS),
    "policy": Slot(_simple(banking.policy), PiiType.CONTA),
    "customer_number": Slot(_simple(banking.customer_number), PiiType.CONTA, not_as=_NO_MARKS),
    "installation": Slot(_simple(banking.installation), PiiType.CONTA, not_as=_NO_MARKS),
    "protocol": Slot(_simple(banking.protocol), PiiType.PROTOCOLO),
    "order": Slot(_simple(banking.order), PiiType.PROTOCOLO),
    "pin": Slot(_simple(banking.pin), PiiType.SENHA, not_as=_NO_MARKS),
    "code": Slot(_simple(banking.code), PiiType.SENHA, not_as=_NO_MARKS),
    "password": Slot(lambda cast: people.password(cast.words, cast.rng), PiiType.SENHA, nature="password"),
    "pix": Slot(_pix, PiiType.PIX, _BR),
    "pix_key": Slot(_simple(banking.pix_key), PiiType.PIX, _BR, not_as=frozenset({"grouped"})),
    "postcode": Slot(_simple(places.postcode), PiiType.CEP),
    "birth": Slot(_simple(people.birth), PiiType.NASCIMENTO, nature="date"),
    "name": Slot(lambda cast: cast.person.name(), PiiType.NOME, nature="name"),
    "given": Slot(lambda cast: cast.person.first(), PiiType.NOME, nature="name", not_as=_ONE_WORD),
    "surname": Slot(lambda cast: cast.person.surname(), PiiType.NOME, nature="name", not_as=_ONE_WORD),
    "spelled_name": Slot(lambda cast: cast.person.spelled(), PiiType.NOME, nature="spelled"),
    "agent": Slot(_agent, PiiType.NOME, nature="name", not_as=_ONE_WORD),
    "address": Slot(_place("address"), PiiType.ENDERECO, nature="address"),
    "street": Slot(_place("street"), PiiType.ENDERECO, nature="address"),
    "complement": Slot(_place("complement"), PiiType.ENDERECO, nature="address", not_as=_PART),
    "district": Slot(_place("district"), PiiType.ENDERECO, nature="address", not_as=_PART),
    "city": Slot(_place("city"), PiiType.ENDERECO, nature="address", not_as=_PART),
}
IDS = {
    "pt-BR": "cpf", "pt-PT": "nif", "es-ES": "dni", "es-MX": "curp", "es-AR": "dni", "es-CO": "cedula",
    "es-CL": "rut", "es-PE": "dni",
}  # fmt: skip
ID_NAMES = {
    "pt-BR": "CPF", "pt-PT": "NIF", "es-ES": "DNI", "es-MX": "CURP", "es-AR": "DNI", "es-CO": "cédula",
    "es-CL": "RUT", "es-PE": "DNI",
}  # fmt: skip


def resolve(name: str, locale: str) -> str:
    """`id` stands for the ordinary document of the locale."""
    return IDS[locale] if name == "id" else name


def locales_of(name: str) -> frozenset[str]:
    """Where a slot exists."""
    return EVERYWHERE if name == "id" else SLOTS[name].locales
