"""Bytes that are nearly right: a sample with some of it cut, doubled, swapped or replaced by what its format uses."""

from typing import Any

from hypothesis import strategies as some

from tests.fuzz.targets import Target

MOST_EDITS, LONGEST = 6, 20


@some.composite
def nearly(draw: Any, target: Target) -> bytes:
    data = bytearray(draw(some.sampled_from(list(target.samples))))
    for _ in range(draw(some.integers(1, MOST_EDITS))):
        start = draw(some.integers(0, len(data)))
        end = draw(some.integers(start, min(len(data), start + LONGEST)))
        token = some.sampled_from(list(target.tokens))
        again = some.just(bytes(data[start:end]) * draw(some.sampled_from([2, 40])))
        data[start:end] = draw(some.one_of(token, some.binary(max_size=LONGEST), some.just(b""), again))
    return bytes(data)


def anything(target: Target) -> Any:
    return some.one_of(nearly(target), nearly(target), nearly(target), some.binary(max_size=400))
