"""What hostile text costs the scrubber: seconds for a megabyte of a pattern, and times plain speech.

    python -m tests.benchmarks.pii_hostile
    python -m tests.benchmarks.pii_hostile --only um_um arroba --language es --megabytes 4

Each pattern is fed in growing sizes as one text, to the scrubber alone and to the whole cleaning. `growth` is
seconds per character at the largest size over those at a quarter of it: 1 is linear, 4 is quadratic. A
pattern that takes longer than `--patience` seconds is stopped there, with `seconds/MB` as if it went on so.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Mapping

from insights.pii import Scrubber
from insights.text.clean import clean_texts
from insights.text.glossary import load_glossary

PLAIN = {
    "pt": "bom dia eu queria entender a fatura deste mês porque veio mais cara do que o combinado "
    "o plano é o mesmo de sempre e ninguém me avisou da mudança de valor você pode verificar para mim ",
    "es": "buenos días quería entender la factura de este mes porque llegó más cara de lo acordado "
    "el plan es el mismo de siempre y nadie me avisó del cambio de precio puede revisarlo por favor ",
}
WRITTEN = {language: text.strip().capitalize() + ". " for language, text in PLAIN.items()}

# A unit is repeated until the text is as long as wanted.
UNITS: Mapping[str, str] = {
    "digits": "7",
    "digits_spaced": "7 ",
    "digits_dashed": "1-",
    "groups": "123.456 ",
    "grouped_dots": "1.000.",
    "phones": "11 98765-4321 ",
    "cpf": "529.982.247-25 ",
    "cpf_glued": "52998224725",
    "letters": "a ",
    "one_word": "a",
    "hex": "f3a9",
    "at": "a@",
    "at_dot": "a.b@",
    "emails": "ana@exemplo.com ",
    "email_tail": ".com",
    "arroba": "arroba ",
    "arroba_ponto": "ana arroba b ponto ",
    "ponto": "ponto ",
    "punto": "punto ",
    "traco": "a traço b guion bajo ",
    "spelled": "a de ana bê de bola ",
    "um_um": "um ",
    "uno_uno": "uno ",
    "mil": "mil ",
    "zero_e": "zero e ",
    "vinte_e": "vinte e ",
    "meia": "meia ",
    "doble": "doble ",
    "doble_siete": "doble siete ",
    "corrected": "sete não desculpa seis ",
    "corregido": "siete no perdón seis ",
    "certo": "um certo dois sim ",
    "brackets": "[CPF_",
    "closing": "]",
    "nested": "[[CPF_1]",
    "placeholders": "[CPF_1] ",
    "placeholders_many": "[NOME_1] [CPF_2], ",
    "dots": ".-",
    "commas": ", ",
    "stops": ". ",
    "questions": "? ",
    "quotes": "\"'(",
    "slashes": "1/2/",
    "dates": "12/03/1985 ",
    "date_words": "doze de março de ",
    "born": "nasci em doze de março de oitenta e cinco ",
    "month": "março ",
    "rua": "rua ",
    "calle": "calle ",
    "rua_names": "rua das Flores número ",
    "address": "Rua das Flores, 12, apto 3, ",
    "bairro": "bairro Centro cidade ",
    "capitals": "Ana ",
    "names": "Maria da Silva ",
    "names_low": "maria silva ",
    "name_is": "meu nome é ",
    "me_llamo": "me llamo ",
    "titles": "dona ",
    "de_de": "de ",
    "particles": "de la ",
    "e_e": "é ",
    "eh": "eh ",
    "este": "este… ",
    "repeated": "tipo assim ",
    "context": "meu cpf é ",
    "all_contexts": "cpf rg cnh cep conta cartão senha protocolo telefone ",
    "money": "R$ 1.200,00 ",
    "money_words": "mil e duzentos reais ",
    "percent": "10% ",
    "zero_width": "a\u200b",
    "zero_width_only": "\u200b",
    "digits_zero_width": "1\u200b",
    "joiners": "1\u2060",
    "marks": "a\u0301",
    "marks_only": "\u0301",
    "newlines": "\n",
    "newline_digits": "1\n",
    "newline_words": "sim\n",
    "carriage": "um\r\n",
    "tabs": "\t",
    "spaces": " ",
    "astral": "😀",
    "astral_digits": "𝟙𝟚 ",
    "full_width": "１２３",
    "arabic": "١٢٣ ",
    "underscores": "_",
    "plus": "+55 ",
    "colons": "cpf:",
    "urls": "https://a.b/c?d=",
    "iban": "ES91 2100 ",
    "nul": "\x00",
}


def _mixed(characters: int) -> str:
    """Units in a random order, the same each time."""
    chance, units, parts, size = random.Random(5), list(UNITS.values()), [], 0
    while size < characters:
        parts.append(chance.choice(units) * chance.randint(1, 9))
        size += len(parts[-1])
    return "".join(parts)[:characters]


def repeated(unit: str, characters: int) -> str:
    """Exactly so many characters of a repeated unit."""
    return (unit * (characters // len(unit) + 1))[:characters]


def texts(name: str, language: str) -> Callable[[int], str]:
    """A pattern as a function from length to text."""
    if name == "mixed":
        return _mixed
    unit = {"plain": PLAIN[language], "written": WRITTEN[language]}.get(name) or UNITS[name]
    return lambda characters: repeated(unit, characters)


def passes(scrubber: Scrubber, language: str) -> Mapping[str, Callable[[str], object]]:
    """What is timed: the scrubber alone, and all of cleaning."""
    glossary = load_glossary("telecom", language)
    return {
        "scrub": lambda text: scrubber.scrub_texts([text], language),
        "clean": lambda text: clean_texts([text], language, scrubber, glossary),
        "clean, a turn a line": lambda text: clean_texts(text.split("\n"), language, scrubber, glossary),
    }


def _sizes(largest: int) -> Iterator[int]:
    size = largest
    while size > 32_000:
        size //= 4
    while size < largest:
        yield size
        size *= 4
    yield largest


def measured(
    work: Callable[[str], object], text: Callable[[int], str], largest: int, patience_s: float
) -> tuple[int, float, float]:
    """(characters reached, seconds per megabyte there, growth over a quarter of it)."""
    rates = []
    for size in _sizes(largest):
        given = text(size)
        started = time.process_time()
        work(given)
        spent = time.process_time() - started
        rates.append(spent / size)
        # The next size would take four times as long at least.
        if spent * 4 > patience_s:
            break
    return size, rates[-1] * 1e6, rates[-1] / rates[-2] if len(rates) > 1 else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", nargs="*", help="names of patterns")
    parser.add_argument("--language", nargs="*", default=["pt", "es"], choices=["pt", "es"])
    parser.add_argument("--of", nargs="*", default=["scrub", "clean"], help="scrub, clean")
    parser.add_argument("--megabytes", type=float, default=1)
    parser.add_argument("--patience", type=float, default=60, help="seconds for one text")
    options = parser.parse_args()
    scrubber = Scrubber()
    print(
        f"{'of':6} {'language':8} {'pattern':18} {'characters':>10} {'s/MB':>8} {'× plain':>8} {'growth':>7}"
    )
    for language in options.language:
        for of, work in passes(scrubber, language).items():
            if of not in options.of:
                continue
            work(texts("mixed", language)(10_000))
            plain = float("nan")
            for name in ["plain", *(options.only or ["written", *UNITS, "mixed"])]:
                size, rate, growth = measured(
                    work, texts(name, language), int(options.megabytes * 1e6), options.patience
                )
                if name == "plain":
                    plain = rate
                flag = "  <<" if growth > 1.5 or rate / plain > 4 else ""
                row = f"{of:6} {language:8} {name:18} {size:10} {rate:8.2f} {rate / plain:8.2f} {growth:7.2f}"
                print(row + flag, flush=True)


if __name__ == "__main__":
    main()
