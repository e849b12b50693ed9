"""The readers of an address's parts, built once for a language."""

from dataclasses import dataclass

from insights.pii.addresses.complements import ComplementReader
from insights.pii.addresses.corrections import CorrectionReader
from insights.pii.addresses.details import DetailReader
from insights.pii.addresses.numbers import NumberReader
from insights.pii.addresses.place_names import PlaceNameReader
from insights.pii.addresses.said import SaidReader
from insights.pii.addresses.streets import StreetReader
from insights.pii.addresses.surroundings import Surroundings
from insights.pii.packs import LanguagePack
from insights.pii.places import Places, places


@dataclass(frozen=True)
class Readers:
    """What reads numbers, streets, complements, places, and all of them in a row."""

    pack: LanguagePack
    places: Places
    numbers: NumberReader
    streets: StreetReader
    names: PlaceNameReader
    complements: ComplementReader
    details: DetailReader
    around: Surroundings
    said: SaidReader

    @classmethod
    def of(cls, pack: LanguagePack) -> "Readers":
        known = places(pack.language)
        numbers = NumberReader(pack)
        streets = StreetReader(pack, numbers)
        names = PlaceNameReader(pack, known, numbers, streets)
        complements = ComplementReader(pack, numbers, streets, names)
        details = DetailReader(pack, known, numbers, streets, names, complements, CorrectionReader(pack))
        return cls(
            pack,
            known,
            numbers,
            streets,
            names,
            complements,
            details,
            Surroundings(pack),
            SaidReader(pack, known),
        )
