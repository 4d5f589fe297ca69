"""A site as it is served: a real server on loopback, a real database with two editions of one story."""

from __future__ import annotations

import email
import email.policy
import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import uvicorn
from fastapi import FastAPI

from briefing.confirming import send_due
from briefing.edition.freeze import freeze
from briefing.model import Article, Edition, Fact, Feed, FeedReading, FeedState, Thread
from briefing.settings import Settings, load_settings
from briefing.store import SqlStore, open_store
from briefing.subscribers.preferences import Offer
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from briefing.web import create
from tests.deliver.server import Script, smtp_server
from tests.fakes import FakeClock
from tests.render import editions, mornings_after

OFFER = Offer(editions=("daily",), themes=("Strikes", "Diplomacy", "Prisoner exchanges"))
TOML = """
title = "The Morning Brief"
[output]
public_url = "{url}"
[mail]
from = "The Morning Brief <brief@brief.example>"
smtp_host = "127.0.0.1"
smtp_port = {port}
"""
TODAY, YESTERDAY = "daily-2026-11-24", "daily-2026-11-23"
STORY = "7f3a9c01"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True, kw_only=True)
class Site:
    """A running site, and what is behind it."""

    url: str
    settings: Settings
    store: SqlStore
    clock: FakeClock
    inbox: Script  # of the mail server

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: str | bytes | None = None,
        client: str = "",
        **headers: str,
    ) -> Answer:
        """One request as it stands; `client` is the address that a server in front would name."""
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if client:
            named["X-Forwarded-For"] = client
        try:
            connection.request(method, path, body, named)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=found, body=response.read())
        finally:
            connection.close()

    def send(
        self, path: str, fields: Sequence[tuple[str, str]] = (), client: str = "", **headers: str
    ) -> Answer:
        """A form, as a browser sends it from our own page."""
        named = {"Content_Type": FORM, "Origin": self.url, "Sec_Fetch_Site": "same-origin"} | headers
        return self.ask(path, "POST", urlencode(fields), client, **named)

    def token(self, purpose: str, subscriber: str, name: str = "*") -> str:
        """A token as a mail has it."""
        return Tokens(self.store.secret(TOKEN_KEY), self.clock).sign(purpose, subscriber, name)  # type: ignore[arg-type]

    def confirmed(self, address: str) -> str:
        """The id of somebody who signed up here and confirmed."""
        assert self.send("/", [("address", address)]).status == 200
        found = self.store.subscribers.by_address(address)
        assert found is not None
        assert self.send(f"/confirm/{self.token('confirm', found.id)}").status == 200
        return found.id

    def mails(self) -> list[email.message.EmailMessage]:
        """What has come to the mail server, when what is due has been sent."""
        with ThreadPoolExecutor(1) as apart:  # a browser test has an event loop in its own thread
            apart.submit(send_due, self.settings, self.store, self.clock).result()
        came = [each.message for each in self.inbox.received]
        return [email.message_from_bytes(each, policy=email.policy.default) for each in came]

    def link(self, address: str) -> str:
        """Where the mail to this address leads."""
        mail = next(mail for mail in self.mails() if address in str(mail["To"]))
        part = mail.get_body(("plain",))
        assert part is not None
        found = re.search(r"https?://\S+/(?:confirm|preferences)/\S+", part.get_content())
        assert found is not None
        return found[0]


@contextmanager
def running(app: FastAPI, listening: socket.socket) -> Iterator[None]:
    """The application on a server in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def site(
    folder: Path, offer: Offer = OFFER, *, public: bool = True, toml: str = "", **environment: str
) -> Iterator[Site]:
    """A site with the editions of two days, one of them corrected."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    inbox = Script()
    with smtp_server(inbox) as port:
        written = TOML.format(url=url if public else "", port=port) + toml
        (folder / "briefing.toml").write_text(written, encoding="utf-8")
        settings = load_settings(folder / "briefing.toml", environment, cwd=folder)
        clock = FakeClock(editions.CLOSES)
        store = open_store(settings.database, clock)
        fill(store)
        with running(create(settings, store, clock, offer), listening):
            yield Site(url=url, settings=settings, store=store, clock=clock, inbox=inbox)
        store.close()


def fill(store: SqlStore) -> None:
    """Two days, the second with a correction, an article, a figure that moved, and a story that nobody was told."""
    add(store, before(), (thread(before(), STORY, _fact(mornings_after.FIRST_TOLL, "14")),))
    today = mornings_after.after()
    told = {s.id for part in today.sections for s in part.stories}
    facts = {STORY: (_fact(mornings_after.FIRST_TOLL, "14"), _fact(editions.WIRE, "21"))}
    threads = [thread(today, key, *facts.get(key, ())) for key in sorted(told)]
    untold = Thread(story="0badc0de", edition=TODAY, date=today.date, headline="Never told", articles=())
    _save_article(store)
    add(store, today, [*threads, untold])
    store.add_correction(mornings_after.correction())


def before() -> Edition:
    """The edition of the day before: the story alone, by the first toll."""
    piece = mornings_after.FIRST_TOLL
    sentence = editions.sentence(piece, "Seventeen missiles hit the river districts.")
    whole = editions.morning()
    first = next(s for part in whole.sections for s in part.stories if s.id == STORY)
    story = replace(
        first,
        headline=editions.headline(piece),
        sentences=(sentence,),
        articles=(piece.id,),
        outlets=(piece.cited.outlet,),
    )
    section = replace(whole.sections[0], stories=(story,))
    day = timedelta(days=1)
    return replace(
        whole,
        id=YESTERDAY,
        date=whole.date - day,
        opens=whole.opens - day,
        closes=whole.closes - day,
        sections=(section,),
        summary=(),
        also=(),
        articles=(piece.cited,),
    )


def add(store: SqlStore, edition: Edition, threads: Sequence[Thread] = ()) -> None:
    """Store an edition as a run does."""
    store.add_edition(edition, freeze(edition), json.dumps({}), threads)


def thread(edition: Edition, story: str, *facts: Fact) -> Thread:
    """What the edition leaves of one of its stories."""
    told = next(s for part in edition.sections for s in part.stories if s.id == story)
    return Thread(
        story=story,
        edition=edition.id,
        date=edition.date,
        headline="An outlet's title that was not published",
        articles=tuple((key, "0" * 64) for key in told.articles),
        facts=facts,
        told=(told.headline, *told.sentences),
    )


def _fact(piece: editions.Piece, value: str) -> Fact:
    text = {"14": "At least 14 people were killed", "21": "killing 21 people"}[value]
    return Fact(
        kind="killed",
        counted="people",
        value=value,
        text=text,
        support=editions.sentence(piece, text).support[0],
        outlet=piece.cited.outlet,
        published=piece.cited.published,
    )


def _save_article(store: SqlStore) -> None:
    piece = mornings_after.FIRST_TOLL
    cited = piece.cited
    feed = Feed(name=cited.outlet, location="https://coastalwire.example/feed")
    article = Article(
        id=cited.id,
        url=cited.url,
        title=cited.title,
        text=piece.text,
        text_sha256=cited.text_sha256,
        outlet=cited.outlet,
        feed=feed.location,
        published=cited.published,
        dated="published",
        language="en",
        passages=(),
    )
    state = FeedState(location=feed.location, name=feed.name)
    store.save_readings([FeedReading(feed=feed, state=state, articles=(article,))])
