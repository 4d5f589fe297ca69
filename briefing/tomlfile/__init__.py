"""TOML that people write: read, located and checked, so that every fault names its line.

    bytes ─ document.read ─> Document (data, Positions) ─ shape.validate ─> a pydantic model, or Faults with file:line

`tomllib` says what a file holds but not where; `locate` says where. Nothing here knows what the files are about:
the shapes come from `settings.shape` and `editorial.shapes`.
"""

from briefing.tomlfile.document import Document, display, read
from briefing.tomlfile.fields import one_line, refusal
from briefing.tomlfile.locate import Path, Positions, locate
from briefing.tomlfile.shape import entries, unknown_keys, validate

__all__ = [
    "Document",
    "Path",
    "Positions",
    "display",
    "entries",
    "locate",
    "one_line",
    "read",
    "refusal",
    "unknown_keys",
    "validate",
]
