"""Single spoken turns for training a recogniser or a language model: the corpus's phrases, no dialogue."""

from collections.abc import Iterator
from random import Random

from insights.records import Partition
from insights.synthetic.composer import Voice
from insights.synthetic.grammar import render
from insights.synthetic.inventory import Phrase, inventory
from insights.synthetic.kinds import REASONS
from insights.synthetic.settings import LOCALES, TENANTS
from insights.synthetic.tenants import tenant

IDENTIFICATION_SHARE = 0.25


def spoken_sentences(language: str, partition: Partition, rng: Random) -> Iterator[str]:
    """Endless random turns in the spoken style: lower case, no punctuation, numbers as words."""
    phrases = inventory(language)
    identification = [name for name in phrases.lists if name.startswith("identification.")]
    others = [name for name in phrases.lists if not name.startswith("identification.")]
    while True:
        locale = rng.choice(LOCALES[language])
        company = rng.choice(TENANTS)
        draw = rng.random()
        kind = None
        if draw < IDENTIFICATION_SHARE:
            phrase = phrases.lists[rng.choice(identification)].pick(partition, locale, rng)
        elif draw < 0.55:
            phrase = phrases.lists[rng.choice(others)].pick(partition, locale, rng)
        else:
            kind = phrases.kinds[rng.choice(sorted(phrases.kinds))]
            company = rng.choice(REASONS[kind.name].tenants)
            phrase = kind.opening.pick(partition, locale, rng)
        voice = Voice(locale, partition, tenant(company, language), "asr", rng)
        if kind is not None:
            voice.set_motive(kind)
        yield _one_line(voice, phrase, rng)


def _one_line(voice: Voice, phrase: Phrase, rng: Random) -> str:
    _, template = rng.choice(phrase.lines)
    return render(voice.pieces(template), "asr").text
