"""Pages as answers: templates with autoescape for everything, one style sheet, headers by kind of page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fastapi import Response
from jinja2 import Environment

from briefing.render.colour import NIGHT, PAPER
from briefing.render.html import html_templates
from briefing.web.speech import LANGUAGES, Speech, iso

__all__ = ["Looks", "style_sheet", "style_version"]

PUBLIC = {"Cache-Control": "public, max-age=300"}
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class Looks:
    """Renders the site's templates."""

    def __init__(self, *, title: str, base: str, themes: Mapping[str, str]) -> None:
        self.title = title
        self.base = base  # path under which the site lies; "" = the root
        self._themes = themes  # slug -> name

    def page(
        self,
        template: str,
        speech: Speech,
        *,
        status: int = 200,
        private: bool = False,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """A page; a private one is neither kept by anybody nor indexed."""
        html = self.text(template, speech, **values)
        kind = PRIVATE if private or status >= 400 else PUBLIC
        return Response(
            html, status, headers={**kind, **(headers or {})}, media_type="text/html; charset=utf-8"
        )

    def text(self, template: str, speech: Speech, **values: object) -> str:
        """A template's text."""
        return (
            _environment()
            .get_template(template)
            .render(
                say=speech.say,
                speech=speech,
                lang=speech.language,
                site=self.title,
                base=self.base,
                themes=self._themes,
                languages=LANGUAGES,
                style=style_version(),
                **values,
            )
        )


@cache
def style_sheet() -> bytes:
    """The site's style sheet."""
    css = files("briefing.web").joinpath("templates", "site.css").read_text("utf-8")
    return css.replace("PAPER", PAPER).replace("NIGHT", NIGHT).encode()


@cache
def style_version() -> str:
    """What names this version of the style sheet, so that it can be kept for long."""
    return base64.urlsafe_b64encode(hashlib.sha256(style_sheet()).digest()[:9]).decode("ascii")


@cache
def _environment() -> Environment:
    templates = html_templates("briefing.web")
    templates.filters["iso"] = iso
    return templates
