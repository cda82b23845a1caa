"""Whatever bytes come in: what a reader cannot use it refuses by its own word, and nothing else happens.

A few, the same every time. `make fuzz` tries many more, others each time (docs/security-tests.md).
"""

import pytest

from tests.fuzz.targets import Target, targets
from tests.fuzz.trying import attempt, attempt_for

FEW = 60


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_a_reader_refuses_or_reads(target: Target) -> None:
    assert attempt(target, examples=FEW, start=1) >= FEW // 2


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_a_reader_takes_its_samples(target: Target) -> None:
    """Otherwise all that is nearly right would be refused at the door."""
    for sample in target.samples[:1]:
        assert target.read(sample) is not None


def test_a_fault_is_told_with_its_example() -> None:
    def breaks(data: bytes) -> int:
        return 1 // (b"!" not in data)

    _tried, fault = attempt_for(Target("x", breaks, [b"abc"], [b"!"]), 5, start=1)
    assert "ZeroDivisionError" in fault
    assert "data=b'" in fault
