"""The models and how summaries are made, as briefing.toml has them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from briefing.settings.kinds import LineOrNone, Server, Shape
from briefing.tomlfile import refusal

__all__ = ["ModelShape", "ModelsShape", "RewriterShape", "SummaryShape"]

Pinned = TypeVar("Pinned", bound="ModelShape | None")


class ModelShape(Shape):
    """One model: ``"bundled"``, or a hub repository at one commit."""

    name: str = Field(
        pattern=r"^(bundled|[\w.-]+/[\w.-]+)$", description='"bundled", or a hub repository "owner/name"'
    )
    revision: str = Field(
        default="",
        pattern=r"^([0-9a-f]{40})?$",
        description="the 40 letters and digits of a commit of the hub repository",
    )


def _pinned(model: Pinned) -> Pinned:
    if model is not None and model.name != "bundled" and not model.revision:
        raise refusal(
            what=f'the hub model "{model.name}" has no revision',
            mend="add revision = the 40-letter commit hash that its hub page shows, so that it never changes by itself",
        )
    return model


def _model(value: Any) -> Any:
    return {"name": value} if value == "bundled" else value


def _none(value: Any) -> Any:
    return None if value == "" else value


class HubShape(ModelShape):
    """A model of a hub at one commit; none of its kind is bundled."""

    name: str = Field(pattern=r"^[\w.-]+/[\w.-]+$", description='a hub repository "owner/name"')


class RewriterShape(Shape):
    """A model that writes: of a hub at one commit, or on a server."""

    name: LineOrNone = Field(
        default="", description='a hub repository "owner/name", or the name that the server knows'
    )
    revision: str = Field(
        default="",
        pattern=r"^([0-9a-f]{40})?$",
        description="the 40 letters and digits of a commit of the hub repository",
    )
    url: Server = Field(
        default="",
        description='the address of an OpenAI-compatible server, such as "http://127.0.0.1:8080/v1"',
    )


def _reachable(model: RewriterShape | None) -> RewriterShape | None:
    if model is None or (model.url and model.name and not model.revision):
        return model
    if model.url:
        raise refusal(
            what="a model on a server has a name and no revision",
            mend='write rewriter = { url = "http://127.0.0.1:8080/v1", name = "the name that the server knows" }',
        )
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model.name) or not model.revision:
        raise refusal(
            what=f'the rewriter "{model.name}" has neither an address nor a hub repository with its revision',
            mend=f"write {_REWRITER}",
        )
    return model


Model = Annotated[ModelShape, BeforeValidator(_model), AfterValidator(_pinned)]
Hub = Annotated[HubShape | None, BeforeValidator(_none), AfterValidator(_pinned)]
Rewriter = Annotated[RewriterShape | None, BeforeValidator(_none), AfterValidator(_reachable)]
BUNDLED = ModelShape(name="bundled")
_HUB = '{ name = "owner/name", revision = "commit hash" }'
_MODEL = f'"bundled", or {_HUB}'
_REWRITER = f'{_HUB}, or {{ url = "http://127.0.0.1:8080/v1", name = "model" }}'


class ModelsShape(Shape):
    """``[models]``."""

    embedder: Model = Field(default=BUNDLED, description=_MODEL)
    writer: Model = Field(default=BUNDLED, description=_MODEL)
    parser: Model = Field(default=BUNDLED, description=_MODEL)
    rewriter: Rewriter = Field(default=None, description=_REWRITER)
    verifier: Hub = Field(default=None, description=_HUB)
    dtype: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto", description='"auto", "float32" or "bfloat16"'
    )
    threads: int = Field(default=0, ge=0, le=1024, description="a whole number; 0 takes all")
    cache: LineOrNone = Field(default="", description="a folder in quotes")


class SummaryShape(Shape):
    """``[summary]``."""

    mode: Literal["compress", "verbatim", "rewrite"] = Field(
        default="compress", description='"compress", "verbatim" or "rewrite"'
    )
    rewrite_candidates: int = Field(default=3, ge=1, le=20, description="a whole number from 1 to 20")
    rewrite_seconds: float = Field(
        default=120.0, ge=0, le=86_400, allow_inf_nan=False, description="a number from 0 to 86400"
    )
    verifier_threshold: float = Field(
        default=0.8, ge=0, le=1, allow_inf_nan=False, description="a number from 0 to 1"
    )
