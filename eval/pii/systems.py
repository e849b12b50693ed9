"""Ours, and the peers that are installed: Presidio's analyzer, with `tarja` and with a spaCy model.

Peers get a case's turns as one text, so they see what was said before. Their findings are put in order as
Presidio's anonymizer does: of two that overlap the surer one stays, then the longer.
"""

import importlib.util
import logging
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from eval.pii.cases import LANGUAGES, Finding, System
from eval.pii.labels import presidio_type
from insights.errors import EscutaError
from insights.pii import Scrubber

OURS, PRESIDIO, TARJA, NER = "escuta", "presidio", "presidio_tarja", "presidio_ner"
SYSTEMS = (OURS, PRESIDIO, TARJA, NER)
TITLES = {
    OURS: "Escuta",
    PRESIDIO: "Presidio",
    TARJA: "Presidio + tarja",
    NER: "Presidio + spaCy NER",
}

_MAX_CHARACTERS = 100_000_000


class Escuta:
    """Our scrubber, as training and the live path have it."""

    name = OURS
    languages = LANGUAGES

    def __init__(self) -> None:
        self._scrubber = Scrubber()

    def find(self, turns: Sequence[str], language: str) -> list[Finding]:
        return [
            Finding(each.turn, each.span.start, each.span.end, each.span.type)
            for each in self._scrubber.detect_turns(list(turns), language)
        ]


class Presidio:
    """Presidio's analyzer with its predefined recognisers; `models`: language → spaCy model, else blank."""

    def __init__(
        self,
        name: str = PRESIDIO,
        languages: Sequence[str] = LANGUAGES,
        *,
        models: Mapping[str, str] | None = None,
        tarja: bool = False,
        threshold: float = 0.0,
    ) -> None:
        self.name = name
        self.languages = tuple(languages)
        self._threshold = threshold
        self._analyzer = _analyzer(self.languages, models or {}, tarja=tarja)

    def find(self, turns: Sequence[str], language: str) -> list[Finding]:
        found = self._analyzer.analyze("\n".join(turns), language, score_threshold=self._threshold)
        return _by_turn(_without_overlaps(found), turns)


def systems(
    wanted: Sequence[str], ner: Mapping[str, str | None], *, threshold: float = 0.0
) -> tuple[list[System], list[str]]:
    """Those wanted that are installed, and a line for each that is not."""
    unknown = next((name for name in wanted if name not in SYSTEMS), None)
    if unknown is not None:
        raise EscutaError(f"{unknown} is no system", field="systems", remedy=f"some of {', '.join(SYSTEMS)}")
    found: list[System] = [Escuta()] if OURS in wanted else []
    skipped = []
    if PRESIDIO in wanted:
        if _installed("presidio_analyzer"):
            found.append(Presidio(threshold=threshold))
        else:
            skipped.append("Presidio is not installed: pip install presidio-analyzer")
    if TARJA in wanted:
        if _installed("presidio_analyzer") and _installed("tarja_presidio"):
            found.append(Presidio(TARJA, ("pt",), tarja=True, threshold=threshold))
        else:
            skipped.append("tarja-presidio is not installed: pip install -e .[peers]")
    if NER in wanted:
        models = {language: model for language, model in ner.items() if model and _installed(model)}
        for language in LANGUAGES:
            if language not in models:
                model = ner.get(language)
                skipped.append(
                    f"no spaCy model for {language}: {model} is not installed"
                    if model
                    else f"no spaCy model for {language}: name one with ner.{language}=…"
                )
        if models and _installed("presidio_analyzer"):
            found.append(Presidio(NER, tuple(models), models=models, threshold=threshold))
    if not found:
        raise EscutaError("nothing to measure", field="systems", remedy="; ".join(skipped) or None)
    return found, skipped


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _by_turn(found: Sequence[Any], turns: Sequence[str]) -> list[Finding]:
    """A finding that goes over the end of a turn is one in each."""
    starts = list(accumulate((len(turn) + 1 for turn in turns), initial=0))
    placed = []
    for one in found:
        turn = bisect_right(starts, one.start) - 1
        while turn < len(turns) and starts[turn] < one.end:
            start, end = max(0, one.start - starts[turn]), min(one.end - starts[turn], len(turns[turn]))
            if start < end:
                placed.append(Finding(turn, start, end, presidio_type(one.entity_type)))
            turn += 1
    return placed


def _without_overlaps(found: Sequence[Any]) -> list[Any]:
    kept: list[Any] = []
    for one in sorted(found, key=lambda one: (-one.score, one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _analyzer(languages: Sequence[str], models: Mapping[str, str], *, tarja: bool) -> Any:
    _stay_offline()
    # Presidio logs a warning for each recogniser of another language.
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

    engine = _nlp_engine(languages, models)
    registry = RecognizerRegistry(supported_languages=list(languages))
    registry.load_predefined_recognizers(languages=list(languages), nlp_engine=engine)
    if tarja:
        importlib.import_module("tarja_presidio").register(registry)
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=list(languages))


def _nlp_engine(languages: Sequence[str], models: Mapping[str, str]) -> Any:
    import warnings

    import spacy
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Loaded(SpacyNlpEngine):
        """A spaCy engine that never downloads: Presidio's own fetches a model that is missing."""

        def __init__(self) -> None:
            named = [{"lang_code": code, "model_name": models.get(code, "blank")} for code in languages]
            super().__init__(models=named)
            with warnings.catch_warnings():
                # A model trained with an older spaCy says so.
                warnings.simplefilter("ignore", UserWarning)
                pipelines = {
                    code: spacy.load(models[code]) if code in models else spacy.blank(code)
                    for code in languages
                }
            for pipeline in pipelines.values():
                pipeline.max_length = _MAX_CHARACTERS
            self.nlp: Any = pipelines

        def load(self) -> None:
            """Loaded already."""

        def is_loaded(self) -> bool:
            return True

    return Loaded()


def _stay_offline() -> None:
    """Presidio asks tldextract about e-mails and addresses, which would fetch the list of public suffixes;
    it also brings a copy of the list.
    """
    import tldextract

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
