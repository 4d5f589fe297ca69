"""Which number format this machine's processor computes fastest, read without loading torch."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Literal

from briefing.errors import ModelError

__all__ = ["Precision", "choose"]

Precision = Literal["bfloat16", "float32"]

# Instruction sets with products of bfloat16, as the kernel calls them. Without one, bfloat16 is emulated and slower than float32.
_BFLOAT16 = {"avx512_bf16": "AVX512-BF16", "amx_bf16": "AMX-BF16"}


def choose(dtype: str, cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[Precision, str]:
    """The precision to compute in and why: as configured, or for "auto" what the processor is built for."""
    if dtype == "bfloat16":
        return "bfloat16", "as configured"
    if dtype == "float32":
        return "float32", "as configured"
    if dtype != "auto":
        msg = f'model dtype {dtype!r}: use "auto", "float32" or "bfloat16"'
        raise ModelError(msg)
    found = [label for flag, label in _BFLOAT16.items() if flag in _flags(cpuinfo)]
    if found:
        return "bfloat16", f"the processor has {' and '.join(found)}"
    return "float32", f"no bfloat16 arithmetic known on this {platform.machine()} processor"


def _flags(cpuinfo: Path) -> frozenset[str]:
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    first = next((line for line in lines if line.startswith("flags")), "")
    return frozenset(first.partition(":")[2].split())
