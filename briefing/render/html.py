"""The HTML outputs: the mail's part and the web page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from briefing.render.colour import NIGHT, PAPER
from briefing.render.view import View
from briefing.render.words import Words


def mail_html(view: View, words: Words, *, web: str, footer: str = "") -> str:
    """The mail's HTML: inline styles, tables for layout, nothing remote.

    `web` is the address of the web page, where the marks after sentences lead; "" makes them lead to the source itself.
    `footer` is a line of its own at the end: in its place a subscriber's copy has the links that are theirs.
    """
    return (
        environment()
        .get_template("mail.html")
        .render(view=view, say=words.say, web=web, footer=footer, paper=PAPER, night=NIGHT)
    )


def correction_html(view: View, words: Words, *, web: str, footer: str = "") -> str:
    """A correction's HTML, in the digest's own looks; `web` and `footer` as for `mail_html`."""
    return (
        environment()
        .get_template("correction.html")
        .render(view=view, say=words.say, web=web, footer=footer, paper=PAPER, night=NIGHT)
    )


def page_html(
    view: View,
    words: Words,
    *,
    links: Sequence[tuple[str, str]] = (),
    stories: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> str:
    """The web page: one file, no script, nothing remote; its only style sheet is named by hash in its own policy.

    Where it is part of a site, `links`, each an address and its words, stand above the page, and those of `stories`, by the
    story's id, beneath each story.
    """
    templates = environment()
    css = templates.get_template("page.css").render(view=view, paper=PAPER, night=NIGHT)
    sha = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    return templates.get_template("page.html").render(
        view=view,
        say=words.say,
        links=links,
        stories=stories,
        # The style sheet has no text from outside: colours are checked, classes are numbered.
        css=Markup(css),
        css_hash=f"sha256-{sha}",
    )


@cache
def environment() -> Environment:
    """The templates of this room."""
    templates = html_templates("briefing.render", keep_trailing_newline=True)
    templates.filters["joined"] = _joined
    return templates


def html_templates(*packages: str, keep_trailing_newline: bool = False) -> Environment:
    """The templates of some packages, the first that has one, all of them escaping what they are given."""
    # autoescape is on for every template: jinja2.select_autoescape goes by the name and passes over some.
    return Environment(
        loader=ChoiceLoader([PackageLoader(package, "templates") for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
    )


def _joined(text: str) -> str:
    """Text that is not broken at its spaces."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
