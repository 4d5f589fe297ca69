"""The pages that links in our mails lead to: confirm, preferences, unsubscribe. GET shows, POST acts: scanners follow links.

Whatever is wrong with a token, the answer is the same page that there is for any other address that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response

from briefing.model import Subscriber
from briefing.store import SqlStore
from briefing.subscribers.preferences import Offer, of
from briefing.subscribers.tokens import ALL_LISTS, CONFIRM_SECONDS, Tokens
from briefing.subscribing import Subscribing
from briefing.web.choices import Choices, Filled, hours, read, shown, zones
from briefing.web.looks import Looks
from briefing.web.speech import Speech, speech

__all__ = ["routes"]

RECEIVING = ("pending", "confirmed")


class _Readers:
    """Who a token stands for."""

    def __init__(self, store: SqlStore, tokens: Tokens, lists: Sequence[str]) -> None:
        self._subscribers = store.subscribers
        self._tokens = tokens
        self._lists = lists

    def confirming(self, token: str) -> Subscriber:
        found = self._tokens.read("confirm", ALL_LISTS, token, max_age=CONFIRM_SECONDS)
        return self._person(found)

    def choosing(self, token: str) -> Subscriber:
        person = self._person(self._tokens.read("preferences", ALL_LISTS, token))
        if person.status not in RECEIVING:
            raise HTTPException(404)
        return person

    def leaving(self, token: str) -> tuple[Subscriber, str]:
        """Who unsubscribes from which list."""
        read = {name: self._tokens.read("unsubscribe", name, token) for name in self._lists}
        name = next((name for name, found in read.items() if found), "")
        return self._person(read.get(name)), name

    def _person(self, subscriber_id: str | None) -> Subscriber:
        found = self._subscribers.by_id(subscriber_id or "")
        if found is None:
            raise HTTPException(404)
        return found


def routes(
    store: SqlStore,
    subscribing: Subscribing,
    tokens: Tokens,
    offer: Offer,
    looks: Looks,
    *,
    language: str,
    titles: Mapping[str, str],
) -> APIRouter:
    """The pages under /confirm/, /preferences/ and /unsubscribe/. `titles`: edition -> title; `language`: the site's."""
    router = APIRouter()
    readers = _Readers(store, tokens, offer.editions)
    pages = _Pages(looks, tokens, offer, language, titles)
    _confirming(router, readers, pages, subscribing)
    _choosing(router, readers, pages, subscribing, offer)
    _leaving(router, readers, pages, subscribing)
    return router


def _confirming(router: APIRouter, readers: _Readers, pages: _Pages, subscribing: Subscribing) -> None:
    @router.get("/confirm/{token}")
    def confirm(token: str) -> Response:
        return pages.to_confirm(readers.confirming(token))

    @router.post("/confirm/{token}")
    def confirmed(token: str) -> Response:
        person = subscribing.confirm(readers.confirming(token).id)
        if person is None:
            raise HTTPException(404)
        return pages.confirmed(person)


def _choosing(
    router: APIRouter, readers: _Readers, pages: _Pages, subscribing: Subscribing, offer: Offer
) -> None:
    @router.get("/preferences/{token}")
    def preferences(token: str) -> Response:
        person = readers.choosing(token)
        return pages.preferences(person, shown(of(person), person.address))

    @router.post("/preferences/{token}", responses={422: {"description": "something has to be corrected"}})
    def chosen(token: str, sent: Annotated[Choices, Depends()]) -> Response:
        person = readers.choosing(token)
        wanted, filled = read(sent, offer, person.address)
        if filled.faults:
            return pages.preferences(person, filled, status=422)
        changed = subscribing.change(person.id, wanted)
        if changed is None:
            raise HTTPException(404)
        return pages.preferences(changed, shown(of(changed), changed.address), saved=True)


def _leaving(router: APIRouter, readers: _Readers, pages: _Pages, subscribing: Subscribing) -> None:
    @router.get("/unsubscribe/{token}")
    def unsubscribe(token: str) -> Response:
        return pages.to_leave(*readers.leaving(token))

    @router.post("/unsubscribe/{token}")
    def unsubscribed(token: str) -> Response:
        person, name = readers.leaving(token)
        subscribing.unsubscribe(person.id, name)
        return pages.left(person, name)


class _Pages:
    """What these addresses show, in the language of whoever has the link."""

    def __init__(
        self, looks: Looks, tokens: Tokens, offer: Offer, language: str, titles: Mapping[str, str]
    ) -> None:
        self._looks = looks
        self._tokens = tokens
        self._offer = offer
        self._language = language
        self._titles = titles

    def to_confirm(self, person: Subscriber) -> Response:
        """The button that confirms."""
        say = self._speech(person).say
        text = say("confirm_text", title=self._title(person), address=person.address)
        return self._button(person, say("confirm_title"), text, say("confirm_button"))

    def confirmed(self, person: Subscriber) -> Response:
        """That it is done, with the way to the preferences."""
        say = self._speech(person).say
        link = f"{self._looks.base}/preferences/{self._tokens.sign('preferences', person.id, ALL_LISTS)}"
        return self._plain(
            person, say("confirmed_title"), say("confirmed_text"), link, say("preferences_link")
        )

    def preferences(
        self, person: Subscriber, filled: Filled, *, saved: bool = False, status: int = 200
    ) -> Response:
        """The form."""
        first = (person.editions or self._offer.editions)[0]
        leave = f"{self._looks.base}/unsubscribe/{self._tokens.sign('unsubscribe', person.id, first)}"
        return self._looks.page(
            "preferences.html",
            self._speech(person),
            status=status,
            private=True,
            filled=filled,
            offer=self._offer,
            titles=self._titles,
            hours=hours(filled.hour),
            zones=zones(),
            saved=saved,
            leave=leave,
            muted=person.muted,
        )

    def to_leave(self, person: Subscriber, name: str) -> Response:
        """The button that unsubscribes."""
        say = self._speech(person).say
        text = say("unsubscribe_text", title=self._titles.get(name, name), address=person.address)
        return self._button(person, say("unsubscribe_title"), text, say("unsubscribe_button"))

    def left(self, person: Subscriber, name: str) -> Response:
        """That it is done."""
        say = self._speech(person).say
        text = say("unsubscribed_text", title=self._titles.get(name, name))
        link = f"{self._looks.base}/"
        return self._plain(person, say("unsubscribed_title"), text, link, say("subscribe"))

    def _button(self, person: Subscriber, heading: str, text: str, button: str) -> Response:
        return self._looks.page(
            "button.html", self._speech(person), private=True, heading=heading, text=text, button=button
        )

    def _plain(self, person: Subscriber, heading: str, text: str, link: str, link_text: str) -> Response:
        return self._looks.page(
            "plain_page.html",
            self._speech(person),
            private=True,
            heading=heading,
            texts=[text],
            link=link,
            link_text=link_text,
        )

    def _speech(self, person: Subscriber) -> Speech:
        return speech(person.language or self._language)

    def _title(self, person: Subscriber) -> str:
        names = person.editions or self._offer.editions[:1]
        return ", ".join(self._titles.get(name, name) for name in names)
