"""From a training checkpoint to the int8 CTranslate2 directory that stock faster-whisper opens.

By way of Hugging Face's layout, because CTranslate2's converter reads that. What stock code silently gets
wrong is asserted here rather than found out later: see `check_export`.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from ctranslate2.converters import TransformersConverter
from faster_whisper import WhisperModel
from torch import Tensor
from transformers import (
    GenerationConfig,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
)

from insights.errors import EscutaError
from training.speech.examples import WINDOW_S
from training.speech.generation import TOKENIZER_FILE
from training.speech.model import MEL_BINS, SOURCE_POSITIONS, TARGET_POSITIONS, SpeechShape
from training.speech.tokenizer import LANGUAGES, SPACE, SpeechTokenizer, check_layout
from training.speech.trainer import CHECKPOINT_FILE

MODEL_FILES = ("model.bin", "config.json", "vocabulary.json", "tokenizer.json", "preprocessor_config.json")
CHECKSUMS_FILE = "SHA256SUMS"
MAXIMUM_BYTES = 15_000_000
_REBUILD = "python -m pipelines.build_speech"


def export_checkpoint(folder: Path, out: Path, quantization: str = "int8") -> None:
    """Export the checkpoint of a training folder to `out`."""
    file = folder / CHECKPOINT_FILE
    if not file.is_file():
        raise EscutaError(
            "there is no checkpoint yet", file=file, remedy="train for longer than one checkpoint"
        )
    stored: dict[str, Any] = torch.load(file, weights_only=True, map_location="cpu")
    export(
        SpeechShape(**stored["shape"]),
        stored["model"],
        SpeechTokenizer.load(folder / TOKENIZER_FILE),
        out,
        quantization,
    )


def export(
    shape: SpeechShape,
    state: dict[str, Tensor],
    tokenizer: SpeechTokenizer,
    out: Path,
    quantization: str = "int8",
) -> None:
    """Write the CTranslate2 directory with its checksums and check it; the training-only heads are left
    behind.
    """
    check_layout(tokenizer)
    with tempfile.TemporaryDirectory() as scratch:
        layout, converted = Path(scratch) / "huggingface", Path(scratch) / "converted"
        _write_huggingface(shape, state, tokenizer, layout)
        converter = TransformersConverter(
            str(layout), copy_files=["tokenizer.json", "preprocessor_config.json"]
        )
        converter.convert(str(converted), quantization=quantization)
        check_export(converted)
        out.mkdir(parents=True, exist_ok=True)
        for name in MODEL_FILES:
            shutil.copyfile(converted / name, out / name)
    write_checksums(out)


def check_export(directory: Path) -> None:
    """Open a directory with stock faster-whisper and refuse what would fail quietly."""
    missing = [name for name in MODEL_FILES if not (directory / name).is_file()]
    if missing:  # without tokenizer.json faster-whisper asks a hub for one
        raise EscutaError(f"the export lacks {', '.join(missing)}", file=directory, remedy=_REBUILD)
    model = WhisperModel(
        str(directory), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )
    preprocessor = json.loads((directory / "preprocessor_config.json").read_text(encoding="utf-8"))
    size = sum((directory / name).stat().st_size for name in MODEL_FILES)
    faults = [
        fault
        for fault, present in (
            ("CTranslate2 takes the model for English only", not model.model.is_multilingual),
            ("the window is not 10 s", preprocessor["chunk_length"] != WINDOW_S),
            ("a window is not 1,000 frames", model.feature_extractor.nb_max_frames != 100 * WINDOW_S),
            ("the model takes other features", model.model.n_mels != MEL_BINS),
            (f"the directory has {size} bytes, more than {MAXIMUM_BYTES}", size > MAXIMUM_BYTES),
        )
        if present
    ]
    if faults:
        raise EscutaError("export: " + "; ".join(faults), file=directory, remedy=_REBUILD)


def write_checksums(directory: Path) -> None:
    """Write `SHA256SUMS`, in the form `sha256sum --check` reads."""
    lines = [f"{_sha256(directory / name)}  {name}\n" for name in MODEL_FILES]
    (directory / CHECKSUMS_FILE).write_text("".join(lines), encoding="utf-8")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _write_huggingface(
    shape: SpeechShape, state: dict[str, Tensor], tokenizer: SpeechTokenizer, layout: Path
) -> None:
    config = WhisperConfig(
        vocab_size=tokenizer.vocabulary_size,
        num_mel_bins=MEL_BINS,
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        encoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.feed_forward,
        decoder_layers=shape.decoder_layers,
        decoder_attention_heads=shape.heads,
        decoder_ffn_dim=shape.feed_forward,
        max_source_positions=SOURCE_POSITIONS,  # stock code pads to 3,000 frames whatever the window
        max_target_positions=TARGET_POSITIONS,
        activation_function="gelu",
        dropout=0.0,
        decoder_start_token_id=tokenizer.start,
        pad_token_id=tokenizer.end,
        bos_token_id=tokenizer.end,
        eos_token_id=tokenizer.end,
        suppress_tokens=None,
        begin_suppress_tokens=None,
        tie_word_embeddings=True,
    )
    model = WhisperForConditionalGeneration(config)
    wanted = {
        f"model.{name}": value for name, value in state.items() if name.startswith(("encoder.", "decoder."))
    }
    positions = wanted.pop("model.decoder.embed_positions")
    wanted["model.decoder.embed_positions.weight"] = positions
    wanted["proj_out.weight"] = wanted["model.decoder.embed_tokens.weight"]
    found = model.load_state_dict(wanted, strict=False)
    # The encoder's position table is Whisper's own and not trained; Hugging Face has already filled it in.
    if found.unexpected_keys or set(found.missing_keys) - {"model.encoder.embed_positions.weight"}:
        raise EscutaError("the checkpoint does not fit Whisper's layout", remedy=_REBUILD)
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        decoder_start_token_id=tokenizer.start,
        eos_token_id=tokenizer.end,
        pad_token_id=tokenizer.end,
        max_length=TARGET_POSITIONS,
        suppress_tokens=[],
        # Unlike Whisper's, the list leaves out the end token: a window without speech may be empty at once.
        begin_suppress_tokens=[tokenizer.tokenizer.token_to_id(SPACE)],
        alignment_heads=[[layer, 0] for layer in range(shape.decoder_layers)],
        lang_to_id={f"<|{language}|>": tokenizer.languages[language] for language in LANGUAGES},
        is_multilingual=True,
        no_timestamps_token_id=tokenizer.no_timestamps,
    )
    model.save_pretrained(layout)
    tokenizer.save(layout / "tokenizer.json")
    names = {"tokenizer_class": "WhisperTokenizer", "model_max_length": TARGET_POSITIONS}
    names |= {f"{kind}_token": "<|endoftext|>" for kind in ("bos", "eos", "unk")}
    (layout / "tokenizer_config.json").write_text(json.dumps(names), encoding="utf-8")
    extractor = WhisperFeatureExtractor(  # type: ignore[no-untyped-call]
        feature_size=MEL_BINS, chunk_length=int(WINDOW_S)
    )
    extractor.save_pretrained(layout)
