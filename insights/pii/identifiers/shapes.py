"""How long the values of each kind are, and whether letters belong to them."""

from collections.abc import Mapping
from dataclasses import dataclass

from insights.records import PiiType as T


@dataclass(frozen=True, slots=True)
class Shape:
    """Fewest characters right after the word that names the kind, fewest when it stands further away, most;
    with how many it is complete; whether letters belong to it."""

    linked: int
    loose: int
    most: int
    full: int
    letters: bool = False


SHAPES: Mapping[T, Shape] = {
    T.CPF: Shape(3, 6, 12, 11),
    T.CNPJ: Shape(4, 8, 15, 14, letters=True),
    T.RG: Shape(4, 6, 14, 9, letters=True),
    T.CNH: Shape(5, 7, 12, 11),
    T.CC: Shape(7, 7, 14, 12, letters=True),
    T.NIF: Shape(5, 7, 11, 9, letters=True),
    T.DNI: Shape(4, 6, 10, 9, letters=True),
    T.NIE: Shape(5, 6, 10, 9, letters=True),
    T.CIF: Shape(6, 7, 10, 9, letters=True),
    T.CURP: Shape(8, 12, 18, 18, letters=True),
    T.RFC: Shape(6, 9, 13, 13, letters=True),
    T.CUIT: Shape(6, 8, 12, 11),
    T.CEDULA: Shape(5, 6, 12, 10),
    T.NIT: Shape(5, 7, 12, 10),
    T.RUT: Shape(5, 6, 10, 9, letters=True),
    T.DOCUMENTO: Shape(4, 6, 24, 11, letters=True),
    T.TELEFONE: Shape(4, 7, 16, 11),
    T.CARTAO: Shape(4, 12, 19, 16),
    T.CVV: Shape(3, 3, 4, 3),
    T.IBAN: Shape(8, 12, 34, 25, letters=True),
    T.CEP: Shape(4, 5, 9, 8),
    T.NASCIMENTO: Shape(4, 6, 8, 8),
    T.CONTA: Shape(3, 5, 26, 12, letters=True),
    T.PROTOCOLO: Shape(3, 6, 50, 20, letters=True),
    T.SENHA: Shape(3, 4, 16, 8, letters=True),
    T.PIX: Shape(6, 8, 40, 32, letters=True),
}
# Kinds whose values are spelled: letters that are everyday words belong to them too.
SPELLED = frozenset({T.CNPJ, T.CURP, T.RFC, T.DOCUMENTO, T.IBAN, T.PIX, T.NIE, T.CIF, T.CC})
# Kinds whose values may begin with a letter said on its own.
BEGIN_WITH_LETTERS = frozenset(
    {
        T.CNPJ,
        T.RG,
        T.NIE,
        T.CIF,
        T.CURP,
        T.RFC,
        T.DOCUMENTO,
        T.IBAN,
        T.PIX,
        T.SENHA,
        T.PROTOCOLO,
        T.CONTA,
        T.NIF,
        T.DNI,
    }
)
