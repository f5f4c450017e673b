"""Whatever comes in, the stage filters answer, in order and in time."""

import asyncio
import json
import sys
from typing import Any


async def _stage(lines: bytes) -> list[Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "monitor", "stage", "summarise"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(process.communicate(lines), 60)
    assert process.returncode == 0
    return [json.loads(line) for line in out.splitlines()]


async def test_no_bytes_end_the_run() -> None:
    """What is no UTF-8, half a surrogate pair, and brackets without end each cost their own record only."""
    good = b'{"id": 9, "title": "T", "text": "A first sentence."}'
    half = b'{"id": "\\ud800", "title": "T", "text": "Half a pair \\udfff here."}'
    answers = await _stage(b"\n".join((b"\xff\xfe", half, b"[" * 100_000, b"[]", b"7", good)))
    assert ["error" in answer for answer in answers] == [True, False, True, True, True, False]
    assert answers[1]["id"] == "?"
    assert answers[-1] == {"id": 9, "summary": "A first sentence."}


async def test_each_answer_comes_before_the_next_question() -> None:
    """A program that asks one thing at a time gets its answer without having to close the pipe."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "monitor", "stage", "summarise"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(3):
        record = {"id": number, "title": "T", "text": f"Sentence {number}."}
        process.stdin.write(json.dumps(record).encode() + b"\n")
        answer = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        assert answer["id"] == number
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 30) == 0
