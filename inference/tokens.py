"""Tokens of a byte-level BPE as the bytes they stand for."""

from collections.abc import Sequence
from typing import Any


def pieces(tokenizer: Any, ids: Sequence[int]) -> list[bytes]:
    """UTF-8 bytes of each token; a token may hold part of a character."""
    return [
        b"".join(_BYTES[letter] if letter in _BYTES else letter.encode() for letter in token)
        for token in tokenizer.convert_ids_to_tokens(list(ids))
    ]


def _byte_letters() -> dict[str, bytes]:
    """GPT-2's printable stand-ins for bytes, letter → byte (Radford et al., 2019, `bytes_to_unicode`)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    letters = {chr(byte): bytes([byte]) for byte in printable}
    letters.update({chr(0x100 + index): bytes([byte]) for index, byte in enumerate(others)})
    return letters


_BYTES = _byte_letters()
