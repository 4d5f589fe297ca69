"""Sign-up: the same answer whatever the address is to us; what differs is in the mail alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from briefing.ports import Clock
from briefing.subscribers.addresses import normal
from briefing.subscribers.preferences import Offer
from briefing.subscribing import Subscribing
from briefing.web.choices import Choices, Filled, hours, read, zones
from briefing.web.looks import Looks
from briefing.web.rates import Rate, client_key
from briefing.web.speech import Speech

__all__ = ["routes"]

SIGN_UPS = 20  # of one client in an hour: an office or a school has one address
HOUR = 3600.0


def routes(
    subscribing: Subscribing,
    offer: Offer,
    looks: Looks,
    speech: Speech,
    *,
    clock: Clock,
    zone: str,
    titles: Mapping[str, str],
    open_: bool,
    asked: Callable[[], None],
) -> APIRouter:
    """The page at /. `zone` stands in the form; `titles`: edition -> title; a closed site takes nobody; `asked` is told of everybody."""
    router = APIRouter()
    rate = Rate(SIGN_UPS, HOUR)
    consent = speech.say("consent", title=looks.title)

    def form(filled: Filled, status: int = 200) -> Response:
        return looks.page(
            "signup.html",
            speech,
            status=status,
            private=status != 200,
            filled=filled,
            offer=offer,
            titles=titles,
            hours=hours(filled.hour),
            zones=zones(),
            consent=consent,
        )

    @router.get("/")
    def ask() -> Response:
        return form(Filled(timezone=zone)) if open_ else _closed(looks, speech, 200)

    @router.post("/", responses={422: {"description": "something has to be corrected"}})
    def sign_up(
        request: Request,
        sent: Annotated[Choices, Depends()],
        address: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        if not open_:
            return _closed(looks, speech, 503)
        chosen, filled = read(sent, offer, address)
        faults = dict(filled.faults)
        try:
            normal(address)
        except ValueError:
            faults = {"address": "fault_address", **faults}
        if faults:
            return form(replace(filled, faults=faults), 422)
        late = rate.wait(client_key(request.client.host if request.client else ""), clock.monotonic())
        if late:
            return looks.page(
                "plain_page.html",
                speech,
                status=429,
                headers={"Retry-After": str(int(late) + 1)},
                heading=speech.say("many_title"),
                texts=[speech.say("many_text")],
                link="",
            )
        subscribing.ask(address, chosen, source="web", text=consent)
        asked()
        texts = [speech.say("asked_text"), speech.say("asked_again")]
        heading = speech.say("asked_title")
        return looks.page("plain_page.html", speech, private=True, heading=heading, texts=texts, link="")

    return router


def _closed(looks: Looks, speech: Speech, status: int) -> Response:
    return looks.page(
        "plain_page.html",
        speech,
        status=status,
        heading=speech.say("closed_title"),
        texts=[speech.say("closed_text")],
        link=f"{looks.base}/archive/",
        link_text=speech.say("to_archive"),
    )
