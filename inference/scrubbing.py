"""The scrubber as the settings want it."""

from pathlib import Path

from insights.fingerprint import file_digest, text_digest, tree_digest
from insights.pii.gazetteers import gazetteer, read_gazetteer
from insights.pii.packs import PACKS
from insights.pii.scrubber import Scrubber
from insights.pii.settings import PiiSettings


def scrubber_of(settings: PiiSettings) -> Scrubber:
    """The scrubber, with further names and models if there are any. Only then are models imported."""
    lists = {language: gazetteer(language) for language in PACKS}
    for language, where in settings.lists:
        for each in (language,) if language else PACKS:
            lists[each] = lists[each] | read_gazetteer(Path(where))
    if settings.ner == "none":
        return Scrubber(gazetteers=lists)
    from inference.ner import recognisers

    return Scrubber(gazetteers=lists, extra_recognizers=tuple(recognisers(settings)))


def settings_digests(settings: PiiSettings) -> dict[str, str]:
    """Digests of the files that the settings name, for a manifest; of an installed package, its name."""
    named = [("names", where) for _, where in settings.lists] + [
        ("ner", where) for _, where in settings.located
    ]
    return {f"{kind}.{number}": _digest(Path(where)) for number, (kind, where) in enumerate(named)}


def _digest(path: Path) -> str:
    if path.is_dir():
        return tree_digest(path)
    return file_digest(path) if path.is_file() else text_digest([path.name])
