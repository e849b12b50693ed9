"""Identifiers made of digits: documents, phones, cards, accounts, protocols, passwords, postal codes.

A run of digits gets its kind from the words around it (in the turn, or in the turns just before: a question
and
its answer), from how it is written, and from its check digits. Context suffices: people mishear and mistype.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from insights.pii import checks
from insights.pii.context import kinds_around
from insights.pii.findings import Finding
from insights.pii.letters import letter_after, letter_before
from insights.pii.packs import LanguagePack
from insights.pii.runs import Run, find_runs, is_measure
from insights.records import PiiType as T
from insights.text.tokens import Document, Kind

# Kinds of a number by its context: fewest and most digits.
_LENGTHS: Mapping[T, tuple[int, int]] = {
    T.CPF: (3, 12),
    T.CNPJ: (4, 15),
    T.RG: (4, 14),
    T.CNH: (6, 12),
    T.CEP: (4, 9),
    T.NIF: (6, 15),
    T.DNI: (5, 18),
    T.NIE: (6, 9),
    T.TELEFONE: (4, 15),
    T.CARTAO: (3, 19),
    T.IBAN: (8, 34),
    T.CONTA: (4, 24),
    T.PROTOCOLO: (4, 24),
    T.SENHA: (3, 12),
    T.PIX: (6, 36),
    T.NASCIMENTO: (4, 8),
}
_SECRET_TOKENS = 12
_LONG = 8  # digits without any context that are kept from nobody's eyes but are surely an identifier
_CPF = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}")
_CNPJ = re.compile(r"[0-9a-z]{2}\.[0-9a-z]{3}\.[0-9a-z]{3}/[0-9a-z]{4}-\d{2}")
_RG = re.compile(r"\d{1,2}\.\d{3}\.\d{3}-[\dx]")
_CEP = re.compile(r"\d{5}-\d{3}|\d{4}-\d{3}")
_DNI = re.compile(r"(?:\d{8}|\d{2}\.\d{3}\.\d{3})[\s-]?[a-z]")
_NIE = re.compile(r"[xyz][\s-]?\d{7}[\s-]?[a-z]")
_PHONE = re.compile(
    r"\+?\d{0,3}\s?\(?\d{2,3}\)?[\s.-]?\d{4,5}[\s.-]\d{4}|\+\d[\d\s.-]{7,18}|\d{3}\s\d{3}\s\d{3}|\d{3}(?:\s\d{2}){3}"
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LETTERED = frozenset({T.DNI, T.NIE, T.NIF, T.RG, T.CNPJ, T.PROTOCOLO, T.CONTA, T.SENHA, T.IBAN, T.PIX})
_WORD_LETTERS = frozenset(
    [
        "a",
        "e",
        "o",
        "u",
        "y",
        "de",
        "te",
        "que",
        "ve",
        "ese",
        "esse",
        "ele",
        "be",
        "ca",
        "ye",
        "cu",
        "pe",
        "ce",
    ]
)
_FINAL = frozenset(
    {"final", "finais", "termina", "terminada", "terminado", "terminacion", "acaba", "finaliza", "ultimos"}
)


class IdentifierRecogniser:
    """Numbers that identify somebody or something of theirs."""

    name = "identifiers"
    types: Sequence[T] = tuple(_LENGTHS)

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack

    def find(self, document: Document) -> Iterator[Finding]:
        taken = -1
        yield from self._codes(document)
        for run in find_runs(document, self._pack):
            if run.first < taken:
                continue
            finding = self._judge(document, run)
            if finding is not None:
                taken = finding.pieces[-1][1]
                yield finding

    def _judge(self, document: Document, run: Run) -> Finding | None:
        pack = self._pack
        digits = run.digits.text
        count = sum(char.isdigit() for char in digits)
        if count < 3 or is_measure(document, run, pack):
            return None
        written = _folded(document, run)
        context = list(kinds_around(document, run.first, run.last, pack))
        kind, score = self._kind(document, run, digits, count, written, context)
        if kind is None:
            return None
        pieces, value = self._trimmed(document, run, kind)
        return Finding(kind, pieces, value, score) if pieces else None

    def _kind(
        self,
        document: Document,
        run: Run,
        digits: str,
        count: int,
        written: str,
        context: list[tuple[T, int]],
    ) -> tuple[T | None, float]:
        """Kind and score of a run; `context` holds (kind, distance in tokens), nearest first."""
        language = self._pack.language
        bare = "".join(char for char in digits if char.isdigit())
        near = [kind for kind, _ in context]
        if near[:1] == [T.PIX] and count >= _LENGTHS[T.PIX][0]:
            return T.PIX, 0.9
        for kind, pattern in ((T.CPF, _CPF), (T.CNPJ, _CNPJ), (T.RG, _RG), (T.NIE, _NIE), (T.PIX, _UUID)):
            if pattern.fullmatch(written) and not (kind is T.RG and language == "es"):
                return kind, 0.9
        if _DNI.fullmatch(written) and T.RG not in near:
            return (T.NIF if T.NIF in near[:1] else T.DNI), 0.9
        if self._card_end(document, run, count) and T.TELEFONE not in near[:1]:
            return T.CARTAO, 0.8
        for kind in near:
            if kind not in _LENGTHS:
                continue
            low, high = _LENGTHS[kind]
            if not low <= count <= high:
                continue
            chosen = self._refined(kind, bare, digits, count, near, run, document)
            if chosen is not None:
                return chosen, 0.95 if self._checked(chosen, digits, bare) else 0.75
        if checks.is_cpf(bare) and language == "pt" and count == len(digits):
            return T.CPF, 0.8
        if checks.is_cnpj(bare) and language == "pt":
            return T.CNPJ, 0.8
        if checks.is_card(bare) and count >= 15:
            return T.CARTAO, 0.8
        if _CEP.fullmatch(written) and language == "pt":
            return T.CEP, 0.6
        if count >= 8 and (_PHONE.fullmatch(written) or checks.is_phone(bare, language)):
            return T.TELEFONE, 0.7
        if count >= _LONG and not run.digits.natural:
            return T.PROTOCOLO, 0.5
        return None, 0.0

    def _refined(
        self, kind: T, bare: str, digits: str, count: int, near: list[T], run: Run, document: Document
    ) -> T | None:
        """The kind a context word and the number agree on; None where the number is no identifier."""
        natural = run.digits.natural
        if kind in (T.CONTA, T.PROTOCOLO, T.TELEFONE, T.CPF, T.CEP) and natural and count <= 5:
            return None
        if kind in (T.CONTA, T.PROTOCOLO, T.SENHA, T.CEP) and _is_year(document, run):
            return None
        if kind is T.CARTAO and count < 12:
            # "cartão final 1234" but not "cartão, 120": few digits need the word that says so.
            window = document.norms[max(0, run.first - 8) : run.first]
            return T.CARTAO if _FINAL & set(window) or (count >= 4 and not natural) else None
        if kind is T.CPF and count == 14:
            return T.CNPJ
        if kind is T.NASCIMENTO and not _is_birth(bare):
            return None
        if kind is T.DNI and digits[:1].lower() in "xyz" and digits[:1] and len(digits) >= 8:
            return T.NIE
        if kind in (T.DNI, T.NIE, T.NIF) and self._pack.language == "es" and checks.is_nie(digits):
            return T.NIE
        if kind is T.IBAN and count < 15 and not digits[:2].isalpha():
            return T.CONTA
        return kind

    @staticmethod
    def _card_end(document: Document, run: Run, count: int) -> bool:
        """ "final 1234": what is left of a card when people are careful."""
        return count == 4 and bool(_FINAL.intersection(document.norms[max(0, run.first - 3) : run.first]))

    @staticmethod
    def _checked(kind: T, digits: str, bare: str) -> bool:
        match kind:
            case T.CPF:
                return checks.is_cpf(bare)
            case T.CNPJ:
                return checks.is_cnpj(digits)
            case T.CARTAO:
                return checks.is_card(bare)
            case T.NIF:
                return checks.is_nif(bare)
            case T.DNI:
                return checks.is_dni(digits)
            case T.NIE:
                return checks.is_nie(digits)
            case T.IBAN:
                return checks.is_iban(digits)
        return False

    def _trimmed(self, document: Document, run: Run, kind: T) -> tuple[tuple[tuple[int, int], ...], str]:
        """Pieces without a letter the kind cannot have or a bracket left open, and the value in normal
        form."""
        digits = run.digits.text
        pieces = list(run.pieces)
        if kind not in _LETTERED and not digits.isdecimal():
            first, last = pieces[0]
            while (
                first < last
                and document.kinds[first] is Kind.WORD
                and not self._numeric(document.norms[first])
            ):
                first += 1
            pieces[0] = (first, last)
            first, last = pieces[-1]
            while (
                last > first
                and document.kinds[last - 1] is Kind.WORD
                and not self._numeric(document.norms[last - 1])
            ):
                last -= 1
            pieces[-1] = (first, last)
            digits = "".join(char for char in digits if char.isdigit())
        if kind is T.RG:
            # "… dígito xis": the check digit of an RG may be an X.
            first, last = pieces[-1]
            after = last + (last < len(document) and document.norms[last] == "digito")
            letter, length = letter_after(document, after, self._pack)
            if letter == "x" and (length == 1):
                pieces[-1], digits = (first, after + length), digits + letter
        if kind in (T.DNI, T.NIE, T.IBAN):
            pieces, digits = self._with_letters(document, pieces, digits, kind)
        first, last = pieces[0]
        if first and document.norms[first - 1] in "+(" and document.kinds[first - 1] is Kind.PUNCT:
            first -= 1
            if first and document.norms[first - 1] == "+":
                first -= 1
            pieces[0] = (first, last)
        return tuple(piece for piece in pieces if piece[1] > piece[0]), digits.upper()

    def _with_letters(
        self, document: Document, pieces: list[tuple[int, int]], digits: str, kind: T
    ) -> tuple[list[tuple[int, int]], str]:
        """The letters said right before or right after the digits, which may be everyday words ("te",
        "a")."""
        pack = self._pack
        wanted = {T.NIE: 1, T.IBAN: 2}.get(kind, 0) if digits[:1].isdigit() else 0
        for _ in range(wanted):
            first, last = pieces[0]
            letter, length = letter_before(document, first, pack)
            if not length:
                break
            pieces[0] = (first - length, last)
            digits = letter + digits
        if kind is not T.IBAN and kind is not T.RG and digits[-1:].isdigit():
            first, last = pieces[-1]
            after = last + 1 if last < len(document) and document.norms[last] in "-," else last
            letter, length = letter_after(document, after, pack)
            if length and self._closing_letter(document, after, length, digits + letter):
                pieces[-1] = (first, after + length)
                digits += letter
        return pieces, digits

    def _closing_letter(self, document: Document, index: int, length: int, value: str) -> bool:
        """Whether a letter after the digits is their check letter and not a word ("y", "de")."""
        norm = document.norms[index]
        if length > 1 or checks.is_dni(value) or checks.is_nie(value):
            return True
        if (len(norm) == 1 and norm not in "aeouy") or document.capitalised(index):
            return True
        follow = index + 1
        ends = follow >= len(document) or document.kinds[follow] in (Kind.BREAK, Kind.PUNCT)
        return ends or norm not in _WORD_LETTERS

    def _numeric(self, norm: str) -> bool:
        return self._pack.numerals.is_number(norm)

    def _codes(self, document: Document) -> Iterator[Finding]:
        """IBANs, random PIX keys and codes of letters and digits mixed, as written."""
        norms, kinds = document.norms, document.kinds
        index = 0
        while index < len(norms):
            norm = norms[index]
            if (
                self._pack.identifiers.context.get(norm) is T.SENHA
                and (secret := _secret(document, index)) is not None
            ):
                yield Finding(T.SENHA, (secret,), document.raw(*secret), 0.85)
                index = secret[1]
                continue
            if len(norm) == 2 and index + 9 <= len(norms) and norms[index + 1] == ".":
                text = "".join(norms[index : index + 9])
                if _CNPJ.fullmatch(text):
                    yield Finding(T.CNPJ, ((index, index + 9),), _bare(text), 0.95)
                    index += 9
                    continue
            if len(norm) == 8 and index + 9 <= len(norms) and norms[index + 1] == "-":
                text = "".join(norms[index : index + 9])
                if _UUID.fullmatch(text):
                    yield Finding(T.PIX, ((index, index + 9),), text, 0.95)
                    index += 9
                    continue
            if (
                kinds[index] is Kind.NUMBER
                and len(norm) >= 4
                and norm[:2].isalpha()
                and norm[2:4].isdecimal()
            ):
                last = index + 1
                value = norm
                while last < len(norms) and kinds[last] in (Kind.NUMBER, Kind.WORD) and len(value) < 34:
                    if not (
                        1 <= len(norms[last]) <= 4 and (kinds[last] is Kind.NUMBER or len(norms[last]) == 4)
                    ):
                        break
                    value += norms[last]
                    last += 1
                if 15 <= len(value) <= 34:
                    score = 0.95 if checks.is_iban(value) else 0.6
                    yield Finding(T.IBAN, ((index, last),), value.upper(), score)
                    index = last
                    continue
            index += 1


def _secret(document: Document, index: int) -> tuple[int, int] | None:
    """A written password after the word for it: one piece without blanks that mixes letters with digits or
    signs."""
    norms, kinds = document.norms, document.kinds
    start = index + 1
    while start < min(len(norms), index + 4) and norms[start] in ("e", "es", ":", "=", "la", "a", "era"):
        start += 1
    if start >= len(norms) or start == index + 1 or kinds[start] not in (Kind.WORD, Kind.NUMBER):
        return None
    end = start + 1
    while end < min(len(norms), start + _SECRET_TOKENS) and document.touches(end):
        if kinds[end] in (Kind.BREAK, Kind.PLACEHOLDER):
            break
        end += 1
    while end > start + 1 and norms[end - 1] in ".,;:?!…)":
        end -= 1
    mixed = {char.isdigit() for k in range(start, end) for char in norms[k]} == {True, False}
    letters = any(char.isalpha() for k in range(start, end) for char in norms[k])
    return (
        (start, end) if mixed and letters and document.ends[end - 1] - document.starts[start] >= 4 else None
    )


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()


def _folded(document: Document, run: Run) -> str:
    """The run as written, folded; "" when it is spread over turns."""
    if len(run.pieces) != 1:
        return ""
    first, last = run.pieces[0]
    if first and document.norms[first - 1] in ("(", "+"):
        first -= 1
    out = []
    for index in range(first, last):
        if index > first and not document.touches(index):
            out.append(" ")
        out.append(document.norms[index])
    return "".join(out)


def _is_year(document: Document, run: Run) -> bool:
    text = run.digits.text
    return len(text) == 4 and text[:2] in ("19", "20") and (run.digits.natural or len(run.tokens) == 1)


def _is_birth(digits: str) -> bool:
    """Day, month and year in 4 to 8 digits, or a year alone."""
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return True
    return len(digits) >= 4
