"""A small Whisper with training-only heads.

The parameters of `encoder` and `decoder` carry the names Hugging Face's `WhisperModel` uses, so that export
is a copy. Three things exist only while training and are thrown away at export: phonemes per 20 ms frame
from the middle of the encoder, text pieces per frame from its end, and the attention weights of one head per
decoder layer, which a loss pulls onto the word's time. Without them so small a model does not find the
alignment in minutes.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MEL_BINS = 80
SOURCE_POSITIONS = 1500  # faster-whisper pads every window to 3,000 frames, two frames per position
TARGET_POSITIONS = 448


@dataclass(frozen=True)
class SpeechShape:
    """Sizes of the network. `width` is split evenly over `heads`."""

    width: int = 192
    heads: int = 4
    encoder_layers: int = 5
    decoder_layers: int = 2
    feed_forward: int = 768

    def __post_init__(self) -> None:
        if self.width % self.heads or self.width % 2:
            raise ValueError("width must be even and divisible by heads")


@dataclass(frozen=True)
class Outputs:
    """What a forward pass gives.

    `logits` (B, L, vocabulary); `phonemes` (B, T, phonemes); `pieces` (B, selected positions, pieces + 1);
    `alignments`: per decoder layer the weights of head 0, (B, L, T).
    """

    logits: Tensor
    phonemes: Tensor
    pieces: Tensor
    alignments: tuple[Tensor, ...]


def sinusoids(positions: int, width: int) -> Tensor:
    """Whisper's position table, (positions, width)."""
    step = math.log(10_000) / (width // 2 - 1)
    rates = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(positions)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def _merge(self, x: Tensor) -> Tensor:
        batch, heads, length, width = x.shape
        merged: Tensor = self.out_proj(x.transpose(1, 2).reshape(batch, length, heads * width))
        return merged

    def forward(self, x: Tensor, bias: Tensor | None = None, causal: bool = False) -> Tensor:
        """Self-attention over `x` (B, L, width); `bias` (B, 1, 1, L) is added to the scores."""
        q, k, v = self._split(self.q_proj(x)), self._split(self.k_proj(x)), self._split(self.v_proj(x))
        if bias is None:
            return self._merge(F.scaled_dot_product_attention(q, k, v, is_causal=causal))
        # Spelled out: at these sizes PyTorch's CPU flash kernel takes twice as long forwards and backwards.
        batch, heads, length, width = q.shape
        flat = (batch * heads, length, width)
        mask = bias.to(q.dtype).expand(batch, heads, length, length).reshape(batch * heads, length, length)
        scores = torch.baddbmm(mask, (q / math.sqrt(width)).reshape(flat), k.reshape(flat).transpose(1, 2))
        return self._merge((scores.softmax(-1) @ v.reshape(flat)).view(q.shape))

    def cross(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """Attention from `x` (B, L, width) to `memory` (B, T, width), and head 0's weights (B, L, T)."""
        q, k, v = (
            self._split(self.q_proj(x)),
            self._split(self.k_proj(memory)),
            self._split(self.v_proj(memory)),
        )
        scores = (q @ k.transpose(-1, -2)).float() / math.sqrt(q.shape[-1]) + bias
        weights = scores.softmax(-1)
        return self._merge(weights.to(v.dtype) @ v), weights[:, 0]


class EncoderLayer(nn.Module):
    def __init__(self, shape: SpeechShape) -> None:
        super().__init__()
        self.self_attn = Attention(shape.width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(shape.width)
        self.fc1 = nn.Linear(shape.width, shape.feed_forward)
        self.fc2 = nn.Linear(shape.feed_forward, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def feed_forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.fc2(F.gelu(self.fc1(self.final_layer_norm(x))))
        return x + added

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = x + self.self_attn(self.self_attn_layer_norm(x), bias)
        return self.feed_forward(x)


class DecoderLayer(EncoderLayer):
    def __init__(self, shape: SpeechShape) -> None:
        super().__init__(shape)
        self.encoder_attn = Attention(shape.width, shape.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(shape.width)

    def decode(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        x = x + self.self_attn(self.self_attn_layer_norm(x), causal=True)
        heard, weights = self.encoder_attn.cross(self.encoder_attn_layer_norm(x), memory, bias)
        return self.feed_forward(x + heard), weights


class Encoder(nn.Module):
    def __init__(self, shape: SpeechShape) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(MEL_BINS, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.layers = nn.ModuleList([EncoderLayer(shape) for _ in range(shape.encoder_layers)])
        self.layer_norm = nn.LayerNorm(shape.width)
        self.register_buffer("positions", sinusoids(SOURCE_POSITIONS, shape.width), persistent=False)
        self.middle = (shape.encoder_layers + 1) // 2 - 1

    def forward(self, mel: Tensor, positions: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        """`mel` (B, 80, 2T), `positions` (B, T) -> memory and the middle layer's states (B, T, width)."""
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        table: Tensor = self.positions  # type: ignore[assignment]
        x = x + table[positions].to(x.dtype)
        middle = x
        for index, layer in enumerate(self.layers):
            x = layer(x, bias)
            if index == self.middle:
                middle = x
        return self.layer_norm(x), middle


class Decoder(nn.Module):
    def __init__(self, shape: SpeechShape, vocabulary: int) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, shape.width)
        nn.init.normal_(self.embed_tokens.weight, std=0.06)
        self.embed_positions = nn.Parameter(sinusoids(TARGET_POSITIONS, shape.width) * 0.05)
        self.layers = nn.ModuleList([DecoderLayer(shape) for _ in range(shape.decoder_layers)])
        self.layer_norm = nn.LayerNorm(shape.width)

    def forward(self, tokens: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """`tokens` (B, L) -> logits (B, L, vocabulary), tied to the embedding, and each layer's alignment."""
        x = self.embed_tokens(tokens) + self.embed_positions[: tokens.shape[1]]
        alignments = []
        for layer in self.layers:
            x, weights = layer.decode(x, memory, bias)  # type: ignore[operator]
            alignments.append(weights)
        return F.linear(self.layer_norm(x), self.embed_tokens.weight), tuple(alignments)


class TinyWhisper(nn.Module):
    """Encoder, decoder, and the two heads that only training uses."""

    def __init__(self, shape: SpeechShape, vocabulary: int, pieces: int, phonemes: int) -> None:
        """`pieces`: text pieces of the tokenizer; `phonemes`: phoneme classes, silence included."""
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape, vocabulary)
        self.phoneme_head = nn.Linear(shape.width, phonemes)
        self.piece_head = nn.Linear(shape.width, pieces + 1)  # one more class: no speech in this frame

    def forward(
        self,
        mel: Tensor,
        positions: Tensor,
        bias: Tensor,
        tokens: Tensor,
        piece_positions: slice = slice(None),
    ) -> Outputs:
        """`mel` (B, 80, 2T), `positions` (B, T), `bias` (B, T) added to attention scores, `tokens` (B, L).

        `piece_positions` selects the positions whose text piece is predicted.
        """
        scores = bias[:, None, None, :]
        memory, middle = self.encoder(mel, positions, scores)
        logits, alignments = self.decoder(tokens, memory, scores)
        return Outputs(
            logits, self.phoneme_head(middle), self.piece_head(memory[:, piece_positions]), alignments
        )
