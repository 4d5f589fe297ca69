"""The editions that wait for an editor's yes, behind the operator's log-in: what each looks like, and three buttons.

/operator/approvals ─> /operator/approvals/EDITION ─ in a frame: .../EDITION/page, as it would be published
                             └ POST ─ approve | verbatim | hold ─> approving.approve: the rules of `briefing approve`
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Response

from briefing.approving import Wish, approve, deadline, standing, waiting
from briefing.edition.freeze import thaw
from briefing.errors import BriefingError
from briefing.model import Edition
from briefing.ports import Clock
from briefing.render.compose_view import view_of
from briefing.render.html import page_html
from briefing.render.words import Words
from briefing.settings import Settings
from briefing.store import SqlStore
from briefing.web.guard import POLICY
from briefing.web.looks import PRIVATE, Looks
from briefing.web.operator import Operator
from briefing.web.pages import page_policy
from briefing.web.speech import Speech

__all__ = ["routes"]

WISHES: Mapping[str, Wish] = MappingProxyType(
    {"approve": "approved", "verbatim": "verbatim", "hold": "refused"}
)
SOMEBODY = "operator"  # who decided, where no name is given
FRAMING = POLICY.replace("frame-ancestors", "frame-src 'self'; frame-ancestors")


def routes(
    settings: Settings, store: SqlStore, clock: Clock, operator: Operator, looks: Looks, speech: Speech
) -> APIRouter:
    """The pages; `speech` in English."""
    router = APIRouter(prefix="/operator/approvals", dependencies=[Depends(operator.needed)])
    desk = _Desk(settings, store, clock, looks, speech)

    @router.get("")
    def list_() -> Response:
        return desk.list()

    @router.get("/{edition}")
    def show(edition: str) -> Response:
        return desk.show(desk.edition(edition))

    @router.get("/{edition}/page")
    def page(edition: str) -> Response:
        return desk.page(desk.edition(edition))

    @router.post("/{edition}", responses={409: {"description": "it cannot be decided any more"}})
    def decide(
        edition: str,
        act: Annotated[str, Form(max_length=20)] = "",
        by: Annotated[str, Form(max_length=100)] = "",
        note: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        return desk.decide(desk.edition(edition), act, by, note)

    return router


class _Desk:
    """What the pages show and do."""

    def __init__(
        self, settings: Settings, store: SqlStore, clock: Clock, looks: Looks, speech: Speech
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._looks = looks
        self._speech = speech

    def edition(self, edition_id: str) -> Edition:
        """The edition; 404 where there is none."""
        content = self._store.edition(edition_id)
        if content is None:
            raise HTTPException(404)
        return thaw(content)

    def list(self) -> Response:
        """What waits, and what was decided lately."""
        found = waiting(self._settings, self._store, self._clock.now(), decided=True)
        return self._looks.page("approvals.html", self._speech, private=True, found=found)

    def show(self, edition: Edition, *, fault: str = "", status: int = 200) -> Response:
        """One edition with its buttons."""
        rule = self._settings.approvals.get(edition.name)
        return self._looks.page(
            "approval.html",
            self._speech,
            status=status,
            private=True,
            headers={"Content-Security-Policy": FRAMING},
            edition=edition,
            verdict=standing(self._settings, self._store, edition, self._clock.now()),
            until=deadline(self._settings, rule, edition) if rule else None,
            policy=rule.policy if rule else "",
            decisions=self._store.approvals.of(edition.id),
            out=self._store.approvals.is_out(edition.id),
            newest=self._store.ledger.revisions(edition.id)[-1],
            fault=fault,
        )

    def page(self, edition: Edition) -> Response:
        """The edition as it would be published."""
        corrections = self._store.corrections(edition.id)
        words = Words(edition.language, edition.timezone)
        page = page_html(view_of(edition, corrections), words).encode()
        policy = page_policy(page).replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return Response(
            page,
            headers={**PRIVATE, "Content-Security-Policy": policy},
            media_type="text/html; charset=utf-8",
        )

    def decide(self, edition: Edition, act: str, by: str, note: str) -> Response:
        """What an editor wants of it, by the rules of `briefing approve`."""
        if act not in WISHES:
            raise HTTPException(422)
        try:
            approve(
                self._store,
                edition.id,
                by.strip() or SOMEBODY,
                self._clock.now(),
                note=note.strip() if act == "hold" else "",
                state=WISHES[act],
            )
        except BriefingError as error:
            return self.show(edition, fault=str(error), status=409)
        place = f"{self._looks.base}/operator/approvals/{edition.id}"
        return Response(status_code=303, headers={"Location": place, "Cache-Control": "no-store"})
