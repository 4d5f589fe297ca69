"""What the processor is asked."""

from __future__ import annotations

import pytest

from briefing.errors import ModelError
from briefing.models.processor import choose


@pytest.mark.parametrize(
    ("flags", "dtype", "why"),
    [
        ("fpu avx512f avx512_bf16", "bfloat16", "the processor has AVX512-BF16"),
        ("fpu amx_bf16 avx512_bf16", "bfloat16", "the processor has AVX512-BF16 and AMX-BF16"),
        ("fpu avx2 avx512f", "float32", None),
    ],
)
def test_auto_takes_bfloat16_where_the_processor_computes_it(tmp_path, flags, dtype, why):
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor : 0\nflags\t\t: {flags}\n\nprocessor : 1\nflags\t\t: {flags}\n")
    chosen = choose("auto", cpuinfo)
    assert chosen[0] == dtype
    assert why in (None, chosen[1])


def test_auto_takes_float32_where_nothing_is_known(tmp_path):
    assert choose("auto", tmp_path / "none")[0] == "float32"


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_is_configured_holds(tmp_path, dtype):
    assert choose(dtype, tmp_path / "none") == (dtype, "as configured")


def test_another_word_is_refused():
    with pytest.raises(ModelError, match="float16"):
        choose("float16")
