"""What operators see of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from briefing.model.dates import LocalDate

__all__ = ["Problem", "Run", "RunCounts", "RunOutcome"]


RunOutcome = Literal["running", "made", "unchanged", "nothing", "failed", "busy", "stopped", "killed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """What a run came to in numbers; those of stories and sentences are of a made edition only."""

    articles: int = 0
    stories: int = 0
    sentences: Mapping[str, int] = field(default_factory=dict)  # verbatim, compressed, rewritten
    failed_checks: Mapping[str, int] = field(default_factory=dict)  # "compression: grammar" -> replaced by it
    feeds_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run at an edition, as it is remembered."""

    id: str  # in each of its log lines
    name: str  # of the edition
    date: LocalDate  # of the edition
    started: datetime
    ended: datetime | None = None
    outcome: RunOutcome = "running"  # "stopped": by a signal; "killed": its process is gone and left no word
    exit_code: int | None = None
    error: str = ""
    edition: str = ""  # id of what was made or found
    stage: str = ""  # in which it is, or was last
    seconds: Mapping[str, float] = field(default_factory=dict)  # stage -> wall time
    counts: RunCounts = field(default_factory=RunCounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that operators should know of."""

    key: str  # what it is told apart by, at most 100 characters; the same as long as it is there
    title: str  # a few words
    text: str  # why, and what to do
    since: datetime
