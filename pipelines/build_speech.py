"""Build the embedded speech model: synthetic speech, training, export to int8 CTranslate2, error rates.

Needs espeak-ng (apt-get install espeak-ng) and the `build` extra; running the built model needs neither.
Takes `minutes` for the training and about ten more around it. Interrupt it and run it again: finished chunks
of speech and the last checkpoint are kept in `work`. With `export_only=true` the last checkpoint is exported
while training goes on.
"""

import json
import multiprocessing
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commandline.command import command, option
from insights.errors import EscutaError


@dataclass(frozen=True)
class BuildSpeechConfig:
    """Options of the build."""

    out: str = option(help="folder of the exported model")
    work: str = option(help="folder for speech, checkpoints and the log; several GB")
    minutes: float = option(help="minutes of training")
    processes: int = option(help="training processes, one thread each")
    width: int = option(help="width of the network")
    heads: int = option(help="attention heads; they divide the width")
    encoder_layers: int = option(help="layers of the encoder")
    decoder_layers: int = option(help="layers of the decoder")
    fragment_hours: float = option(help="hours of speech in fragments of one to three words")
    turn_hours: float = option(help="hours of speech in turns")
    words: int = option(help="words drawn from the frequency list, per language")
    pieces: int = option(help="text pieces of the tokenizer")
    positions_per_step: int = option(help="20 ms positions in a step of one process")
    check_windows: int = option(
        help="windows per condition and language when error rates are measured; 0 for none"
    )
    export_only: bool = option(help="export the last checkpoint and measure it; no training")
    dry_run: bool = option(help="print the plan and stop")
    seed: int = option(help="seed of texts, voices, noise and weights")

    def __post_init__(self) -> None:
        for name in ("minutes", "processes", "fragment_hours", "turn_hours", "words", "pieces"):
            if getattr(self, name) <= 0:
                raise EscutaError("must be positive", field=name)


@command("build_speech", BuildSpeechConfig)
def main(config: BuildSpeechConfig) -> None:
    # Imported here: `--help` and `dry_run` should not wait for torch.
    from training.speech.export import export_checkpoint
    from training.speech.generation import GenerationPlan, generate, prepare
    from training.speech.model import SpeechShape
    from training.speech.trainer import TrainingPlan, train
    from training.speech.voice import Synthesiser
    from training.speech.wer import measure, measure_cost

    work, out = Path(config.work), Path(config.out)
    speech = GenerationPlan(
        fragment_hours=config.fragment_hours,
        turn_hours=config.turn_hours,
        words=config.words,
        pieces=config.pieces,
        seed=config.seed,
    )
    shape = SpeechShape(
        width=config.width,
        heads=config.heads,
        encoder_layers=config.encoder_layers,
        decoder_layers=config.decoder_layers,
        feed_forward=4 * config.width,
    )
    plan = TrainingPlan(
        minutes=config.minutes,
        processes=config.processes,
        positions_per_step=config.positions_per_step,
        seed=config.seed,
    )
    settings: dict[str, Any] = {"speech": asdict(speech), "shape": asdict(shape), "training": asdict(plan)}
    if config.dry_run:
        print(json.dumps(settings, indent=2))
        return
    Synthesiser()  # says how to install espeak-ng before anything is spent
    if not config.export_only:
        prepare(speech, work)
        # Not a daemon: chunks are written while training reads the finished ones.
        generator = multiprocessing.get_context("spawn").Process(target=generate, args=(speech, work))
        generator.start()
        try:
            train(plan, shape, work)
        finally:
            generator.terminate()
            generator.join()
    export_checkpoint(work, out)
    report = {
        "command": " ".join(["python -m pipelines.build_speech", *_settings(sys.argv[1:])]),
        **settings,
        "trained": last_row(work / "training.jsonl"),
        "python": platform.python_version(),
        "cost_ms_per_5_s_window": measure_cost(out) if config.check_windows else {},
        "error_rates": measure(out, config.check_windows, config.seed) if config.check_windows else {},
    }
    (out / "build.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(report["error_rates"], indent=2, ensure_ascii=False))


def _settings(arguments: list[str]) -> list[str]:
    """The command line without the folders: they say nothing about the model, and much about a machine."""
    return [argument for argument in arguments if not argument.startswith(("work=", "out="))]


def last_row(log: Path) -> dict[str, Any]:
    """The last line of the training's log: step, minutes, hours of audio, losses."""
    lines = log.read_text(encoding="utf-8").splitlines()
    row: dict[str, Any] = json.loads(lines[-1])
    return row


if __name__ == "__main__":
    main()
