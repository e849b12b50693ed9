"""A streamed chat completion as OpenAI-compatible servers send it: only the fields that are read.

Checked, since a server in between may answer anything.
"""

from typing import Annotated, Any

from pydantic import BaseModel, Field

Byte = Annotated[int, Field(ge=0, le=255)]


class Usage(BaseModel):
    """Tokens of the whole answer; with its last chunk."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


class Token(BaseModel):
    """A token and how sure the model was of it."""

    token: str = ""
    spelled: tuple[Byte, ...] | None = Field(default=None, alias="bytes")
    logprob: float

    def as_bytes(self) -> bytes:
        """Its part of the text in UTF-8, perhaps not a whole character."""
        return bytes(self.spelled) if self.spelled is not None else self.token.encode()


class Delta(BaseModel):
    content: str | None = None


class Logprobs(BaseModel):
    content: tuple[Token, ...] | None = None


class Choice(BaseModel):
    delta: Delta
    logprobs: Logprobs | None = None


class Chunk(BaseModel):
    """One event of the stream. With `error` the server has given up."""

    choices: tuple[Choice, ...] = ()
    usage: Usage | None = None
    error: Any = None
