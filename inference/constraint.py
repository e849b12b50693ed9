"""Grammar masks for a batch: which tokens may come next, row by row, so that a reply cannot be malformed.

llguidance computes the masks; the expressions are `insights.grammar`'s, one for each type and language.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer

from insights.errors import EscutaError
from insights.grammar import reply_pattern
from insights.records import InsightType

_WORD_BITS = 32


class Grammars:
    """Compiled reply grammars of one tokenizer; compiling takes milliseconds, once for each kind."""

    def __init__(self, tokenizer: Any, vocabulary: int, end_id: int) -> None:
        """`vocabulary` is the width of the model's logits, which may exceed the tokenizer's pieces."""
        backend = getattr(tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise EscutaError(
                "constrained decoding needs a fast tokenizer", remedy="save the model with a tokenizer.json"
            )
        self._tokenizer = LLTokenizer(backend.to_str(), n_vocab=vocabulary, eos_token=end_id)
        self._vocabulary = vocabulary
        self._matchers: dict[Any, Any] = {}

    def matcher(self, insight_type: InsightType, language: str, max_chars: int) -> Any:
        """A fresh matcher at the start of a reply."""
        kind = (insight_type, language, max_chars)
        if kind not in self._matchers:
            pattern = reply_pattern(insight_type, language, max_chars=max_chars)
            self._matchers[kind] = self._compiled(LLMatcher.grammar_from_regex(pattern))
        return self._matchers[kind].deep_copy()

    def schema_matcher(self, schema: str) -> Any:
        """A fresh matcher of a JSON Schema, given as text; without free white space."""
        if schema not in self._matchers:
            spelling: Any = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
            grammar = LLMatcher.grammar_from_json_schema(schema, defaults=spelling)
            self._matchers[schema] = self._compiled(grammar)
        return self._matchers[schema].deep_copy()

    def _compiled(self, grammar: str) -> Any:
        matcher = LLMatcher(self._tokenizer, grammar)
        if matcher.is_error():
            raise RuntimeError(f"reply grammar does not compile: {matcher.get_error()}")
        return matcher

    def allowed(self, matchers: Sequence[Any]) -> torch.Tensor:
        """Boolean mask of permitted tokens; a matcher of None permits all. (rows, vocabulary)"""
        words = -(-self._vocabulary // _WORD_BITS)
        bits = np.zeros((len(matchers), words), dtype=np.int32)
        for row, matcher in zip(bits, matchers, strict=True):
            if matcher is None:
                row.fill(-1)
            else:
                matcher.unsafe_compute_mask_ptr(row.ctypes.data, row.nbytes)
        flags = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little", count=self._vocabulary)
        return torch.from_numpy(flags.astype(bool))
