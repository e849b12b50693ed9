"""whisper-live with one local model; run by the Python of the peers' environment, which has none of ours."""

import argparse

from whisper_live.server import TranscriptionServer  # type: ignore[import-not-found]

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="folder of a CTranslate2 model, an absolute path")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    TranscriptionServer().run(
        "127.0.0.1",
        port=asked.port,
        backend="faster_whisper",
        faster_whisper_custom_model_path=asked.model,
        single_model=True,
        max_clients=10_000,
        batch_enabled=True,
        batch_max_admissions_per_s=1_000,
    )
