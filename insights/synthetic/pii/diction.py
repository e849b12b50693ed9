"""How one speaker says digits, letters and punctuation: chosen once, kept for the whole case."""

from functools import lru_cache
from random import Random

from insights.synthetic import values

_UNITS = {
    "pt": ("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
_PLURALS = {
    "pt": ("zeros", "uns", "dois", "três", "quatros", "cincos", "seis", "setes", "oitos", "noves"),
    "es": ("ceros", "unos", "doses", "treses", "cuatros", "cincos", "seises", "sietes", "ochos", "nueves"),
}
_BASE = {"pt-BR": "pt-BR", "pt-PT": "pt-PT"}
_LETTERS = {
    "pt": "á bê cê dê é efe gê agá i jota cá ele eme ene ó pê quê erre esse tê u vê dáblio xis ípsilon zê",
    "es": "a be ce de e efe ge hache i jota ka ele eme ene o pe cu erre ese te u uve uve_doble equis ye zeta",
}
_OTHER_LETTERS = {
    "pt-BR": {"Y": "ípsilon", "W": "dabliu", "H": "agá", "G": "gê", "E": "ê", "O": "ô"},
    "pt-PT": {"Y": "ípsilon", "W": "dâblio", "J": "jota", "G": "guê", "K": "capa", "E": "é"},
    "es-ES": {"Y": "i griega", "Ñ": "eñe"},
    "es": {"V": "ve corta", "B": "be larga", "W": "doble ve", "Y": "i griega", "Z": "zeta", "Ñ": "eñe"},
}
_EXAMPLES = {
    "pt": "amor bola casa dado escola faca gato hotel igreja janela kiwi limão Maria navio ovo pato queijo"
    " rato sapo tatu uva vaca web xícara yoga zebra",
    "es": "amor burro casa dedo España Francia gato hotel Italia jamón kilo lima mamá Navarra oso papá queso"
    " rosa sol Toledo uva Valencia web xilófono yate zapato",
}
_MARKS: dict[str, dict[str, tuple[str, ...]]] = {
    "pt": {
        ".": ("ponto",),
        "-": ("traço", "traço", "hífen", "tracinho"),
        "/": ("barra",),
        "_": ("underline", "underline", "anderline", "traço baixo", "sublinhado", "underscore"),
        "@": ("arroba",),
        "#": ("jogo da velha", "hashtag"),
        "!": ("exclamação",),
        "*": ("asterisco",),
        "+": ("mais",),
    },
    "es": {
        ".": ("punto",),
        "-": ("guion", "guión", "guion medio", "raya"),
        "/": ("barra", "diagonal", "slash"),
        "_": ("guion bajo", "guión bajo", "subguion", "raya abajo", "barra baja"),
        "@": ("arroba",),
        "#": ("numeral", "almohadilla", "gato"),
        "!": ("exclamación",),
        "*": ("asterisco",),
        "+": ("más",),
    },
}


@lru_cache(maxsize=8)
def _letter_names(locale: str, other: bool) -> dict[str, str]:
    language = locale[:2]
    names = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTERS[language].split(), strict=True))
    names = {letter: name.replace("_", " ") for letter, name in names.items()}
    names["Ñ"], names["Ç"] = "eñe", "cê cedilha"
    if other:
        names |= _OTHER_LETTERS.get(locale, _OTHER_LETTERS["es"])
    return names


class Diction:
    """The habits of a speaker: "meia" for six, letters by name or as letters, one word per mark."""

    def __init__(self, locale: str, rng: Random) -> None:
        self.locale, self.language, self.rng = locale, locale[:2], rng
        self.base = locale if locale in _BASE else "es-ES"
        self._half = locale == "pt-BR" and rng.random() < 0.55
        self._names = _letter_names(locale, rng.random() < 0.35)
        self._by_name = rng.random() < 0.6
        self._capitals = rng.random() < 0.6
        self._explains = rng.random() < 0.12
        self._marks = {mark: rng.choice(words) for mark, words in _MARKS[self.language].items()}

    def number(self, value: int) -> str:
        """A cardinal in words."""
        return values.number_words(value, self.base)

    def digit(self, digit: str) -> str:
        if self._half and digit == "6":
            return "meia"
        return _UNITS[self.language][int(digit)]

    def singly(self, text: str) -> str:
        """Digit by digit, letters spelled."""
        return " ".join(self.digit(c) if c.isdigit() else self.letter(c) for c in text if c.isalnum())

    def group(self, text: str) -> str:
        """As one number, zeros in front said one by one: "zero vinte e nove"."""
        if not text.isdigit():
            return self.singly(text)
        bare = text.lstrip("0")
        words = [_UNITS[self.language][0]] * (len(text) - len(bare))
        if bare:
            words.append(self.singly(bare) if len(bare) > 4 else self.number(int(bare)))
        return " ".join(words)

    def doubled(self, text: str) -> str:
        """Equal neighbours together: "doble siete", "triple cero", "dois setes", "dupla de sete"."""
        words, position = [], 0
        while position < len(text):
            char = text[position]
            run = 1
            while run < 4 and text[position + run : position + run + 1] == char:
                run += 1
            words.append(self._run(char, run) if run > 1 else self.singly(char))
            position += run
        return " ".join(words)

    def _run(self, char: str, run: int) -> str:
        choice, spanish = self.rng.random(), self.language == "es"
        one = self.digit(char) if char.isdigit() else self.letter(char).split(" de ")[0]
        count = _UNITS[self.language][run]
        if not char.isdigit():
            if spanish:
                return f"{'doble' if run == 2 else count} {one}"
            return f"{count} {one}s" if not one.endswith("s") else f"{count} {one}"
        if spanish and run < 4 and choice < 0.75:
            return f"{('doble', 'triple')[run - 2]} {one}"
        if not spanish and run < 4 and choice < 0.3:
            return f"{('duplo', 'triplo')[run - 2]} {one}"
        if not spanish and run == 2 and choice < 0.4:
            return f"dupla de {one}"
        plural = _PLURALS[self.language][int(char)]
        if one == "meia":
            plural = "meias"
        return f"{count} {plural}"

    def letter(self, char: str) -> str:
        """A letter by its name, or as itself."""
        char = char.upper()
        name = self._names.get(char, char) if self._by_name else char if self._capitals else char.lower()
        if self._explains and "A" <= char <= "Z" and self.rng.random() < 0.6:
            return f"{name} de {_EXAMPLES[self.language].split()[ord(char) - ord('A')]}"
        return name

    def mark(self, marks: str) -> str:
        """The name of punctuation; spaces are not said."""
        return " ".join(self._marks[c] for c in marks if c in self._marks)

    def prose(self, text: str) -> str:
        """A text with its numbers in words: "carrera 43A" -> "carrera cuarenta y tres A"."""
        return _prose(text, self.base)


@lru_cache(maxsize=4000)
def _prose(text: str, base: str) -> str:
    out, number = "", ""
    for char in text + "\0":
        if char.isdigit():
            number += char
            continue
        if number:
            out += values.number_words(int(number), base) + (" " if char.isalpha() else "")
            number = ""
        out += char
    return out[:-1]
