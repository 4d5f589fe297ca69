"""Editions built by hand. Every place, person and outlet is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from briefing.model import (
    AlsoReported,
    Check,
    Colophon,
    Edition,
    EditionArticle,
    EditionStory,
    FeedFailure,
    ModelUsed,
    Place,
    Rank,
    Section,
    Sentence,
    Support,
    ThemeScore,
)

CLOSES = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PASSED = tuple(
    Check(name=name, passed=True)
    for name in ("numbers", "names", "dates", "quotations", "negation", "attribution")
)


@dataclass(frozen=True)
class Piece:
    """An article with its text, from which sentences are quoted."""

    cited: EditionArticle
    text: str

    @property
    def id(self) -> str:
        return self.cited.id


def article(
    outlet: str, title: str, body: str, *, hours: float, url: str | None = None, language: str = "en"
) -> Piece:
    """An article that came out some hours before the edition closed."""
    text = f"{title}\n\n{body}"
    key = hashlib.sha256(f"{outlet}\n{title}".encode()).hexdigest()
    host = "".join(c for c in outlet.lower() if c.isascii() and c.isalnum()) or "outlet"
    cited = EditionArticle(
        id=key[:16],
        url=f"https://{host}.example/2026/11/{key[:6]}" if url is None else url,
        title=title,
        outlet=outlet,
        published=CLOSES - timedelta(hours=hours),
        language=language,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    return Piece(cited=cited, text=text)


def sentence(
    piece: Piece, passage: str, *cuts: str, fallback: str = "", checks: Sequence[Check] = PASSED
) -> Sentence:
    """A passage of an article, word for word or without the cuts."""
    start = piece.text.index(passage)
    spans, text = [], passage
    for cut in cuts:
        at = piece.text.index(cut, start)
        spans.append((at, at + len(cut)))
        text = text.replace(cut, "", 1)
    return Sentence(
        text=text[:1].upper() + text[1:],
        how="compressed" if cuts else "verbatim",
        support=(Support(article=piece.id, start=start, end=start + len(passage), quote=passage),),
        checks=tuple(checks),
        cuts=tuple(spans),
        language=piece.cited.language,
        fallback=fallback,
    )


def headline(piece: Piece) -> Sentence:
    """An article's own title."""
    return sentence(piece, piece.cited.title)


def story(
    key: str,
    head: Sentence,
    sentences: Sequence[Sentence],
    pieces: Sequence[Piece],
    rank: float,
    copies: Sequence[Piece] = (),
) -> EditionStory:
    """A story that these articles tell."""
    times = [piece.cited.published for piece in pieces]
    return EditionStory(
        id=key,
        headline=head,
        sentences=tuple(sentences),
        articles=tuple(piece.id for piece in (*pieces, *copies)),
        outlets=tuple(dict.fromkeys(piece.cited.outlet for piece in pieces)),
        rank=Rank(value=rank, factors=(("outlets", rank / 2), ("recency", rank / 2))),
        themes=(ThemeScore(theme="Strikes", score=0.9, verdict="yes"),),
        first_published=min(times),
        last_published=max(times),
    )


def edition(
    sections: Sequence[Section], pieces: Sequence[Piece], also: Sequence[AlsoReported] = (), **changes: object
) -> Edition:
    """An edition of these sections; `changes` replace its fields."""
    stories = sorted(
        {s.id: s for section in sections for s in section.stories}.values(), key=lambda s: -s.rank.value
    )
    section_of = {s.id: section.theme for section in reversed(sections) for s in section.stories}
    sentences = [x for section in sections for s in section.stories for x in (s.headline, *s.sentences)]
    whole = Edition(
        id="daily-2026-11-24",
        name="daily",
        revision=1,
        date=date(2026, 11, 24),
        title="The Morning Brief",
        language="en",
        timezone="Europe/Helsinki",
        closes=CLOSES,
        opens=CLOSES - timedelta(hours=24),
        public_url="",
        mail_from="",
        list_id="",
        summary=tuple(Place(story=s.id, theme=section_of[s.id]) for s in stories[:3]),
        sections=tuple(sections),
        also=tuple(also),
        articles=tuple({piece.id: piece.cited for piece in pieces}.values()),
        colophon=colophon(
            {how: sum(s.how == how for s in sentences) for how in ("verbatim", "compressed", "rewritten")}
        ),
    )
    return replace(whole, **changes)


def colophon(counts: Mapping[str, int]) -> Colophon:
    """A colophon of an ordinary morning."""
    return Colophon(
        feeds=(
            "Coastal Wire",
            "Oststadt Tageblatt",
            "Meridian Post",
            "Northern Radio",
            "Le Quotidien",
            "Harbour Times",
        ),
        failures=(
            FeedFailure(
                feed="Harbour Gazette", location="https://gazette.example/rss", reason="no answer within 30 s"
            ),
            FeedFailure(feed="Vesti Karsk", location="https://vesti.example/rss", reason="404 not found"),
        ),
        articles=212,
        outlets=31,
        models=(
            ModelUsed(
                role="embedder",
                name="all-MiniLM-L6-v2",
                revision="c9745ed",
                licence="Apache-2.0",
                sha256="a1" * 32,
            ),
            ModelUsed(
                role="writer",
                name="SmolLM2-135M-Instruct",
                revision="12fd25f",
                licence="Apache-2.0",
                sha256="b2" * 32,
            ),
            ModelUsed(
                role="parser", name="en_core_web_sm", revision="3.8.0", licence="MIT", sha256="c3" * 32
            ),
        ),
        prompts={"shorten": "d4" * 32, "headline": "e5" * 32},
        themes_sha256="f6" * 32,
        feeds_sha256="07" * 32,
        inputs_sha256="18" * 32,
        version="0.1.0",
        counts=counts,
        fallbacks={},
        seconds={"fetch": 3.2, "analyse": 9.1, "summarise": 14.0},
    )


# ── A whole morning ──────────────────────────────────────────────────────────────────────────────────────────────────

WIRE = article(
    "Coastal Wire",
    "Overnight missile attack on Oststadt kills 21, emergency service says",
    "Seventeen missiles hit the river districts of Oststadt early on Monday, killing 21 people and wounding 60, the "
    "regional emergency service said, in what residents called the longest night since the bridges fell. Rescue crews, "
    "many of them volunteers from the rowing club, were still searching two apartment blocks at noon. The mayor, "
    "Ilse Brandt, said that schools would stay closed until Thursday.",
    hours=1.8,
)
TAGEBLATT = article(
    "Oststadt Tageblatt",
    "Siebzehn Raketen treffen Oststadt",
    "Siebzehn Raketen trafen in der Nacht die Uferviertel von Oststadt.",
    hours=1.3,
    language="de",
)
MERIDIAN = article(
    "Meridian Post",
    "Velun says Oststadt strike aimed at repair yards",
    "The defence ministry in Velun, which rarely comments on single operations, described the attack as a strike on "
    "repair yards and denied hitting homes. The Post could not verify the claim.",
    hours=0.9,
)
RADIO = article(
    "Northern Radio",
    "Air defence downs 71 of 123 drones over the northern plain",
    "The air force reported that it shot down 71 of 123 drones launched in the attack, most of them over open country. "
    "Debris damaged a grain store at Lemm, where nobody was hurt.",
    hours=2.5,
)
QUOTIDIEN = article(
    "Le Quotidien",
    "Les émissaires de retour à Marren",
    "Les deux délégations doivent se retrouver jeudi à Marren.",
    hours=10.8,
    language="fr",
)
TALKS = article(
    "Coastal Wire",
    "Envoys return to Marren for a second round of ceasefire talks",
    "Delegations from both governments are to meet in Marren on Thursday, the mediators said, after a week of "
    "messages carried by way of third countries. A first round in October ended without a joint statement.",
    hours=10.0,
)
EXCHANGE = article(
    "Meridian Post",
    "Nine detainees cross at Karsk in the year’s first exchange",
    "Nine people, among them a schoolteacher held since 2024, were freed at the Karsk crossing on Sunday evening. "
    "“I had stopped counting the days,” the schoolteacher, Mara Ilic, told reporters. "
    "Neither side has said whether further exchanges are planned.",
    hours=13.3,
)
RADIO_EXCHANGE = article(
    "Northern Radio",
    "Detainees freed at Karsk",
    "Nine detainees were freed at Karsk, the Red Cross delegation confirmed.",
    hours=13.1,
)
DOCKERS = article(
    "Harbour Times", "Dockers in Halm extend their walk-out by a week", "The union voted on Sunday.", hours=15
)
GRAIN = article("Coastal Wire", "Grain convoy reaches the southern depots", "Forty lorries arrived.", hours=7)
HAFEN = article(
    "Oststadt Tageblatt",
    "Neuer Fahrplan für die Flussfähre",
    "Die Fähre fährt wieder.",
    hours=5,
    language="de",
)
SAHIFA = article(
    "صحيفة الميناء", "استئناف الملاحة في ميناء هالم", "استؤنفت الملاحة صباح الاثنين.", hours=4, language="ar"
)
ECHO = article(
    "Valley Echo",
    "Overnight missile attack on Oststadt kills 21",
    "Seventeen missiles hit the river districts of Oststadt.",
    hours=1.1,
)
LATER = tuple(
    article(outlet, f"Oststadt: the toll rises to 21 ({outlet})", "Twenty-one people died.", hours=0.5)
    for outlet in ("The Ledger", "Radio Lemm", "Southern Star")
)


def morning() -> Edition:
    """A rich ordinary edition: three themes, five stories, two languages, cuts, a copy, a single source."""
    strikes = Section(
        theme="Strikes",
        colour="#9b2c1f",
        stories=(
            story(
                "7f3a9c01",
                headline(WIRE),
                (
                    sentence(
                        WIRE,
                        WIRE.text[WIRE.text.index("Seventeen") : WIRE.text.index(" Rescue")],
                        ", in what residents called the longest night since the bridges fell",
                    ),
                    sentence(
                        MERIDIAN,
                        MERIDIAN.text[MERIDIAN.text.index("The defence") : MERIDIAN.text.index(" The Post")],
                        ", which rarely comments on single operations,",
                    ),
                    sentence(
                        WIRE,
                        "Rescue crews, many of them volunteers from the rowing club, were still searching two "
                        "apartment blocks at noon.",
                        ", many of them volunteers from the rowing club,",
                    ),
                ),
                (WIRE, MERIDIAN, TAGEBLATT, *LATER),
                0.93,
                copies=(ECHO,),
            ),
            story(
                "2b6e11d4",
                headline(RADIO),
                (
                    sentence(
                        RADIO,
                        RADIO.text[RADIO.text.index("The air") : RADIO.text.index(" Debris")],
                        ", most of them over open country",
                    ),
                    sentence(
                        RADIO,
                        "Debris damaged a grain store at Lemm, where nobody was hurt.",
                        fallback="a shorter version left out a negation",
                    ),
                ),
                (RADIO,),
                0.55,
            ),
        ),
    )
    diplomacy = Section(
        theme="Diplomacy",
        colour="#1f5fae",
        stories=(
            story(
                "c05d7730",
                headline(TALKS),
                (
                    sentence(
                        TALKS,
                        TALKS.text[TALKS.text.index("Delegations") : TALKS.text.index(" A first")],
                        ", after a week of messages carried by way of third countries",
                    ),
                    sentence(TALKS, "A first round in October ended without a joint statement."),
                ),
                (TALKS, QUOTIDIEN),
                0.71,
            ),
        ),
    )
    releases = Section(
        theme="Prisoner releases",
        colour="",
        stories=(
            story(
                "91e4aa5b",
                headline(EXCHANGE),
                (
                    sentence(
                        EXCHANGE,
                        "Nine people, among them a schoolteacher held since 2024, were freed at the Karsk crossing on "
                        "Sunday evening.",
                    ),
                    sentence(EXCHANGE, "Neither side has said whether further exchanges are planned."),
                ),
                (EXCHANGE, RADIO_EXCHANGE),
                0.62,
            ),
        ),
    )
    also = tuple(
        AlsoReported(
            story=f"also{i}", theme="Other", headline=headline(p), article=p.id, outlets=(p.cited.outlet,)
        )
        for i, p in enumerate((DOCKERS, GRAIN, HAFEN, SAHIFA))
    )
    pieces = (
        WIRE,
        TAGEBLATT,
        MERIDIAN,
        RADIO,
        QUOTIDIEN,
        TALKS,
        EXCHANGE,
        RADIO_EXCHANGE,
        DOCKERS,
        GRAIN,
        HAFEN,
    )
    return edition((strikes, diplomacy, releases), (*pieces, SAHIFA, ECHO, *LATER), also)


def crowded(stories: int) -> Edition:
    """Many stories in four themes, each of two sentences and two outlets."""
    pieces: list[Piece] = []
    sections = []
    for t, theme in enumerate(("Strikes", "Diplomacy", "Prisoner releases", "Elsewhere")):
        told = []
        for i in range(t, stories, 4):
            one = article(
                "Coastal Wire",
                f"Report {i} from the river districts tells of another long night",
                f"Crews in district {i} worked until the morning, the emergency service said, while the rain went on. "
                f"The council of district {i} is to meet on Thursday about the repair of the water main.",
                hours=1 + i / 50,
            )
            other = article(
                "Meridian Post", f"District {i} in the morning", f"District {i} woke up.", hours=2
            )
            pieces += [one, other]
            first, second = one.text.partition("\n\n")[2].split(". ", 1)
            told.append(
                story(
                    f"{i:08x}",
                    headline(one),
                    (
                        sentence(one, first + ".", ", while the rain went on"),
                        sentence(one, second),
                    ),
                    (one, other),
                    1 - i / (stories + 1),
                )
            )
        sections.append(Section(theme=theme, colour="", stories=tuple(told)))
    return edition(sections, pieces)


def single(piece: Piece, *passages: str, **changes: object) -> Edition:
    """An edition of one story from one article."""
    told = story("0a0a0a0a", headline(piece), [sentence(piece, p) for p in passages], (piece,), 0.5)
    return edition((Section(theme="Strikes", colour="#9b2c1f", stories=(told,)),), (piece,), **changes)
