"""Whether the process answers (/healthz) and can do its work (/readyz): for whoever starts, watches and stops it.

/readyz ─ database, templates, what else runs in this process ─> 200 {"ready": true} or 503 with the parts that do not work
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse

from briefing.store import SqlStore
from briefing.web.looks import Looks
from briefing.web.speech import Speech

__all__ = ["NO_PROBES", "Probe", "routes"]

Probe = Callable[[], str]  # "" where the part works, else why not, for everybody to read
NO_PROBES: Mapping[str, Probe] = MappingProxyType({})
NOT_KEPT = {"Cache-Control": "no-store"}
log = logging.getLogger("briefing.web")


def routes(store: SqlStore, looks: Looks, speech: Speech, probes: Mapping[str, Probe]) -> APIRouter:
    """The two addresses; both are for everybody, and say nothing that is not."""
    router = APIRouter()

    def database() -> str:
        store.archive.issues(limit=1)
        return ""

    def templates() -> str:
        looks.text("plain_page.html", speech, heading="", texts=(), link="")
        return ""

    every: Mapping[str, Probe] = {"database": database, "templates": templates, **probes}

    @router.get("/healthz")
    def healthz() -> PlainTextResponse:
        return PlainTextResponse("ok\n", headers=NOT_KEPT)

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        faults = {name: fault for name, probe in every.items() if (fault := _tried(name, probe))}
        answer = {"ready": not faults, "parts": {name: faults.get(name, "ok") for name in every}}
        return JSONResponse(answer, 503 if faults else 200, headers=NOT_KEPT)

    return router


def _tried(name: str, probe: Probe) -> str:
    try:
        return probe()
    except Exception as error:  # noqa: BLE001  # whatever it is, the part does not work; why is for the log
        log.error("%s does not work: %s", name, error)
        return "does not work"
