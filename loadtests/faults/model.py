"""The fake LLM server of load tests: OpenAI's chat protocol, a valid reply after a fixed time, no model.

    python -m loadtests.faults.model --port 8100 --service-s 0.3

`POST /service {"seconds": 3}` makes it slower. What it says is worth nothing; that it is said, and when, is.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from insights.prompts import ABSTENTION, CATEGORY_LABELS
from insights.records import InsightType
from insights.reply import reply_text

MODEL = "fake"


def application(service_s: float) -> FastAPI:
    app = FastAPI()
    app.state.service_s = service_s

    @app.get("/v1/models")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [{"id": MODEL, "object": "model"}]}

    @app.post("/service")
    async def service(request: Request) -> dict[str, float]:
        app.state.service_s = float((await request.json())["seconds"])
        return {"seconds": app.state.service_s}

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> StreamingResponse:
        body = await request.json()
        return StreamingResponse(_said(body, app.state.service_s), media_type="text/event-stream")

    return app


async def _said(body: dict[str, Any], service_s: float) -> AsyncIterator[str]:
    until_s = time.monotonic() + service_s
    kind = InsightType(body["response_format"]["json_schema"]["name"])
    asked = " ".join(message["content"] for message in body["messages"])
    language = next((name for name, words in ABSTENTION.items() if words in asked), "pt")
    message = "cliente pede uma resposta sobre a fatura"
    if kind is InsightType.RISK_ALERT:
        message = f"{next(iter(CATEGORY_LABELS[language].values()))}: {message}"
    await asyncio.sleep(until_s - time.monotonic())
    yield _event({"choices": [{"delta": {"content": reply_text(kind, message, 0.9)}}]})
    yield _event({"choices": [], "usage": {"prompt_tokens": 300, "completion_tokens": 30}})
    yield "data: [DONE]\n\n"


def _event(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps({'object': 'chat.completion.chunk', **chunk})}\n\n"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--service-s", type=float, default=0.3)
    given = options.parse_args()
    uvicorn.run(
        application(given.service_s), host="127.0.0.1", port=given.port, log_level="warning", access_log=False
    )


if __name__ == "__main__":
    main()
