"""What cases are made of: locales, forms and how often each kind of value comes up."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from insights.synthetic.pii.records import CaseLanguage

WRONG_CHECK_DIGIT_SHARE = 0.12
NEGATIVE_SHARE = 0.17

LOCALES: Mapping[CaseLanguage, Mapping[str, float]] = MappingProxyType(
    {
        "pt": {"pt-BR": 0.65, "pt-PT": 0.35},
        "es": {"es-ES": 0.34, "es-MX": 0.2, "es-AR": 0.15, "es-CO": 0.12, "es-CL": 0.1, "es-PE": 0.09},
    }
)

Form = Literal[
    "written",  # as on paper: 529.982.247-25
    "plain",  # digits without punctuation: 52998224725, 529 982 247 25
    "chat",  # typed in haste: tel:11987654321, r das flores 12
    "spoken",  # word by word
    "grouped",  # quinhentos e vinte e nove nove oito dois
    "separators",  # with the punctuation said: ponto, traço, barra
    "mixed",  # um dois três ponto 456
    "doubled",  # doble siete, dois setes
    "hesitant",  # fillers, pauses and restarts inside
    "corrected",  # seis, não, desculpa, sete
    "across_turns",  # in parts, the other one nodding or repeating
    "read_back",  # said, then repeated by the other
]
FORMS: Mapping[Form, float] = MappingProxyType(
    {
        "written": 0.12,
        "plain": 0.08,
        "chat": 0.08,
        "spoken": 0.14,
        "grouped": 0.13,
        "separators": 0.06,
        "mixed": 0.08,
        "doubled": 0.05,
        "hesitant": 0.07,
        "corrected": 0.06,
        "across_turns": 0.07,
        "read_back": 0.06,
    }
)
NO_FORM = "none"

SLOT_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "name": 8,
        "given": 4,
        "surname": 1.2,
        "spelled_name": 2,
        "agent": 0.8,
        "phone": 9,
        "email": 8,
        "address": 7,
        "street": 3,
        "complement": 0.6,
        "district": 0.6,
        "city": 0.8,
        "postcode": 4,
        "birth": 6,
        "id": 2,
        "cpf": 10,
        "cpf_part": 1,
        "cnpj": 4,
        "rg": 3,
        "cnh": 2.5,
        "pis": 1,
        "voter": 1,
        "renavam": 1,
        "nif": 8,
        "cc": 5,
        "social": 1,
        "health": 1.2,
        "passport": 1.2,
        "plate": 1.2,
        "dni": 8,
        "nie": 5,
        "cif": 4,
        "curp": 5,
        "rfc": 5,
        "cuit": 8,
        "cedula": 9,
        "nit": 6,
        "rut": 10,
        "card": 5,
        "card_end": 2.5,
        "expiry": 3,
        "cvv": 3,
        "iban": 4,
        "branch": 1,
        "account": 3,
        "contract": 1.5,
        "policy": 0.8,
        "customer_number": 0.8,
        "installation": 0.8,
        "protocol": 4,
        "order": 1.5,
        "pin": 2,
        "password": 1.5,
        "code": 2,
        "pix": 3,
        "pix_key": 1.5,
    }
)
