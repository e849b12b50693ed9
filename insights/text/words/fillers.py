"""Hesitations, asides, tags and openers: words that carry nothing where they stand as told here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from insights.pii.words.reading import words
from insights.text.tokens import fold


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Phrases between commas."""
    return frozenset(tuple(phrase.split()) for phrase in text.split(",") if phrase.strip())


@dataclass(frozen=True)
class FillerPack:
    """Words that say nothing, by what shows that they do."""

    always: frozenset[tuple[str, ...]]  # wherever they stand
    bound: frozenset[tuple[str, ...]]  # but not so, with no comma after: "así pues", ", pues tenía prisa"
    measures: frozenset[str]  # a unit after a figure: "5 mm"
    spelled: frozenset[str]  # the same, but only with these accents
    before_pause: frozenset[str]  # a pause is written after them
    paused: frozenset[str]  # a comma or a pause after them, or they stand among numbers
    asides: frozenset[tuple[str, ...]]  # between commas
    openers: frozenset[tuple[str, ...]]  # a sentence begins with them and a comma
    not_after_opener: frozenset[str]  # what the opener belongs to: "bem, obrigado"
    speakers: frozenset[str]  # so the speaker's own sentence begins: the opener needs no comma
    tags: frozenset[tuple[str, ...]]  # ", sabe?": ask for attention, not for an answer
    questions: frozenset[tuple[str, ...]]  # ", ¿no?": the question stays
    loose: frozenset[str]  # anywhere but next to the words below
    means_after: frozenset[str]
    means_before: frozenset[str]
    repairs: frozenset[tuple[str, ...]]  # "a segunda, digo, a terceira"
    answers: frozenset[str]  # "não, né, quero": what follows is not what they answer
    heads: frozenset[str]  # words with which a phrase that is repaired begins
    word_letters: frozenset[str]  # one-letter words, which may be stuttered
    echoes: frozenset[str]  # said twice on purpose: "já já"
    whole: frozenset[str]  # words that look like the beginning of another
    first_words: frozenset[str] = field(init=False)
    plain_signs: frozenset[str] = field(init=False)  # without one of these there is no filler
    comma_signs: frozenset[str] = field(init=False)  # the same for text with commas or question marks

    def __post_init__(self) -> None:
        words = self.paused | self.loose
        plain = self.always | self.openers
        punctuated = self.asides | self.tags | self.questions | self.repairs
        firsts = words | self.before_pause | {phrase[0] for phrase in plain | punctuated}
        signs = words | {fold(word) for word in self.spelled} | {max(phrase, key=len) for phrase in plain}
        object.__setattr__(self, "first_words", firsts | {fold(word) for word in self.spelled})
        object.__setattr__(self, "plain_signs", signs)
        object.__setattr__(self, "comma_signs", signs | {max(phrase, key=len) for phrase in punctuated})


# Somebody spelling says a letter twice on purpose.
LETTER_NAMES = words(
    "be ce cu efe ge aga hache jota ka ca ele eme ene pe erre esse ese te uve ve xis equis ze zeta"
)

_PT = FillerPack(
    always=_phrases("ahn, ahm, ham, hum, humm, hmm, hm, uh, uhm, ehh, ehm, ne, tipo assim, ah bom"),
    bound=frozenset(),
    measures=words("hm ham"),
    spelled=words("hã ãh ãhn hãn éé ééé êh"),
    before_pause=words("e o a ah eu que assim entao tipo bom bem um uma da de no na pra para"),
    paused=words("eh ah"),
    asides=_phrases(
        "assim, entao assim, digamos, digamos assim, vamos dizer, vamos dizer assim, por assim dizer, sabe, "
        "sabe assim, entendeu, entende, ta entendendo, viu, como e que se diz, como e que eu vou dizer"
    ),
    openers=_phrases("bom, bem, assim, entao assim, e assim"),
    not_after_opener=words(
        "obrigado obrigada brigado brigada gracas muito e ou mas tambem mais so melhor como de por no na"
    ),
    speakers=words("eu quero queria gostaria preciso precisava"),
    tags=_phrases("ta, ta bom, ta certo, ta ok, sabe, entendeu, entende, ta entendendo, viu"),
    questions=frozenset(),
    loose=words("tipo"),
    means_after=words(
        """
        que qual o um esse este aquele outro algum nenhum cada mesmo do de no ao seu meu ultimo primeiro novo
        certo todo so unico os esses estes desse deste nesse neste pelo num dum qualquer bom ruim pior melhor
        segundo terceiro diabetes sangue conta plano cobertura chave cartao seguro contrato servico cliente
        documento erro faz fazer
        """
    ),
    means_before=words("de do da dos das a b o ab i ii iii sanguineo exportacao"),
    repairs=_phrases("digo, ou melhor, quer dizer, melhor dizendo"),
    answers=words("nao sim nunca nada nem claro certo isso ta ok"),
    heads=words(
        """
        a o as os um uma ao aos da das do dos na nas no nos num numa pela pelo pelas pelos em de para pra com
        meu minha seu sua
        """
    ),
    word_letters=words("a o e"),
    echoes=words("ja logo bla quase ai"),
    whole=words(
        """
        a o as os ao aos da das do dos de em na nas no nos e eu que se so um uma com sem mas me te lhe ou por
        par para pra pro pre pos meu seu sua mes dia fim bom bem sim nao foi era vai vou tem ter ver ler ir
        ja la ai aqui ali isso isto esse essa este esta ele ela tudo nada todo cada mais menos muito pouco
        como quem qual cont conta real mil cem dez tres seis casa caso cara pode
        """
    ),
)

_ES = FillerPack(
    always=_phrases("eh, ehh, em, emm, ehm, mm, mmm, mmmm, hum, hmm, uh, uhm, o sea, pues"),
    bound=frozenset({("asi", "pues"), (",", "pues")}),
    measures=words("mm hm"),
    spelled=frozenset(),
    before_pause=words(
        "este esto e y a ah bueno que digamos o yo el la un una de en mi es entonces por para lo"
    ),
    paused=words("ah"),
    asides=_phrases(
        "este, esto, digamos, digamos que, por decirlo asi, por asi decirlo, como le digo, como te digo, "
        "como le dijera, a ver, sabes, sabe, me entiendes, me entiende, me explico, viste, che, andale, "
        "bueno, vamos"
    ),
    openers=_phrases("este, bueno, a ver, bueno a ver, che"),
    not_after_opener=words(
        "gracias muchas muy y e o pero tambien de por si adios hasta chao bonito barato mas mejor como"
    ),
    speakers=words("yo quiero queria quisiera necesito necesitaba"),
    tags=_phrases("sabes, sabe, me entiendes, me entiende, entiendes, entiende, me explico, viste, vale"),
    questions=_phrases("no"),
    loose=frozenset(),
    means_after=frozenset(),
    means_before=frozenset(),
    repairs=_phrases("digo, mejor dicho, o mejor dicho, quiero decir, o mejor"),
    answers=words("no si nunca nada ni claro vale ok ya"),
    heads=words(
        "el la los las lo un una unos unas al del en de para por con a mi mis su sus tu este esta ese esa"
    ),
    word_letters=words("a o y e u"),
    echoes=words("ya luego bla casi ahorita"),
    whole=words(
        """
        a al el la los las lo de del en y e o u un una uno que se si su sus mi mis tu me te le les no con sin
        por para pero mas muy ya hay ha he es era fue soy son voy va van ver ir dar dia mes fin bien mal este
        esta esto ese esa eso ella todo nada cada como quien cual donde cuando porque aqui ahi asi sol casa
        caso cara pre cont mil cien dos tres seis real
        """
    ),
)

PACKS: Mapping[str, FillerPack] = MappingProxyType({"pt": _PT, "es": _ES})
