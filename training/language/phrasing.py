"""Single phrases for the tasks, of the training partition only: ways of putting a reason, and amounts."""

from dataclasses import dataclass
from random import Random

from insights.synthetic.composer import Value, Voice
from insights.synthetic.grammar import Piece, choose, render
from insights.synthetic.inventory import inventory
from insights.synthetic.kinds import REASONS
from insights.synthetic.settings import LOCALES
from insights.synthetic.tenants import tenant
from insights.synthetic.values import amount_written, draw_amount

SLOTS = ("product", "amount", "date", "since", "secret", "relative", "org")


@dataclass(frozen=True)
class Phrasing:
    """Draws phrases in the style of cleaned text: values as written, personal data as placeholders."""

    def opening(self, language: str, kind: str, rng: Random) -> str:
        """One line that shows a reason for calling."""
        locale = rng.choice(LOCALES[language])
        company = tenant(rng.choice(REASONS[kind].tenants), language)
        voice = Voice(locale, "train", company, "edited", rng)
        source = inventory(language).kinds[kind]
        if source.motives:
            motive = source.motives[rng.choice(sorted(source.motives))].pick("train", locale, rng)
            text = choose(motive.lines[0][1], rng)
            voice.slots["motive"] = Value(text, text, text, "n")
        phrase = source.opening.pick("train", locale, rng)
        pieces = [
            Piece(placeholder, placeholder)
            if piece.pii is not None and (placeholder := f"[{piece.pii.value}_1]")
            else piece
            for piece in voice.pieces(rng.choice(phrase.lines)[1])
        ]
        text = render(pieces, "edited").text
        return text if rng.random() < 0.3 else text.rstrip(".")

    def values(self, company: str, locale: str, rng: Random) -> dict[str, str]:
        """Two or three values of a tenant's calls, by slot."""
        voice = Voice(locale, "train", tenant(company, locale[:2]), "edited", rng)
        slots = rng.sample(SLOTS, rng.choice((2, 3)))
        return {slot: voice.value(slot).canonical for slot in slots}

    def amount(self, locale: str, rng: Random) -> str:
        """An amount as cleaned text has it."""
        units, cents = draw_amount(rng)
        return amount_written(units, cents, locale)
