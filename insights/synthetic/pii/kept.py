"""What must survive a scrubber: amounts, payment dates, dates, times, durations, quantities, products."""

from random import Random

from insights.synthetic.pii.diction import Diction
from insights.synthetic.pii.records import KeptKind
from insights.synthetic.pii.wordlists import Words
from insights.synthetic.values import MONTHS

KEPT: dict[str, KeptKind] = {
    "amount": "amount",
    "due": "payment_date",
    "date": "date",
    "time": "time",
    "duration": "duration",
    "deadline": "deadline",
    "quantity": "quantity",
    "measure": "quantity",
    "percent": "percentage",
    "product": "product",
    "org": "organisation",
}
_CURRENCY = {"pt-BR": "reais", "pt-PT": "euros", "es-ES": "euros", "es-PE": "soles"}
_WRITTEN = {"pt-BR": "R$ {}", "pt-PT": "{} €", "es-ES": "{} €", "es-PE": "S/ {}"}
_BIG = {"es-CO": 1000, "es-CL": 500, "es-AR": 100}


def _shapes(text: str) -> tuple[str, ...]:
    """Alternatives of a shape: {d} day, {m} month, {mm} its number, {y} year, {n} a few, {b} many."""
    return tuple(shape.strip() for shape in text.split("|"))


_SHAPES: dict[str, dict[str, tuple[str, ...]]] = {
    "due": {
        "pt": _shapes(
            "dia {d}|dia {d}|dia {d} do mês que vem|{d} de {m}|dia {d} de {m}|{d}/{mm}|sexta-feira"
            "|todo dia {d}"
            "|amanhã|segunda que vem"
            "|até dia {d}|{d}/{mm}/2026|no fim do mês"
        ),
        "es": _shapes(
            "el {d}|el día {d}|el {d} del mes que viene|el {d} de {m}|el día {d} de {m}|el {d}/{mm}"
            "|el viernes|mañana|el lunes que viene|el {d} de cada mes|el {d}/{mm}/2026|a fin de mes"
        ),
    },
    "date": {
        "pt": _shapes("{d} de {m}|{d} de {m} de {y}|dia {d}/{mm}|dia {d}|dia {d} de {m}|{d}/{mm}/{y}"),
        "es": _shapes("el {d} de {m}|el {d} de {m} de {y}|el {d}/{mm}|el día {d}|el {d}/{mm}/{y}"),
    },
    "duration": {
        "pt": _shapes("{n} meses|{n} anos|{n} semanas|{n} dias|quase {n} anos|mais de {n} meses"),
        "es": _shapes("{n} meses|{n} años|{n} semanas|{n} días|casi {n} años|más de {n} meses"),
    },
    "deadline": {
        "pt": _shapes(
            "48 horas|72 horas|5 dias úteis|10 dias úteis|24 horas|15 dias|3 a 5 dias úteis|7 dias corridos"
            "|30 dias|24 a 48 horas"
        ),
        "es": _shapes(
            "48 horas|72 horas|5 días hábiles|10 días hábiles|24 horas|15 días|3 a 5 días laborables"
            "|7 días naturales|30 días|24 a 48 horas"
        ),
    },
    "quantity": {
        "pt": _shapes("{n} parcelas|{n} prestações|{n} faturas|{n} vezes|{n} mensalidades"),
        "es": _shapes("{n} cuotas|{n} pagos|{n} facturas|{n} plazos|{n} mensualidades"),
    },
    "measure": {
        "pt": _shapes(
            "{n} gigas|{b} megas|{b} pontos|{b} quilowatts|{n} comprimidos|{n} chips|{b} milhas|{n} linhas"
            "|{n} caixas|{n} minutos|{b} mililitros"
        ),
        "es": _shapes(
            "{n} gigas|{b} megas|{b} puntos|{b} kilovatios|{n} pastillas|{n} chips|{b} millas|{n} líneas"
            "|{n} cajas|{n} minutos|{b} mililitros"
        ),
    },
    "time": {
        "pt": _shapes("14h|14h30|9 horas|8:15|18h|10h45"),
        "es": _shapes("14:30|9 horas|8:15|18 h|10:45"),
    },
    "time in words": {
        "pt": _shapes("duas da tarde|oito e meia|nove horas|dez para as quatro|três e quinze|onze da manhã"),
        "es": _shapes(
            "dos de la tarde|ocho y media|nueve horas|cuatro menos diez|tres y cuarto|once de la mañana"
        ),
    },
}
_SAFE = (3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 19, 30)  # no gender to agree with


class Keeper:
    """Says the kept things of one case, in numerals or in words."""

    def __init__(self, diction: Diction, words: Words, numerals: float, rng: Random) -> None:
        self._diction, self._words, self._rng = diction, words, rng
        self._numerals = rng.random() < numerals
        self._locale = diction.locale

    def say(self, slot: str) -> str:
        language, rng = self._locale[:2], self._rng
        if slot == "amount":
            return self._amount()
        if slot == "product":
            return rng.choice(self._words["products"])
        if slot == "org":
            return rng.choice(self._words["organisations"])
        if slot == "time":
            return rng.choice(_SHAPES["time" if self._numerals else "time in words"][language])
        if slot == "percent":
            number = rng.choice((5, 7, 8, 10, 12, 15, 20, 25, 30, 50))
            if self._numerals:
                return f"{number}%" if rng.random() < 0.8 else f"{number},{rng.randint(1, 9)}%"
            return f"{self._diction.number(number)} {'por cento' if language == 'pt' else 'por ciento'}"
        return self._shaped(rng.choice(_SHAPES[slot][language]))

    def _shaped(self, shape: str) -> str:
        rng = self._rng
        month = rng.randrange(12)
        if not self._numerals and "/" in shape:
            shape = "dia {d} de {m}" if self._locale.startswith("pt") else "el {d} de {m}"
        text = shape.format(
            d=rng.choice((3, 5, 8, 10, 12, 15, 18, 20, 22, 25, 28, 30)),
            m=MONTHS[self._locale[:2]][month],
            mm=f"{month + 1:02d}",
            y=rng.randint(2015, 2026),
            n=rng.choice(_SAFE),
            b=rng.choice((350, 150, 480, 1000, 3000, 12000)),
        )
        return text if self._numerals else self._diction.prose(text)

    def _amount(self) -> str:
        rng, locale = self._rng, self._locale
        units = rng.choice(
            (rng.randint(15, 99), rng.randint(100, 999), 10 * rng.randint(2, 99), 100 * rng.randint(1, 45))
        )
        cents = rng.choice((90, 50, 99, 45, 30, 75)) if rng.random() < 0.3 and locale not in _BIG else 0
        units *= _BIG.get(locale, 1)
        currency = _CURRENCY.get(locale, "pesos")
        if not self._numerals:
            return self._spoken_amount(units, cents, currency)
        point, comma = (",", ".") if locale in ("es-MX", "es-PE") else (".", ",")
        whole = f"{units:,}".replace(",", point)
        number = f"{whole}{comma}{cents:02d}" if cents else whole
        if rng.random() < 0.35:
            return f"{number} {currency}"
        if rng.random() < 0.2 and units % 1000 == 0:
            return f"{units // 1000} mil {currency}"
        return _WRITTEN.get(locale, rng.choice(("${}", "$ {}"))).format(number)

    def _spoken_amount(self, units: int, cents: int, currency: str) -> str:
        words = self._diction.number(units)
        spanish = self._locale.startswith("es")
        if spanish and words.endswith("uno"):
            words = words[:-9] + "veintiún" if words.endswith("veintiuno") else words[:-1]
        text = f"{words} {currency}"
        if cents:
            coin = {"pt-PT": " cêntimos", "es-ES": " céntimos"}.get(self._locale, " centavos")
            tail = coin if self._rng.random() < 0.6 else ""
            text += f" {'con' if spanish else 'e'} {self._diction.number(cents)}{tail}"
        return text
