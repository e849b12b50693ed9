"""Calls in which personal data is spoken: as words, in groups, doubled, corrected, over several turns, read
back.

What is planted stands in braces. All of it is invented.
"""

import re
import unicodedata
from dataclasses import dataclass

from insights.records import Speaker, Turn

WORDS_PER_S = 2.5
_RUN = 3
"""So many words or digits of a value in a row are a leak."""
_RUN_IN_NOISE = 8
"""So many digits, where clocks and counters have digits of their own."""


@dataclass(frozen=True)
class SpokenCall:
    """`kept` must come out as it stands here: a guard that hides everything would be of no use."""

    name: str
    language: str
    lines: str
    kept: tuple[str, ...] = ()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Turns with times, one after the other."""
        turns: list[Turn] = []
        at_s = 0.5
        for line in self.lines.strip().splitlines():
            who, _, text = line.partition(": ")
            text = re.sub(r"[{}]", "", text)
            end_s = at_s + len(text.split()) / WORDS_PER_S
            turns.append(
                Turn(
                    turn_id=f"t{len(turns)}",
                    speaker=Speaker.AGENT if who == "A" else Speaker.CUSTOMER,
                    start_s=round(at_s, 2),
                    end_s=round(end_s, 2),
                    text=text,
                )
            )
            at_s = end_s + 0.4
        return tuple(turns)

    @property
    def planted(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{([^{}]+)\}", self.lines))

    @property
    def comment(self) -> str:
        """What a careless operator writes down: all that was said."""
        return "\n".join(turn.text for turn in self.turns)

    def leaks(self, text: str, *, noisy: bool = False) -> list[str]:
        """Runs of words and of digits of the planted values in a text."""
        said = " ".join(_words(text))
        numbers = [re.sub(r"\D", "", each) for each in re.findall(r"\d(?:[ .\-/]{0,2}\d)*", text)]
        found = []
        for value in self.planted:
            words = _words(value)
            runs = {" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))}
            found += [run for run in sorted(runs) if re.search(rf"(?<!\w){run}(?!\w)", said)]
            length = _RUN_IN_NOISE if noisy else _RUN
            digits = digits_of(value)
            windows = {digits[at : at + length] for at in range(len(digits) - length + 1)}
            found += [each for each in sorted(windows) if any(each in number for number in numbers)]
        return found


def _words(text: str) -> list[str]:
    """Lower case, without accents; JSON's escapes are undone."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    marks = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(each for each in marks if unicodedata.category(each) != "Mn")
    return re.findall(r"[^\W_]+", plain)


_UNITS = {
    word: digit
    for digit, words in enumerate(
        (
            "zero cero",
            "um uma uno un una",
            "dois duas dos",
            "tres",
            "quatro cuatro",
            "cinco",
            "seis meia",
            "sete siete",
            "oito ocho",
            "nove nueve",
        )
    )
    for word in words.split()
}
_TEENS = {
    word: str(number)
    for number, words in zip(
        (10, 11, 12, 13, 14, 15, 16, 17, 18, 19, *range(21, 30)),
        (
            "dez diez",
            "onze once",
            "doze doce",
            "treze trece",
            "quatorze catorze catorce",
            "quinze quince",
            "dezesseis dezasseis dieciseis",
            "dezessete dezassete diecisiete",
            "dezoito dieciocho",
            "dezenove dezanove diecinueve",
            *(
                f"veinti{unit}"
                for unit in ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
            ),
        ),
        strict=True,
    )
    for word in words.split()
}
_TENS = {
    word: str(number)
    for number, words in zip(
        range(2, 10),
        (
            "vinte veinte",
            "trinta treinta",
            "quarenta cuarenta",
            "cinquenta cincuenta",
            "sessenta sesenta",
            "setenta",
            "oitenta ochenta",
            "noventa",
        ),
        strict=True,
    )
    for word in words.split()
}


def digits_of(value: str) -> str:
    """The digits that were said: "doze trinta e quatro" → "1234", "doble siete" → "77"."""
    digits = ""
    words = _words(value)
    times = 1
    for at, word in enumerate(words):
        if word in ("doble", "duplo", "dobro"):
            times = 2
            continue
        said = ""
        if word.isdigit():
            said = word
        elif word in _UNITS:
            said = str(_UNITS[word])
        elif word in _TEENS:
            said = _TEENS[word]
        elif word in _TENS:
            more = words[at + 1 : at + 3]
            said = _TENS[word] + ("" if len(more) == 2 and more[0] in "ey" and more[1] in _UNITS else "0")
        digits += said * times
        times = 1
    return digits


CALLS = (
    SpokenCall(
        "cpf over turns",
        "pt",
        """
A: bom dia em que posso ajudar
C: bom dia a minha fatura veio oitenta reais mais cara e eu quero cancelar o plano
A: entendo me diga o seu cpf por favor
C: é {cinco dois nove nove oito dois}
A: certo
C: {dois quatro sete dois cinco}
A: só confirmando {cinco dois nove nove oito dois dois quatro sete dois cinco} está certo
C: isso mesmo
A: obrigado o desconto vale até o dia dez
""",
        ("R$ 80", "dia 10"),
    ),
    SpokenCall(
        "e-mail and phone",
        "pt",
        """
A: qual é o seu e-mail por favor
C: é {jota o a o ponto siqueira}
A: uhum
C: {arroba exemplo ponto com ponto br}
A: {jota o a o ponto siqueira arroba exemplo ponto com ponto br} certo
C: isso
A: e um telefone para contato com ddd
C: é {onze nove oito sete meia cinco quatro três dois um zero}
A: anotado mais alguma coisa
C: não quero cancelar mesmo a internet está lenta
""",
    ),
    SpokenCall(
        "card in groups",
        "pt",
        """
A: pode me passar o número do cartão que está cadastrado
C: {quatro cinco três nove}
A: sim
C: {um quatro oito oito zero três quatro três}
A: pode falar
C: {meia quatro meia sete}
A: e o código de segurança
C: {sete três oito}
A: perfeito a primeira parcela é de noventa reais
C: está bem obrigado
""",
        ("R$ 90",),
    ),
    SpokenCall(
        "corrected and unfinished",
        "pt",
        """
A: me fala o número do contrato por favor
C: é {sete oito nove} não desculpa {sete oito seis um dois três quatro}
A: obrigado e o cpf do titular
C: {cento e onze quatrocentos e quarenta e quatro setecentos e setenta e sete trinta e cinco}
A: e um telefone
C: o telefone do meu marido é {nove oito sete seis cinco}
""",
    ),
    SpokenCall(
        "dni over turns",
        "es",
        """
A: buenos días en qué puedo ayudarle
C: hola quiero cancelar el servicio me cobraron ochenta euros de más
A: claro dígame su dni
C: sí es el {doce treinta y cuatro cincuenta y seis}
A: ajá
C: {setenta y ocho zeta}
A: le repito {doce treinta y cuatro cincuenta y seis setenta y ocho zeta}
C: correcto
A: gracias la oferta acaba el día quince
""",
        ("80 €", "día 15"),
    ),
    SpokenCall(
        "doubled phone and e-mail",
        "es",
        """
A: un teléfono de contacto por favor
C: es el {seis doble siete cuatro}
A: sí
C: {doble cinco uno dos nueve}
A: y el correo electrónico
C: {lucía punto romero guion bajo ochenta y uno arroba}
A: vale
C: {ejemplo punto es}
A: perfecto queda anotado algo más
C: no quiero cancelar porque internet va lento
""",
    ),
    SpokenCall(
        "card in groups, in Spanish",
        "es",
        """
A: me dice el número de la tarjeta por favor
C: {cuarenta y cinco treinta y nueve catorce ochenta y ocho}
A: sí
C: {cero tres cuarenta y tres sesenta y cuatro sesenta y siete}
A: y el código de seguridad
C: {siete tres ocho}
A: muy bien la primera cuota es de noventa euros
C: de acuerdo gracias
""",
        ("90 €",),
    ),
    SpokenCall(
        "corrected and unfinished, in Spanish",
        "es",
        """
A: dígame el número de contrato
C: {siete ocho nueve} no perdón {siete ocho seis uno dos tres cuatro}
A: gracias y un teléfono
C: el móvil de mi mujer es el {seis uno dos tres cuatro}
""",
    ),
)
