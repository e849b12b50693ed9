"""Posting to an OpenAI-compatible server: patient while it is busy or starting, clear when it refuses."""

import os
import time
from typing import Any

import httpx

from insights.errors import EscutaError

_RETRIED_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


class Server:
    """One address and its connections. Not picklable: one for each process.

    The API key is read from `OPENAI_API_KEY` when a request is made. `group` names the settings in errors.
    """

    def __init__(
        self, base_url: str, path: str, *, group: str, timeout_s: float, attempts: int, backoff_s: float
    ) -> None:
        """`base_url` goes up to and with `/v1`; `backoff_s` doubles with each try."""
        self.url = base_url.rstrip("/") + path
        self._group = group
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._client = httpx.Client(timeout=timeout_s)

    def post(self, **content: Any) -> httpx.Response:
        """The answer to a POST of what httpx takes (`json`, or `data` and `files`); else an `EscutaError`."""
        headers = {"Authorization": f"Bearer {key}"} if (key := os.environ.get("OPENAI_API_KEY")) else {}
        problem = ""
        for attempt in range(self._attempts):
            if attempt:
                time.sleep(self._backoff_s * 2 ** (attempt - 1))
            try:
                answer = self._client.post(self.url, headers=headers, **content)
            except httpx.HTTPError as error:
                problem = type(error).__name__
                continue
            if answer.status_code in _RETRIED_STATUS:
                problem = f"HTTP {answer.status_code}"
                continue
            if answer.status_code >= 400:
                raise EscutaError(
                    f"the server refused: HTTP {answer.status_code}",
                    file=self.url,
                    remedy=f"check {self._group}.url and {self._group}.model, and OPENAI_API_KEY if it asks "
                    "for a key",
                )
            return answer
        raise EscutaError(
            f"no answer after {self._attempts} tries: {problem}",
            file=self.url,
            remedy=f"start the server or mend {self._group}.url, then run the same command: it goes on from "
            "here",
        )

    def not_the_api(self, what: str) -> EscutaError:
        """The error for an answer that does not look like the API's."""
        return EscutaError(
            f"the server's answer is no {what}",
            file=self.url,
            remedy=f"{self._group}.url must be the base of an OpenAI-compatible API, ending in /v1",
        )
