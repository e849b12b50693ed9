"""The secret from which false values follow: who does not have it cannot tell what they were made from."""

import hashlib
import hmac
import os
import random
from dataclasses import dataclass, field
from typing import Self

from insights.errors import EscutaError

VARIABLE = "ESCUTA_SURROGATE_KEY"
_LEAST_CHARS = 16


@dataclass(frozen=True)
class SurrogateKey:
    """A secret key. Its repr does not show it, and nothing writes it."""

    secret: bytes = field(repr=False)

    @classmethod
    def from_environment(cls) -> Self:
        secret = os.environ.get(VARIABLE, "")
        if len(secret) < _LEAST_CHARS:
            raise EscutaError(
                f"a secret of at least {_LEAST_CHARS} characters is needed",
                field=VARIABLE,
                remedy=f"export {VARIABLE}=$(openssl rand -hex 32), and keep it where you keep secrets: "
                "the same key gives the same values again",
            )
        return cls(secret.encode())

    @property
    def fingerprint(self) -> str:
        """Tells keys apart, and costs work to guess from: a run knows finished shards of its own by it."""
        return hashlib.scrypt(self.secret, salt=b"escuta surrogates", n=1 << 14, r=8, p=1, dklen=16).hex()

    def random(self, *parts: str | int) -> random.Random:
        """A generator that follows from the key and the parts."""
        message = "\0".join(map(str, parts)).encode()
        return random.Random(hmac.digest(self.secret, message, "sha256"))
