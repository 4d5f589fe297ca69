"""What the pipeline asks of this room: one story under one theme."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.model import Article, PassageRef, Story

__all__ = ["SummaryTask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryTask:
    """One story to be told under one theme."""

    story: Story
    theme: str
    articles: tuple[Article, ...]  # all of the story's, at least one
    passages: tuple[
        PassageRef, ...
    ]  # those that earned the theme, best first; () = the catch-all takes the story
