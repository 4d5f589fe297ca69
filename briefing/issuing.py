"""An edition as files: from what is stored to what lies in the output folder.

    content ─┐
    corrections ─┴─ edition_files ─> edition.json, digest.*, index.html ─ issue, reissue ─> output/
One process at a time makes and writes the files of one edition, so that no page loses its newest correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from briefing.model import Correction
from briefing.store import SqlStore

__all__ = ["FILES", "edition_files", "issue", "issuing", "reissue"]

# what an edition is published as
FILES = ("edition.json", "digest.html", "digest.txt", "digest.eml", "index.html")
SECONDS = 300.0  # longer than rendering takes; the hold of a dead process is taken over at once


def edition_files(content: str, corrections: Sequence[Correction]) -> dict[str, bytes]:
    """All files of a frozen edition, given as its canonical JSON, by name; its page carries these corrections of it.

    Rendering always starts from the JSON, so that a first run and a later rebuild cannot differ.
    """
    from briefing.edition.freeze import thaw
    from briefing.render import render

    edition = thaw(content)
    digest = render(
        edition,
        public_url=edition.public_url,
        mail_from=edition.mail_from,
        list_id=edition.list_id,
        corrections=corrections,
    )
    return {"edition.json": content.encode(), **digest.files}


def issuing(store: SqlStore, edition_id: str) -> AbstractContextManager[None]:
    """Hold an edition's files while they are made and written; `Busy` names who holds them."""
    return store.lease(f"files of {edition_id}", SECONDS)


def issue(store: SqlStore, output: Path, edition_id: str, content: str) -> dict[str, Path]:
    """Leave an edition in the archive and, as the last one asked for, in the output folder; the latter's paths by name."""
    from briefing.publish import publish

    with issuing(store, edition_id):
        return publish(output, edition_id, edition_files(content, store.corrections(edition_id)))


def reissue(store: SqlStore, folder: Path, edition_id: str, content: str) -> dict[str, Path]:
    """Write an edition's files to a folder; their paths by name."""
    from briefing.publish import write

    with issuing(store, edition_id):
        return write(folder, edition_files(content, store.corrections(edition_id)))
