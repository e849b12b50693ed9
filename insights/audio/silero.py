"""Silero's voice-activity detector, written anew as matrix products: the same weights, the same answers.

As it ships with faster-whisper it is a chain of convolutions over single frames of 32 ms, which ONNX Runtime
computes a frame at a time: nine tenths of the cost is moving numbers. A frame has four short spectra and the
layers after them see no neighbour frame, so each layer is one product over all frames of a run. Runs may hold
several streams, each with memories of its own. Nothing is stored: it is made of the installed package's file
when a process first needs it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

FRAME = 512  # samples, 32 ms: what the network was trained on
CONTEXT = 64  # samples before a frame that it sees, too

_SPECTRUM = 256  # samples in a short spectrum, every 128
_BINS = 129
_ROW = CONTEXT + FRAME
_MIRRORED = 64  # samples that the network adds at a frame's end
_OPSET, _IR = 18, 8


def source() -> Path:
    """The network as faster-whisper ships it."""
    from faster_whisper.utils import get_assets_path

    return Path(get_assets_path()) / "silero_vad_v6.onnx"


def repacked(network: Path) -> bytes:
    """Silero's network → ours, as ONNX: input (T, B, 576), h and c (1, B, 128) → speech (T, B), hn, cn."""
    import onnx

    weights = {each.name: onnx.numpy_helper.to_array(each) for each in onnx.load(network).graph.initializer}
    made: bytes = _Written(weights).model().SerializeToString()
    return made


class _Written:
    """The nodes of the network, one after another."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self) -> Any:
        from onnx import TensorProto, helper

        rows = self._node("Reshape", "input", self._numbers("rows_shape", -1, _ROW), name="rows")
        encoded = self._encoder(self._spectra(rows))
        batch = self._node(
            "Slice", self._node("Shape", "input"), self._numbers("zero", 0), self._numbers("two", 2)
        )
        width = self._node("Concat", batch, self._numbers("width", 128), axis=0)
        self._lstm(self._node("Reshape", encoded, width, name="sequence"))
        seen = self._node("Reshape", "y", self._numbers("flat", -1, 128))
        self._constant("out_w", self._weights["decoder.conv1d.weight"].reshape(1, 128).T)
        self._constant("out_b", self._weights["decoder.conv1d.bias"])
        likely = self._node("Sigmoid", self._node("Gemm", self._node("Relu", seen), "out_w", "out_b"))
        self._node("Reshape", likely, batch, name="speech")

        def value(name: str, *shape: int | str) -> Any:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

        memories = [value(name, 1, "B", 128) for name in ("h", "c", "hn", "cn")]
        graph = helper.make_graph(
            self._nodes,
            "voice",
            [value("input", "T", "B", _ROW), *memories[:2]],
            [value("speech", "T", "B"), *memories[2:]],
            self._constants,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)

    def _spectra(self, rows: str) -> list[str]:
        """Magnitudes of the four. What the last one adds by mirroring goes into its basis."""
        basis = self._weights["encoder.feature_extractor.forward_basis_buffer"][:, 0].T
        last = basis[: _SPECTRUM - _MIRRORED].copy()
        for sample in range(_MIRRORED):
            last[len(last) - 2 - sample] += basis[len(last) + sample]
        for name, values in (("", basis), ("_last", last)):
            self._constant(f"real{name}", values[:, :_BINS])
            self._constant(f"imaginary{name}", values[:, _BINS:])
        magnitudes = []
        for number in range(4):
            name = "_last" if number == 3 else ""
            start = _SPECTRUM // 2 * number
            seen = self._columns(rows, start, min(start + _SPECTRUM, _ROW))
            squares = [self._node("MatMul", seen, f"{part}{name}") for part in ("real", "imaginary")]
            power = self._node("Add", *[self._node("Mul", each, each) for each in squares])
            magnitudes.append(self._node("Sqrt", power))
        return magnitudes

    def _encoder(self, magnitudes: Sequence[str]) -> str:
        """Four convolutions of width 3, at strides 1, 2, 2 and 1; what they pad with is zero and left out."""
        positions = list(magnitudes)
        for layer, (stride, channels) in enumerate(((1, _BINS), (2, 128), (2, 64), (1, 64))):
            kernel = self._weights[f"encoder.conv_layers.{layer}.weight"].transpose(2, 1, 0)
            outputs = range(0, len(positions), stride)
            # Taps that never meet a position are not written: the last layers see one or two.
            first = 0 if any(at > 0 for at in outputs) else 1
            last = 3 if any(at + 1 < len(positions) for at in outputs) else 2
            self._constant(f"w{layer}", kernel[first:last].reshape(-1, kernel.shape[2]))
            self._constant(f"b{layer}", self._weights[f"encoder.conv_layers.{layer}.bias"])
            made = []
            for at in outputs:
                taps = [tap for tap in range(3) if 0 <= at + tap - 1 < len(positions)]
                seen = self._joined([positions[at + tap - 1] for tap in taps])
                weight = self._rows(
                    f"w{layer}", (taps[0] - first) * channels, (taps[-1] + 1 - first) * channels
                )
                made.append(self._node("Relu", self._node("Gemm", seen, weight, f"b{layer}")))
            positions = made
        return positions[0]

    def _lstm(self, sequence: str) -> None:
        from onnx import helper

        names = {"lstm_w": "onnx::LSTM_209", "lstm_r": "onnx::LSTM_210", "lstm_b": "onnx::LSTM_211"}
        for name, stored in names.items():
            self._constant(name, self._weights[stored])
        self._nodes.append(
            helper.make_node("LSTM", [sequence, *names, "", "h", "c"], ["y", "hn", "cn"], hidden_size=128)
        )

    def _joined(self, parts: Sequence[str]) -> str:
        return parts[0] if len(parts) == 1 else self._node("Concat", *parts, axis=1)

    def _columns(self, values: str, start: int, end: int) -> str:
        return self._slice(values, start, end, axis=1)

    def _rows(self, values: str, start: int, end: int) -> str:
        """Of a constant: ONNX Runtime cuts it once, when it loads the network."""
        return self._slice(values, start, end, axis=0)

    def _slice(self, values: str, start: int, end: int, axis: int) -> str:
        numbers = [self._numbers(f"at_{each}", each) for each in (start, end, axis)]
        return self._node("Slice", values, *numbers)

    def _node(self, kind: str, *inputs: str, name: str | None = None, **attributes: Any) -> str:
        from onnx import helper

        output = name or f"{kind.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def _numbers(self, name: str, *values: int) -> str:
        return self._constant(name, np.array(values, dtype=np.int64))

    def _constant(self, name: str, values: Any) -> str:
        from onnx import numpy_helper

        if all(each.name != name for each in self._constants):
            self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
