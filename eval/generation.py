"""Records in, predictions out: batched, constrained, resumable.

Finished shards are kept beside the result until it is whole, so a killed run loses one shard at most and
gives the same bytes when it is run again.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from eval.model import Judged
from eval.predictions import Prediction, predict
from eval.settings import Decoding
from inference.constraint import Grammars
from inference.decoding import Completion, decode
from inference.tokens import pieces
from insights import jsonl
from insights.confidence import message_logprobs, reply_confidence
from insights.errors import EscutaError
from insights.records import Record
from insights.render import END_OF_TURN, prompt_ids

Answer = Callable[[Sequence[Record]], list[Prediction]]


class Generator:
    """Answers records with one model."""

    def __init__(self, judged: Judged, decoding: Decoding) -> None:
        self._judged = judged
        self._decoding = decoding
        self._end_id = int(judged.tokenizer.convert_tokens_to_ids(END_OF_TURN))

    def __call__(self, records: Sequence[Record]) -> list[Prediction]:
        """One prediction for each record, in their order."""
        prompts = [prompt_ids(record.prompt, self._judged.tokenizer) for record in records]
        by_length = sorted(range(len(records)), key=lambda index: len(prompts[index]))
        answers: dict[int, Prediction] = {}
        for start in range(0, len(by_length), self._decoding.batch_size):
            batch = by_length[start : start + self._decoding.batch_size]
            done = self._complete([records[i] for i in batch], [prompts[i] for i in batch])
            for index, completion in zip(batch, done, strict=True):
                answers[index] = self._prediction(records[index], len(prompts[index]), completion)
        return [answers[index] for index in range(len(records))]

    def check(self, records: Sequence[Record], file: Path) -> None:
        """Raise `EscutaError` for the first record whose prompt leaves no room for a reply."""
        context, reply = self._judged.context_tokens, self._decoding.max_new_tokens
        for line, record in enumerate(records, start=1):
            tokens = len(prompt_ids(record.prompt, self._judged.tokenizer))
            if tokens + reply > context:
                raise EscutaError(
                    f"{tokens} prompt tokens and {reply} new ones do not fit the context of {context}",
                    file=file,
                    line=line,
                    field="prompt",
                    remedy="cut shorter excerpts in segment, or lower decoding.max_new_tokens",
                )

    @cached_property
    def _grammars(self) -> Grammars:
        width = int(self._judged.model.config.vocab_size)
        return Grammars(self._judged.tokenizer, width, self._end_id)

    def _complete(self, records: list[Record], prompts: list[tuple[int, ...]]) -> list[Completion]:
        settings = self._decoding
        matchers: list[Any] = []
        if settings.constrained:
            matchers = [
                self._grammars.matcher(
                    record.metadata.insight_type, record.metadata.language, settings.max_message_chars
                )
                for record in records
            ]
        pad = self._judged.tokenizer.pad_token_id
        return decode(
            self._judged.model,
            prompts,
            pad_id=self._end_id if pad is None else int(pad),
            end_id=self._end_id,
            max_new_tokens=settings.max_new_tokens,
            grammars=self._grammars if settings.constrained else None,
            matchers=matchers,
        )

    def _prediction(self, record: Record, prompt_tokens: int, completion: Completion) -> Prediction:
        tokenizer = self._judged.tokenizer
        reply = tokenizer.decode(completion.ids, skip_special_tokens=False)
        judged = predict(record, reply, prompt_tokens=prompt_tokens, reply_tokens=len(completion.ids))
        if judged.stated is None:
            return judged
        chosen = message_logprobs(pieces(tokenizer, completion.ids), completion.logprobs)
        confidence = round(reply_confidence(judged.stated, chosen), 4)
        return judged.model_copy(update={"confidence": confidence})


def generate(
    records: Sequence[Record],
    out: Path,
    answer: Answer,
    *,
    shard_records: int,
    key: str,
    progress: Callable[[int], object] = lambda count: None,
) -> int:
    """Write `out`, one prediction a line in the records' order; returns how many an earlier run left.

    `key` names what the answers depend on; shards of another key are not used. `progress` hears of
    finished records.
    """
    work = out.parent / f".{out.stem}.{key[:16]}"
    work.mkdir(parents=True, exist_ok=True)
    reused = 0
    paths = []
    for number, start in enumerate(range(0, len(records), shard_records)):
        path = work / f"{number:05d}.jsonl"
        shard = records[start : start + shard_records]
        if path.is_file():
            reused += len(shard)
        else:
            jsonl.write(answer(shard), path)
        paths.append(path)
        progress(len(shard))
    jsonl.write(_chain(paths), out)
    shutil.rmtree(work)
    return reused


def _chain(paths: Sequence[Path]) -> Iterator[Prediction]:
    for path in paths:
        yield from jsonl.read(Prediction, path)
