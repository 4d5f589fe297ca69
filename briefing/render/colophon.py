"""How the edition was made, in sentences that a reader understands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from briefing.model import Colophon, Edition
from briefing.render.plain import plain
from briefing.render.proof import reason as explained
from briefing.render.view import Making
from briefing.render.words import Words

_OPEN_ENDED = timedelta(days=3650)  # a window without a beginning has a date that nobody wants to read
_SHORT = 12  # hex digits of a hash that are shown; edition.json has the whole


def making(edition: Edition, words: Words) -> Making:
    """The colophon's paragraphs and its record of hashes."""
    colophon = edition.colophon
    paragraphs = (
        _counts(colophon, words),
        *_fallbacks(colophon, words),
        _feeds(colophon, words),
        _failures(colophon, words),
        _models(colophon, words),
        *(plain(note) for note in colophon.notes),
        _window(edition, words),
        words.say("version", version=plain(colophon.version), edition=edition.id),
    )
    return Making(paragraphs=tuple(filter(None, paragraphs)), record=tuple(_record(colophon, words)))


def _window(edition: Edition, words: Words) -> str:
    closes, zone = words.full_moment(edition.closes), edition.timezone
    if edition.closes - edition.opens > _OPEN_ENDED:
        return words.say("window_open", closes=closes, timezone=zone)
    return words.say("window", opens=words.full_moment(edition.opens), closes=closes, timezone=zone)


def _counts(colophon: Colophon, words: Words) -> str:
    ways = {how: colophon.counts.get(how, 0) for how in ("verbatim", "compressed", "rewritten")}
    total = sum(ways.values())
    if total == 0:
        return ""
    if ways["verbatim"] == total:
        return words.say("counts_all", total)
    said = {how: words.say(how, n) for how, n in ways.items()}
    return words.say("counts", total, **said)


def _fallbacks(colophon: Colophon, words: Words) -> Iterator[str]:
    for reason, n in sorted(colophon.fallbacks.items()):
        yield words.say("fallbacks", n, reason=explained(reason, words))


def _feeds(colophon: Colophon, words: Words) -> str:
    names = tuple(dict.fromkeys(map(plain, colophon.feeds)))
    return words.say("feeds", len(names), names=words.both(names)) if names else words.say("feeds_none")


def _failures(colophon: Colophon, words: Words) -> str:
    if not colophon.failures:
        return ""
    names = tuple(
        f"{plain(failure.feed)} ({plain(failure.reason).rstrip('.')})" for failure in colophon.failures
    )
    return words.say("failures", len(names), names=words.both(names))


def _models(colophon: Colophon, words: Words) -> str:
    models = tuple(
        f"{plain(model.name)} ({', '.join(filter(None, (words.name(model.role), plain(model.licence))))})"
        for model in colophon.models
    )
    return words.say("models", models=words.both(models)) if models else words.say("models_none")


def _record(colophon: Colophon, words: Words) -> Iterator[str]:
    yield words.say("record_inputs", sha=colophon.inputs_sha256[:_SHORT])
    yield words.say("record_feeds", sha=colophon.feeds_sha256[:_SHORT])
    yield words.say("record_themes", sha=colophon.themes_sha256[:_SHORT])
    for name, sha in sorted(colophon.prompts.items()):
        yield words.say("record_prompt", name=plain(name), sha=sha[:_SHORT])
    for model in colophon.models:
        yield words.say(
            "record_model",
            role=words.name(model.role),
            name=plain(model.name),
            revision=plain(model.revision) or "–",
            sha=model.sha256[:_SHORT],
        )
