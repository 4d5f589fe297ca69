"""The site of a service, made anew when the settings or what readers may choose from have changed.

settings, editorial files ─ changed? ─ create ─> the application that answers from now on
                              └─ faults ─> the log, once; the application stays
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from briefing.errors import BriefingError
from briefing.settings import Settings
from briefing.subscribers.preferences import Offer

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["LiveSite"]

log = logging.getLogger("briefing.serve")


class LiveSite:
    """An ASGI application that hands each request to the newest one."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        offer: Callable[[Settings], Offer],
        create: Callable[[Settings, Offer], FastAPI],
    ) -> None:
        """`offer` raises `ConfigError` where the editorial files have faults, now too."""
        self._settings = settings
        self._offer = offer
        self._create = create
        self._made_of = self._present()
        self._app = create(*self._made_of)
        self._fault = ""  # as it was said last

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        await self._app(scope, receive, send)

    def renew(self) -> None:
        """Make the application anew, if that changes anything."""
        try:
            wanted = self._present()
        except BriefingError as error:
            if str(error) != self._fault:
                log.error("the site stays as it was: %s", error)
            self._fault = str(error)
            return
        self._fault = ""
        if wanted != self._made_of:
            self._app, self._made_of = self._create(*wanted), wanted

    def _present(self) -> tuple[Settings, Offer]:
        settings = self._settings()
        return settings, self._offer(settings)
