"""The bare limit: FastAPI and uvicorn, set up as ours, that take frames, answer pings and do nothing else."""

import argparse

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from serving.protocol import SUBPROTOCOL

app = FastAPI()


@app.websocket("/api/v1/asr/stream")
async def sink(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol=SUBPROTOCOL)
    try:
        while True:
            if (await websocket.receive()).get("text"):
                await websocket.send_text('{"event":"pong"}')
    except (WebSocketDisconnect, RuntimeError):
        return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    uvicorn.run(
        app,
        port=parser.parse_args().port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_level="warning",
        access_log=False,
    )
