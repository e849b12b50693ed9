"""What a number may count: money, shares, time, data; and what shows that it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from insights.pii.words.reading import words
from insights.text.months import MONTHS

# Currencies by how an amount in them is written: with a sign, or with the word after the number.
SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "real": "R$",
        "reais": "R$",
        "euro": "€",
        "euros": "€",
        "peso": "pesos",
        "pesos": "pesos",
        "dolar": "dólares",
        "dolares": "dólares",
    }
)
CENTS = words("centavo centavos centimo centimos")
MILLIONS = words("milhao milhoes millon millones")
JOINS = words("e y con com")
POINTS: Mapping[str, str] = MappingProxyType({"virgula": ",", "coma": ",", "ponto": ".", "punto": "."})
HALVES = words("meio meia medio media")


@dataclass(frozen=True)
class QuantityPack:
    """Words about quantities in a language; folded."""

    units: frozenset[str]  # what is counted in figures: "doze meses"
    times: frozenset[str]  # among them what stays in words up to ten, as people write: "dois dias"
    often: str  # "mil vezes" means no number
    ranges: frozenset[str]  # between two numbers of one unit: "dez a quinze dias"
    hundred: str  # "por cento"
    periods: frozenset[str]  # "da tarde": a time of day comes before
    clock: str  # between hours and minutes
    at: frozenset[str]  # before a time of day
    no_day: frozenset[str]  # "bom dia um momento": no day of the month
    cues: frozenset[str]  # a price follows: "custa vinte e nove e noventa"
    links: frozenset[str]  # between the cue and the price
    goes_on: frozenset[str]  # what may follow an amount: else the last number counts something else
    year: str  # before a year that is said alone
    triggers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        found = self.units | self.periods | self.cues | frozenset(SYMBOLS) | {"$", "€", "%", "dia", "dias"}
        found |= {self.year, self.hundred, f"por{self.hundred}"}
        found |= {name for names in MONTHS.values() for name in names}
        object.__setattr__(self, "triggers", found)


QUANTITIES: Mapping[str, QuantityPack] = MappingProxyType(
    {
        "pt": QuantityPack(
            units=words(
                """
                segundos minutos horas dias semanas quinzenas meses bimestres trimestres semestres anos
                vezes parcelas prestacoes mensalidades
                mega megas giga gigas tera teras megabytes gigabytes megabits mb gb tb mbps
                kwh quilowatts kilowatts watts volts
                quilometros km metros quilos kg litros graus
                centavos centimos
                """
            ),
            times=words("segundos minutos horas dias semanas quinzenas meses semestres anos vezes"),
            often="vezes",
            ranges=words("a ao ou ate"),
            hundred="cento",
            periods=words("manha tarde noite madrugada"),
            clock="h",
            at=words("as das pelas a da umas"),
            no_day=words("bom bons um outro em por cada qualquer meio mesmo mais que algum nenhum"),
            cues=words(
                """
                custa custam custava custou custar custando paga pago paguei pagar pagando pagava pagou cobrou
                cobram cobraram cobrar cobrando cobrado cobrada cobranca valor preco mensalidade fatura boleto
                sai saiu sairia saindo fica ficou ficaria ficava
                """
            ),
            links=words("por de em e so apenas uns quase o a no na do da valor total"),
            goes_on=words(
                """
                por para pra em no na nos nas e que mas ou porque quando se com a o as os este esta esse essa
                isso ja agora nao cada todo todos ontem hoje amanha ao do da
                """
            ),
            year="ano",
        ),
        "es": QuantityPack(
            units=words(
                """
                segundos minutos horas dias semanas quincenas meses bimestres trimestres semestres anos
                veces cuotas mensualidades plazos
                mega megas giga gigas tera teras megabytes gigabytes megabits mb gb tb mbps
                kwh kilowatts kilovatios vatios watts voltios
                kilometros km metros kilos kg litros grados
                soles bolivares quetzales lempiras colones bolivianos guaranies
                centavos centimos
                """
            ),
            times=words("segundos minutos horas dias semanas quincenas meses semestres anos veces"),
            often="veces",
            ranges=words("a al o u hasta"),
            hundred="ciento",
            periods=words("manana tarde noche madrugada"),
            clock=":",
            at=words("las la"),
            no_day=words("buen buenos un otro en por cada cualquier medio mismo mas que algun ningun"),
            cues=words(
                """
                cuesta cuestan costaba costo costar costando paga pago pague pagar pagando pagaba pagan cobro
                cobran cobraron cobrar cobrando cobrado cobrada valor precio importe cuota factura mensualidad
                sale salio salia queda quedo quedaba
                """
            ),
            links=words("por de en y solo unos casi el la del valor total es"),
            goes_on=words(
                """
                por para en el la los las y que pero o porque cuando si con a al este esta ese esa eso ya
                ahora no cada todo todos ayer hoy manana como mi me le lo su es del
                """
            ),
            year="ano",
        ),
    }
)
