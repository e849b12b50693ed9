"""What the words of an address tell, the same for every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from insights.pii.words.reading import words


def living_words(*, anywhere: str, known: str) -> Mapping[str, bool]:
    """Words after which a place follows; True where any place may."""
    return MappingProxyType({**dict.fromkeys(words(anywhere), True), **dict.fromkeys(words(known), False)})


def field_words(**lines: str) -> Mapping[str, str]:
    """A label's words → the kind of its field."""
    return MappingProxyType({word: kind for kind, text in lines.items() for word in text.split()})


@dataclass(frozen=True)
class AddressWords:
    """Words that make up an address, by what they tell. `fields` and `living` lead to places alone."""

    strong_types: frozenset[str]
    weak_types: frozenset[str]  # everyday words too: a number, or somebody speaking of an address, is needed
    short_types: frozenset[str]  # one or two letters: a dot, a slash or a number is needed
    road_codes: frozenset[str]  # "BR-101"
    blocks: frozenset[str]  # "quadra", "SQS", "manzana": numbered parts; two of them make an address
    address_context: frozenset[str]
    number_words: frozenset[str]
    complements: frozenset[str]
    complement_values: frozenset[str]
    alone: frozenset[str]  # a complement without a value: "fundos", "bajo"
    districts: frozenset[str]
    district_heads: frozenset[str]  # first words of quarters' names, not labels: "jardim", "villa"
    fields: Mapping[str, str]  # label → what stands in its field: street, place, state, country, number, unit
    living: Mapping[str, bool]  # "moro": a place follows; True where any place may, not only a known one
    living_links: frozenset[str]  # between such a word and the place
    place_links: frozenset[str]  # before a place inside an address: "em curitiba"
    openers: frozenset[str]  # at the beginning of an answer
    street_words: frozenset[str]  # everyday words that streets are called by
    not_streets: frozenset[str]  # after "rua", "plaza": no name
    ordinary: frozenset[str]  # end a street's or a place's name where nothing is written with capitals
    joined_names: frozenset[str]  # after "e", "y" inside one street's name: "Ramón y Cajal"
    kings: frozenset[str]  # an ordinal after them is part of the name: "Dom Pedro Segundo"
    ambiguous_places: frozenset[str]  # towns that are everyday words or names too
    institutions: frozenset[str]  # in a name: no home
    dwellings: frozenset[str]  # after "moro em": no place
    flats: frozenset[str]  # complements that say by themselves that an address is meant
    units: frozenset[str]  # complements that do so where somebody speaks of a home
    at_home: frozenset[str]  # words of a home and its door
    stated: frozenset[str]  # before "na rua …": somebody says where something is
    sent: frozenset[str]  # "o frete para o …": a postal code may follow
    quarters: frozenset[str]  # labels of a quarter that stand without a street
    postcodes: frozenset[str]
    titles: frozenset[tuple[str, ...]]  # before a place: "a cidade de"
    negations: frozenset[str]  # a field or an answer that says nothing

    @cached_property
    def street_types(self) -> frozenset[str]:
        """All words that a street begins with."""
        return self.strong_types | self.weak_types | self.short_types
