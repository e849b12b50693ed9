"""The gateway: collector and emitter of live sessions, over WebSocket and HTTP."""
