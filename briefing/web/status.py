"""The operator's status page: how the last runs ended."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from briefing.watching import Watching
from briefing.web.looks import Looks
from briefing.web.operator import Operator
from briefing.web.speech import Speech

__all__ = ["routes"]

RUNS = 30  # that are shown


def routes(watching: Watching, operator: Operator, looks: Looks, speech: Speech) -> APIRouter:
    """The page; `speech` in English."""
    router = APIRouter(dependencies=[Depends(operator.needed)])

    @router.get("/status")
    def status() -> Response:
        runs = watching.runs(RUNS)
        return looks.page("status.html", speech, private=True, runs=runs)

    return router
