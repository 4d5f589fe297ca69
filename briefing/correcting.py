"""The composition of `briefing correct`: what an edition said wrongly, made ready for those who read it.

    edition, WHICH ─ statements.meant ─┐
    right, source ── checked ──────────┴─> Correction ─┬─ store: a row, once and for good
                                                       ├─ render ─> archive/EDITION/index.html, output/index.html
                                                       └─ render ─> outbox/EDITION-correction-ID/
The edition itself, its JSON and its mail, stays as it was sent.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.app import existing_store, stored_edition
from briefing.clock import SystemClock
from briefing.edition.freeze import thaw
from briefing.edition.statements import Stated, meant, statements
from briefing.errors import BriefingError, OutputError
from briefing.issuing import edition_files, issuing
from briefing.links import identity
from briefing.model import Correction, Edition
from briefing.ports import Clock

if TYPE_CHECKING:
    from briefing.settings import Settings

__all__ = ["Listed", "Prepared", "Wanted", "correct", "listed"]

LONGEST = {  # characters: a correction is read on a phone, as a line of the next edition too
    "--right": 1000,
    "--source": 2000,
    "--outlet": 100,
    "--quote": 1000,
    "--editor": 100,
    "--note": 2000,
}
_SPELLING = "\u200c\u200d"  # not seen, but Persian, Indic scripts and emoji are spelt with them


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an editor wants to be corrected, as it was typed."""

    which: str  # a key, a place of the page, or words
    right: str
    source: str = ""  # a URL
    outlet: str = ""
    quote: str = ""
    editor: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A statement of an edition with its places on the page and what was corrected in it."""

    stated: Stated
    anchors: tuple[str, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A correction that is ready to go out."""

    correction: Correction
    new: bool  # False: it had been made before
    mail: Mapping[str, bytes]  # correction.html, .txt and .eml
    paths: tuple[Path, ...]  # of all that lies in the output folder for it; () of a dry run


def listed(settings: Settings, edition_id: str) -> tuple[Listed, ...]:
    """Everything that a stored edition says, in its order."""
    from briefing.render import page_anchors

    edition = thaw(stored_edition(settings, edition_id)[0])
    store = existing_store(settings)
    try:
        made = store.corrections(edition_id)
    finally:
        store.close()
    places = page_anchors(edition)
    return tuple(
        Listed(
            stated=stated,
            anchors=tuple(anchor for anchor, keys in places.items() if stated.key in keys),
            corrections=tuple(each for each in made if each.sentence == stated.key),
        )
        for stated in statements(edition)
    )


def correct(
    settings: Settings, edition_id: str, wanted: Wanted, *, dry_run: bool = False, clock: Clock | None = None
) -> Prepared:
    """Record a correction, renew the edition's page and leave the mail in the outbox; with `dry_run` nothing is written.

    One that was made before is made ready again as far as its files are missing, and is not new. `BriefingError` says what
    of `wanted` is wrong, before anything is written; `Busy` that somebody else is at this edition's files; `StoreError` and
    `OutputError` that they cannot be written.
    """
    from briefing.render import page_anchors

    content, _ = stored_edition(settings, edition_id)
    edition = thaw(content)
    stated = meant(wanted.which, statements(edition), page_anchors(edition), edition_id)
    draft = _drafted(wanted, stated, edition)
    now = (clock or SystemClock()).now()
    store = existing_store(settings)
    try:
        if dry_run:
            correction, new = _numbered(draft, store.corrections(edition_id), now)
            return Prepared(correction=correction, new=new, mail=_mail(edition, correction), paths=())
        with issuing(store, edition_id):
            correction, new = _numbered(draft, store.corrections(edition_id), now)
            mail = _mail(edition, correction)
            if new:
                store.add_correction(correction)
            files = edition_files(content, store.corrections(edition_id))
            paths = _written(settings.output, correction, files, mail)
    finally:
        store.close()
    return Prepared(correction=correction, new=new, mail=mail, paths=paths)


def _drafted(wanted: Wanted, stated: Stated, edition: Edition) -> Correction:
    """The correction without its id and time; all that is wrong with what was typed is told at once."""
    from briefing.render.plain import plain, safe_url

    typed = {
        "--right": wanted.right,
        "--source": wanted.source,
        "--outlet": wanted.outlet,
        "--quote": wanted.quote,
        "--editor": wanted.editor,
        "--note": wanted.note,
    }
    faults = [fault for name, text in typed.items() if (fault := _fault(name, text))]
    if not plain(wanted.right):
        faults.append("--right is empty: say what is right, in one or two sentences")
    if wanted.source.strip() and not safe_url(wanted.source):
        faults.append("--source is no web address: write it as https://host/path, without a password")
    if wanted.quote.strip() and not (wanted.source.strip() or wanted.outlet.strip()):
        faults.append("--quote has nobody who said it: add --source URL or --outlet NAME")
    if faults:
        raise BriefingError("\n".join(faults))
    url, outlet, quote = _source(wanted, stated, edition)
    return Correction(
        id="",
        edition=edition.id,
        story=stated.story,
        sentence=stated.key,
        said=stated.text,
        right=plain(wanted.right),
        source_url=safe_url(url),
        source_outlet=plain(outlet),
        source_quote=plain(quote),
        at=edition.closes,
        editor=plain(wanted.editor),
        note=plain(wanted.note),
    )


def _fault(name: str, text: str) -> str:
    """What is wrong with a text that is typed on one line; "" where nothing is."""
    unseen = next((c for c in text if _is_unseen(c)), "")
    if unseen:
        return (
            f"{name} has the character U+{ord(unseen):04X}, which is not seen: write one line of plain text"
        )
    if len(text) > LONGEST[name]:
        return f"{name} has {len(text)} characters: write at most {LONGEST[name]}"
    return ""


def _is_unseen(character: str) -> bool:
    """Whether it is a line end, a control or a direction mark, or half a character."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _SPELLING


def _source(wanted: Wanted, stated: Stated, edition: Edition) -> tuple[str, str, str]:
    """URL, outlet and words of who says so: those given, or the passage that the statement was not made from rightly.

    What says what the passage says is wrong where its source is: then somebody else must say what is right.
    """
    url, outlet = wanted.source.strip(), wanted.outlet.strip()
    if url or outlet:
        same = (each.outlet for each in edition.articles if url and identity(each.url) == identity(url))
        return url, outlet or next(same, ""), wanted.quote
    if stated.verbatim or not stated.support:
        msg = "it is in its source's own words: name who says otherwise, with --source URL or --outlet NAME"
        raise BriefingError(msg)
    support = stated.support[0]
    article = next(each for each in edition.articles if each.id == support.article)
    return article.url, article.outlet, support.quote


def _numbered(draft: Correction, known: Sequence[Correction], now: datetime) -> tuple[Correction, bool]:
    """The correction with its id and time, and whether it is new: not what was said of the statement last.

    Its id names its words and what it follows, so that two who make the same one make one. Time does not go back.
    """
    last = next((each for each in reversed(known) if each.sentence == draft.sentence), None)
    if last and _says(last) == _says(draft):
        return last, False
    if last is None and draft.right == draft.said:
        msg = f"that is what {draft.edition} says: --right is what it should have said"
        raise BriefingError(msg)
    named = (draft.edition, draft.sentence, *_says(draft), last.id if last else "")
    at = now.replace(microsecond=0)
    if known:
        at = max(at, known[-1].at + timedelta(seconds=1))
    return replace(draft, id=sha256("\n".join(named).encode()).hexdigest()[:12], at=at), True


def _says(correction: Correction) -> tuple[str, ...]:
    return correction.right, correction.source_url, correction.source_outlet, correction.source_quote


def _mail(edition: Edition, correction: Correction) -> Mapping[str, bytes]:
    from briefing.render import render_correction

    return render_correction(
        edition,
        [correction],
        public_url=edition.public_url,
        mail_from=edition.mail_from,
        list_id=edition.list_id,
    )


def _written(
    output: Path, correction: Correction, files: Mapping[str, bytes], mail: Mapping[str, bytes]
) -> tuple[Path, ...]:
    """Write the page where the edition lies, and what is missing of the mail; their paths."""
    from briefing.publish import shown, write
    from briefing.render import PAGE

    archive = output / "archive" / correction.edition
    outbox = output / "outbox" / f"{correction.edition}-correction-{correction.id}"
    page = {PAGE: files[PAGE]}
    try:
        paths = write(archive, page if archive.is_dir() else files)
        if shown(output) == files["edition.json"]:
            paths |= {"newest": write(output, page)[PAGE]}
        write(outbox, {name: content for name, content in mail.items() if not (outbox / name).is_file()})
    except OutputError as error:
        msg = (
            f"{error}; correction {correction.id} is recorded: give the same command again to write its files"
        )
        raise OutputError(msg) from error
    return (*paths.values(), *(outbox / name for name in mail))
