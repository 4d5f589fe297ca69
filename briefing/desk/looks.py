"""The desk's pages: the frame around a digest that is being edited, and the page of a comparison.

View ─ shell.html ─> the frame; Difference ─ compared.html ─> one file, style sheet included
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from briefing.desk.report import place, reason, summary
from briefing.desk.view import View
from briefing.edition.difference import Difference, StoryDifference, words
from briefing.render.colour import NIGHT, PAPER
from briefing.render.html import html_templates

__all__ = ["TABS", "compared", "script", "shell", "style"]

TABS = (("/", "Page"), ("/mail", "Mail"), ("/text", "Text"), ("/changes", "Changes"))
_NAMES = {"in": "In", "out": "Out", "moved": "Moved", "changed": "Told otherwise"}


def shell(view: View, here: str) -> bytes:
    """The frame around one of the tabs."""
    text = view.files["digest.txt"].decode() if here == "/text" else ""
    return _page("shell.html", view=view, here=here, tabs=TABS, state=_state(view), text=text)


def compared(found: Difference, *, edition: str, before: str, after: str) -> bytes:
    """A comparison as one file, without a script; its only style sheet is named by hash in its own policy."""
    css = style().decode()
    sha = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    return _page(
        "compared.html",
        found=found,
        edition=edition,
        before=before,
        after=after,
        css=Markup(css),  # nothing in it is from outside
        css_hash=f"sha256-{sha}",
    )


@cache
def style() -> bytes:
    """The style sheet of both."""
    return _page("desk.css", paper=PAPER, night=NIGHT)


@cache
def script() -> bytes:
    """What reloads the frame; without it the page asks again every few seconds by itself."""
    return _page("desk.js")


def _state(view: View) -> str:
    if view.whole is None:
        return f"{view.stored} as it is stored; it is being made again with the files of now"
    made = f"{view.stored} with the files of now, made in {view.seconds:.1f} s"
    return f"{made}; nothing of it is stored or sent"


def _places(story: StoryDifference) -> str:
    return ", ".join(dict.fromkeys(place(story, telling) for telling in story.tellings))


def _page(name: str, **values: object) -> bytes:
    return _environment().get_template(name).render(**values).encode()


@cache
def _environment() -> Environment:
    templates = html_templates("briefing.desk", keep_trailing_newline=True)
    templates.globals |= {
        "words": words,
        "summary": summary,
        "reason": reason,
        "place": place,
        "places": _places,
        "names": _NAMES,
    }
    return templates
