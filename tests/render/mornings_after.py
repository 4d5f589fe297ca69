"""The morning of `editions`, for readers who had an edition the day before: figures rose, a text was changed, one withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from briefing.model import Change, Claim, Conflict, Correction, Edition, EditionStory, Section, Update
from tests.render import editions
from tests.render.editions import EXCHANGE, MERIDIAN, TALKS, WIRE, Piece, article, headline

YESTERDAY = "daily-2026-11-23"

FIRST_TOLL = article(
    "Coastal Wire",
    "Missile attack on Oststadt kills at least 14",
    "Seventeen missiles hit the river districts. At least 14 people were killed, the emergency service said, and "
    "40 were wounded.",
    hours=21,
)
COURIER = article(
    "Lemm Courier",
    "Night of missiles",
    "The hospital in Oststadt said that 21 people were killed and 64 wounded in the attack.",
    hours=1.5,
)
LANTERN = article(
    "The Lantern", "Toll rises in Oststadt", "By morning 22 people were killed, the council said.", hours=1.2
)
TAGBLATT = article(
    "Oststadt Tageblatt",
    "Die Nacht der Raketen",
    "Mindestens 19 Menschen wurden getötet, sagte der Bürgermeister.",
    hours=1.4,
    language="de",
)
HOSPITAL = article(
    "Meridian Post",
    "What is known of the night in Oststadt",
    "Rescue crews were at work until noon. Some wards were evacuated.",
    hours=20,
)
STRIKE = article(
    "Harbour Times", "Dockers in Halm walk out for a third week", "The port stood still.", hours=30
)
TALKS_BEFORE = "Delegations from both governments are to meet in Marren on Friday, the mediators said."


def claim(piece: Piece, words: str, passage: str = "", *, version: str | None = None) -> Claim:
    """Words of a passage of this article; without a passage they are all of it."""
    cited = editions.sentence(piece, passage or words).support[0]
    return Claim(
        text=words,
        support=replace(cited, paragraph=1),
        version=piece.cited.text_sha256 if version is None else version,
        outlet=piece.cited.outlet,
        published=piece.cited.published,
    )


def former(piece: Piece, passage: str, *, hours: float = 20) -> Claim:
    """What an earlier version of this article said in its first paragraph."""
    text = f"{piece.cited.title}\n\n{passage}"
    before = editions.sentence(Piece(cited=piece.cited, text=text), passage).support[0]
    return Claim(
        text=passage,
        support=replace(before, paragraph=1),
        version="0f" * 32,
        outlet=piece.cited.outlet,
        published=editions.CLOSES - timedelta(hours=hours),
    )


TOLL = Change(
    kind="figure",
    what="killed",
    old=claim(
        FIRST_TOLL,
        "At least 14 people were killed",
        "At least 14 people were killed, the emergency service said, and 40 were wounded.",
    ),
    new=claim(
        WIRE, "killing 21 people", WIRE.text[WIRE.text.index("Seventeen") : WIRE.text.index(" Rescue")]
    ),
)
DENIAL = Change(
    kind="status",
    what="denied",
    old=None,
    new=claim(
        MERIDIAN,
        "denied hitting homes",
        MERIDIAN.text[MERIDIAN.text.index("The defence") : MERIDIAN.text.index(" The Post")],
    ),
)
MOVED = Change(
    kind="edited",
    what="",
    old=former(TALKS, TALKS_BEFORE),
    new=claim(TALKS, TALKS.text[TALKS.text.index("Delegations") : TALKS.text.index(" A first")]),
)
WITHDRAWN = Change(
    kind="withdrawn", what="", old=former(HOSPITAL, "A hospital in the river districts was hit."), new=None
)
TOLLS = Conflict(
    what="killed",
    claims=(
        claim(COURIER, "21 people were killed", COURIER.text.partition("\n\n")[2]),
        claim(LANTERN, "22 people were killed", LANTERN.text.partition("\n\n")[2]),
        claim(TAGBLATT, "Mindestens 19 Menschen wurden getötet", TAGBLATT.text.partition("\n\n")[2]),
    ),
    outlets=(("Lemm Courier", "Coastal Wire", "The Ledger"), ("The Lantern",), ("Oststadt Tageblatt",)),
)
UPDATES = (
    Update(story="0b0b0b0b", status="corrected", headline=headline(HOSPITAL), changes=(WITHDRAWN,)),
    Update(story="c05d7730", status="corrected", headline=headline(TALKS), changes=(MOVED,)),
    Update(story="7f3a9c01", status="updated", headline=headline(WIRE), changes=(TOLL, DENIAL)),
    Update(story="57217e00", status="unchanged", headline=headline(STRIKE), changes=()),
)


def after(updates: Sequence[Update] = UPDATES, since: str = YESTERDAY) -> Edition:
    """The morning with these updates: its lead is updated, the talks corrected, the rest is new."""
    whole = editions.morning()
    listed = (FIRST_TOLL, COURIER, LANTERN, TAGBLATT, HOSPITAL, STRIKE)
    return replace(
        whole,
        since=since,
        updates=tuple(updates),
        sections=tuple(_section(section) for section in whole.sections),
        articles=(*whole.articles, *(piece.cited for piece in listed)),
    )


def _section(section: Section) -> Section:
    return replace(section, stories=tuple(_told(story) for story in section.stories))


def _told(story: EditionStory) -> EditionStory:
    if story.id == "7f3a9c01":
        more = tuple(piece.id for piece in (COURIER, LANTERN, TAGBLATT))
        outlets = (*story.outlets, "Lemm Courier", "The Lantern")
        return replace(
            story,
            status="updated",
            since=YESTERDAY,
            changes=(TOLL, DENIAL),
            conflicts=(TOLLS,),
            articles=(*story.articles, *more),
            outlets=outlets,
        )
    if story.id == "c05d7730":
        return replace(story, status="corrected", since=YESTERDAY, changes=(MOVED,))
    return story


def many(changes: int) -> tuple[Update, ...]:
    """Updates of stories that have no place in this edition, each with one risen figure."""
    return tuple(
        Update(story=f"{i:08x}", status="updated", headline=headline(FIRST_TOLL), changes=(TOLL,))
        for i in range(changes)
    )


def correction(**changes: str) -> Correction:
    """What an editor found wrong in the story of the exchange."""
    said = editions.sentence(
        EXCHANGE,
        "Nine people, among them a schoolteacher held since 2024, were freed at the Karsk crossing on Sunday evening.",
    )
    whole = Correction(
        id="c1",
        edition="daily-2026-11-24",
        story="91e4aa5b",
        sentence=said.key,
        said=said.text,
        right="The schoolteacher had been held since 2023.",
        source_url="https://northernradio.example/2026/11/karsk",
        source_outlet="Northern Radio",
        source_quote="Mara Ilic, who was arrested in March 2023, was among them.",
        at=editions.CLOSES + timedelta(hours=30),
        editor="R. Editor",
    )
    return replace(whole, **changes)
