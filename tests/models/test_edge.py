"""What the libraries raise becomes one line."""

from __future__ import annotations

import pytest

from briefing.errors import ModelError
from briefing.models.edge import translated


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (MemoryError(), "writer X: out of memory"),
        (
            RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"),
            "writer X: out of memory",
        ),
        (RuntimeError("std::bad_alloc"), "writer X: out of memory"),
        (ValueError("\n  the shape is wrong\nsecond line"), "writer X: the shape is wrong"),
        (KeyError(), "writer X: KeyError"),
    ],
)
def test_a_librarys_exception_is_told_in_one_line(raised, told):
    with pytest.raises(ModelError) as caught, translated("writer X"):
        raise raised
    assert str(caught.value) == told
    assert caught.value.__cause__ is raised


def test_an_error_of_our_own_passes_as_it_is():
    own = ModelError("own")
    with pytest.raises(ModelError) as caught, translated("writer X"):
        raise own
    assert caught.value is own


def test_an_interrupt_is_no_error_of_a_model():
    with pytest.raises(KeyboardInterrupt), translated("writer X"):
        raise KeyboardInterrupt
