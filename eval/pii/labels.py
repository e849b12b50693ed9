"""Other people's labels as ours: of corpora, of Presidio and of `tarja`, and what we don't look for.

A label maps to the types that are right for it, the first of which it is counted under; to nothing where
it is out of our scope. Detections there are neither right nor wrong.
"""

from collections.abc import Mapping

from insights.errors import EscutaError
from insights.records import PiiType as T

Types = tuple[T, ...]

# What a number that is only called "identifier" may be.
DOCUMENTS: Types = (
    T.DOCUMENTO,
    *(T.CPF, T.RG, T.CNH, T.CC, T.NIF, T.DNI, T.NIE, T.CURP, T.RFC, T.CUIT, T.CEDULA, T.NIT, T.RUT),
)
CUSTOMER_NUMBERS: Types = (T.CONTA, T.PROTOCOLO, T.DOCUMENTO)
ADDRESSES: Types = (T.ENDERECO, T.CEP)

# A PIX key may be one of these, and is one of these as well.
SAME_VALUE: Mapping[T, Types] = {T.PIX: (T.PIX, T.TELEFONE, T.EMAIL, T.CPF, T.CNPJ)}

OURS: Mapping[str, Types] = {label.value: (label,) for label in T}

MEDDOCAN: Mapping[str, Types] = {
    "NOMBRE_SUJETO_ASISTENCIA": (T.NOME,),
    "NOMBRE_PERSONAL_SANITARIO": (T.NOME,),
    "ID_SUJETO_ASISTENCIA": (*DOCUMENTS, *CUSTOMER_NUMBERS),
    "ID_ASEGURAMIENTO": (*DOCUMENTS, *CUSTOMER_NUMBERS),
    "ID_CONTACTO_ASISTENCIAL": (T.PROTOCOLO, *DOCUMENTS, T.CONTA),
    "ID_TITULACION_PERSONAL_SANITARIO": (*DOCUMENTS, *CUSTOMER_NUMBERS),
    "NUMERO_TELEFONO": (T.TELEFONE,),
    "NUMERO_FAX": (T.TELEFONE,),
    "CORREO_ELECTRONICO": (T.EMAIL,),
    "CALLE": ADDRESSES,
    "TERRITORIO": ADDRESSES,  # inside an address; else out of scope (`corpora`)
    "FECHAS": (T.NASCIMENTO,),  # dates of birth; else out of scope (`corpora`)
    "EDAD_SUJETO_ASISTENCIA": (),
    "SEXO_SUJETO_ASISTENCIA": (),
    "FAMILIARES_SUJETO_ASISTENCIA": (),
    "OTROS_SUJETO_ASISTENCIA": (),
    "PAIS": (),
    "HOSPITAL": (),
    "INSTITUCION": (),
    "CENTRO_SALUD": (),
    "PROFESION": (),
    "ID_EMPLEO_PERSONAL_SANITARIO": (),
}

LENER_BR: Mapping[str, Types] = {
    "PESSOA": (T.NOME,),
    "LOCAL": (),
    "TEMPO": (),
    "ORGANIZACAO": (),
    "LEGISLACAO": (),
    "JURISPRUDENCIA": (),
}

# Presidio's and tarja's entities, which many corpora use as well.
PRESIDIO: Mapping[str, Types] = {
    "PERSON": (T.NOME,),
    "LOCATION": ADDRESSES,
    "PHONE_NUMBER": (T.TELEFONE,),
    "EMAIL_ADDRESS": (T.EMAIL,),
    "CREDIT_CARD": (T.CARTAO,),
    "IBAN_CODE": (T.IBAN,),
    "ID": DOCUMENTS,
    "UUID": (T.PIX,),
    "ES_NIF": (T.DNI, T.NIF),
    "ES_NIE": (T.NIE,),
    "BR_CPF": (T.CPF,),
    "BR_CNPJ": (T.CNPJ,),
    "BR_CNH": (T.CNH,),
    "BR_CNS": (T.DOCUMENTO,),
    "BR_NIS": (T.DOCUMENTO,),
    "BR_TITULO_ELEITOR": (T.DOCUMENTO,),
    "BR_RENAVAM": (T.DOCUMENTO,),
    "BR_PLACA": (T.DOCUMENTO,),
    "BR_CNJ": (T.PROTOCOLO,),
    "BR_PIX_EVP": (T.PIX,),
    "BR_TELEFONE": (T.TELEFONE,),
    "BR_CEP": (T.CEP,),
    "BR_CARTAO": (T.CARTAO,),
    # Numbers of plots of land: identifiers of a thing that somebody owns.
    "BR_CNM": (T.DOCUMENTO,),
    "BR_CIB": (T.DOCUMENTO,),
    "BR_IPTU": (T.DOCUMENTO,),
    "BR_MATRICULA_IMOVEL": (T.DOCUMENTO,),
    "DATE_TIME": (),
    "AGE": (),
    "NRP": (),
    "ORGANIZATION": (),
    "URL": (),
    "IP_ADDRESS": (),
    "MAC_ADDRESS": (),
    "CRYPTO": (),
    "MEDICAL_LICENSE": (),
}

# Names that annotators often choose.
COMMON: Mapping[str, Types] = {
    "NAME": (T.NOME,),
    "PER": (T.NOME,),
    "NOMBRE": (T.NOME,),
    "PATIENT": (T.NOME,),
    "PHONE": (T.TELEFONE,),
    "FONE": (T.TELEFONE,),
    "CELULAR": (T.TELEFONE,),
    "TELEFONO": (T.TELEFONE,),
    "ADDRESS": ADDRESSES,
    "STREET": ADDRESSES,
    "DIRECCION": ADDRESSES,
    "LOC": ADDRESSES,
    "POSTCODE": (T.CEP, T.ENDERECO),
    "ZIP_CODE": (T.CEP, T.ENDERECO),
    "DATE_OF_BIRTH": (T.NASCIMENTO,),
    "DOB": (T.NASCIMENTO,),
    "BIRTH_DATE": (T.NASCIMENTO,),
    "DATA_NASCIMENTO": (T.NASCIMENTO,),
    "FECHA_NACIMIENTO": (T.NASCIMENTO,),
    "DOCUMENT": DOCUMENTS,
    "ID_NUMBER": DOCUMENTS,
    "PASSPORT": (T.DOCUMENTO,),
    "ACCOUNT": CUSTOMER_NUMBERS,
    "BANK_ACCOUNT": CUSTOMER_NUMBERS,
    "ORDER": CUSTOMER_NUMBERS,
    "PASSWORD": (T.SENHA,),
    "PIN": (T.SENHA,),
    "DATE": (),
    "TIME": (),
    "ORG": (),
    "MISC": (),
}

KNOWN: Mapping[str, Types] = {**COMMON, **PRESIDIO, **LENER_BR, **MEDDOCAN, **OURS}


def with_own(labels: Mapping[str, str | None]) -> dict[str, Types]:
    """The known labels and the user's `{THEIRS: OURS}`; OURS null: out of scope, `A|B`: either is right."""
    known = dict(KNOWN)
    for theirs, ours in labels.items():
        names = [name.strip() for name in ours.split("|")] if ours else []
        wrong = next((name for name in names if name not in OURS), None)
        if wrong is not None:
            raise EscutaError(
                f"{wrong} is no type of personal data",
                field=f"labels.{theirs}",
                remedy=f"one of {' '.join(OURS)}, several joined by |, or null where we don't look for it",
            )
        known[theirs] = tuple(T(name) for name in names)
    return known


def types_of(labels: Mapping[str, Types], label: str) -> Types | None:
    """What a label means, however it is written (`Birth-Date`, `birth_date`); None: nobody knows."""
    if label in labels:
        return labels[label]
    return labels.get(label.strip().upper().replace("-", "_").replace(" ", "_"))


def presidio_type(entity: str) -> T | None:
    """Our type for an entity of Presidio's; an unknown national one is somebody's document."""
    types = PRESIDIO.get(entity, (T.DOCUMENTO,))
    return types[0] if types else None
