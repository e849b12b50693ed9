"""One vLLM server: it answers, and takes adapters while it does.

An adapter's name in the server is its digest, so that a name never changes its weights: `load_inplace`
would change replies half-way, and vLLM's prefix cache answers by name with the old one's states.
"""

import os
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from insights.base import origin_base_digest
from insights.fingerprint import is_digest
from insights.resources import data_dir
from serving.adapters.api import Unloadable
from serving.llm.api import Answer, Question
from serving.llm.openai import OpenAiLlm
from serving.llm.settings import HostedSettings, OpenAiSettings

# Why a server cannot take an adapter.
FULL = "full"
NOT_FOUND = "not_found_by_server"  # the server does not see the shelf's folder
REJECTED = "rejected_by_server"  # rank too high, other layers than the base's, a broken file
NOT_ALLOWED = "loading_not_allowed"  # no runtime loading, or a key is missing


class VllmReplica:
    """A `Host` of adapters that also has what an `Llm` has, so that it can be asked by itself (probes).

    `name` is `RUNG@HOST:PORT`, unique among replicas.
    """

    def __init__(self, settings: OpenAiSettings, url: str) -> None:
        """`url` is one of the settings' addresses, which must have `hosted`."""
        assert settings.hosted is not None
        self._hosted: HostedSettings = settings.hosted
        self._llm = OpenAiLlm(settings, url)

    @property
    def name(self) -> str:
        return self._llm.name

    @cached_property
    def base_digest(self) -> str:
        """Of the base that adapters must have been trained on."""
        return base_digest(self._hosted.base)

    @property
    def capacity(self) -> int:
        return self._hosted.capacity

    async def answer(self, question: Question) -> Answer:
        """Raises `LlmError`; `UNKNOWN_ADAPTER` if this server does not hold `question.adapter`."""
        return await self._llm.answer(question)

    async def healthy(self) -> bool:
        return await self._llm.healthy()

    async def close(self) -> None:
        await self._llm.close()

    async def loaded(self) -> frozenset[str]:
        """Digests it holds; adapters that an operator gave it under other names are not ours. `OSError` while
        it is away."""
        response = await self._send("GET", "models")
        try:
            cards = response.json()["data"]
            return frozenset(card["id"] for card in cards if card.get("parent") and is_digest(card["id"]))
        except (ValueError, LookupError, TypeError, AttributeError):
            raise ConnectionError("not a list of models") from None

    async def load(self, digest: str, folder: Path) -> None:
        """No error if it holds it already. Raises `Unloadable`, or `OSError` while it is away."""
        held = await self.loaded()
        if digest in held:
            return
        if len(held) >= self.capacity:
            raise Unloadable(FULL)
        seen = Path(self._hosted.shelf) / digest if self._hosted.shelf else folder.absolute()
        response = await self._send(
            "POST", "load_lora_adapter", {"lora_name": digest, "lora_path": os.fspath(seen)}
        )
        if response.status_code == httpx.codes.OK:
            return
        if response.status_code == httpx.codes.BAD_REQUEST and digest in await self.loaded():
            return  # another process was faster
        raise Unloadable(_reason(response))

    async def unload(self, digest: str) -> None:
        """No error if it is gone. Answers in flight end on its weights; new questions are refused."""
        response = await self._send("POST", "unload_lora_adapter", {"lora_name": digest})
        gone = (httpx.codes.OK, httpx.codes.NOT_FOUND)
        if response.status_code not in gone and digest in await self.loaded():
            raise ConnectionError(f"HTTP {response.status_code}")

    async def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        try:
            response = await self._llm.send(method, path, body, timeout_s=self._hosted.load_timeout_s)
        except httpx.HTTPError as error:
            raise ConnectionError(type(error).__name__) from None
        if method == "GET" and response.status_code != httpx.codes.OK:
            raise ConnectionError(f"HTTP {response.status_code}")
        return response


def base_digest(base: str | None) -> str:
    """Of a setting `base`: what a folder's adapters were trained on; what is no folder, as it is."""
    folder = Path(base) if base else data_dir() / "models" / "language"
    return origin_base_digest(folder) if folder.is_dir() else str(base)


def _reason(response: httpx.Response) -> str:
    """A word; what the server wrote names paths."""
    if response.status_code == httpx.codes.NOT_FOUND:
        try:
            return NOT_FOUND if "error" in response.json() else NOT_ALLOWED
        except (ValueError, TypeError):
            return NOT_ALLOWED
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return NOT_ALLOWED
    return REJECTED
