"""What the editor's files may hold, as pydantic models: every key and what would be right for it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from briefing.editorial.language_tags import primary_tag
from briefing.editorial.locations import is_feed_url
from briefing.tomlfile import one_line, refusal


def _web(text: str) -> str:
    if not is_feed_url(text):
        raise ValueError
    return text


def _file(text: str, info: ValidationInfo) -> str:
    folder: Path = (info.context or {}).get("folder", Path())
    path = folder / Path(text).expanduser()
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise refusal(what=f'the file "{text}" {what}')
    return str(path.resolve())


def _tag(text: str) -> str:
    tag = primary_tag(text)
    if tag is None:
        raise ValueError
    return tag


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Line = Annotated[str, AfterValidator(one_line)]
Lines = Annotated[list[Line], BeforeValidator(_as_list)]


class Shape(BaseModel):
    """A table: types as TOML has them, nothing beside the known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FeedShape(Shape):
    """One ``[[feed]]``; validated with the context ``{"folder": ...}`` that relative paths count from."""

    name: Line = Field(description="the outlet's name in quotes, as readers see it")
    url: Annotated[str, AfterValidator(_web)] | None = Field(
        default=None, description='the address of the feed in quotes, "https://…"'
    )
    path: Annotated[str, AfterValidator(_file)] | None = Field(
        default=None, description="a file that exists, counted from the folder of this list"
    )
    language: Annotated[str, AfterValidator(_tag)] = Field(
        default="",
        description='a language tag such as "en", "uk" (Ukrainian) or "zh" (Chinese); without the key it is detected',
    )
    weight: float = Field(
        default=1.0, gt=0, le=10, allow_inf_nan=False, description="a number above 0, at most 10"
    )
    full_text: Literal["auto", "always", "never"] = Field(
        default="auto", description='"auto", "always" or "never"'
    )
    max_items: int = Field(default=50, ge=1, le=1000, description="a whole number from 1 to 1000")
    paused: bool = Field(default=False, description="true or false")
    paused_until: date | None = Field(default=None, description="a day without quotes, such as 2026-12-31")

    @model_validator(mode="after")
    def _one_location(self) -> FeedShape:
        if self.url is not None and self.path is not None:
            raise refusal(what=f'"{self.name}" has both url and path', mend="keep one of the two")
        if self.url is None and self.path is None:
            raise refusal(
                what=f'"{self.name}" has no url', mend='add url = "https://…", or path = "file.xml"'
            )
        return self


class ThemeShape(Shape):
    """One ``[[theme]]``."""

    name: Line = Field(description="the theme's name in quotes, as readers see it")
    means: Line = Field(
        description="one line that says what belongs here; the program sorts by it, not by the name"
    )
    excludes: Lines = Field(default=[], alias="not", description='what does not belong, as a list ["…", "…"]')
    examples: Lines = Field(default=[], description='sentences that belong, as a list ["…", "…"]')
    counterexamples: Lines = Field(
        default=[], description='sentences that do not belong, as a list ["…", "…"]'
    )
    catch_all: bool = Field(default=False, description="true or false")
    colour: str = Field(
        default="", pattern=r"^#[0-9A-Fa-f]{6}$", description='six hexadecimal digits such as "#9b2c1f"'
    )


class PromptShape(Shape):
    """One file of prompts/, themes.toml apart."""

    purpose: Line = Field(alias="for", description="one line that says what the prompt is for")
    variables: list[Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]*$")]] = Field(
        description='the variables of the template, as a list ["…", "…"]'
    )
    max_words: int = Field(default=0, ge=0, le=10_000, description="a whole number; 0 sets no limit")
    template: Annotated[str, Field(pattern=re.compile(r"\S"))] = Field(
        description='the text for the model, between two """'
    )
