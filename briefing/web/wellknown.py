"""Files that programs ask for: robots.txt, sitemap.xml, the style sheet, the icon."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from briefing.web.feeds import address_of
from briefing.web.library import Library
from briefing.web.looks import PUBLIC, Looks, style_sheet
from briefing.web.speech import Speech

__all__ = ["routes"]

LISTED = 10_000  # editions, and as many stories, in the sitemap, which may have 50,000
PRIVATE = ("confirm", "preferences", "unsubscribe")


def routes(library: Library, looks: Looks, speech: Speech, *, public_url: str) -> APIRouter:
    """The files at the site's root."""
    router = APIRouter()

    @router.get("/sitemap.xml")
    def sitemap(request: Request) -> Response:
        issues, stories = library.issues(LISTED), library.tellings(LISTED)
        site = address_of(public_url, request)
        text = looks.text("sitemap.xml", speech, address=site, issues=issues, stories=stories)
        return Response(text, headers=PUBLIC, media_type="application/xml")

    @router.get("/robots.txt")
    def robots(request: Request) -> Response:
        private = "".join(f"Disallow: {looks.base}/{name}/\n" for name in PRIVATE)
        text = f"User-agent: *\n{private}\nSitemap: {address_of(public_url, request)}/sitemap.xml\n"
        return Response(text, headers=PUBLIC, media_type="text/plain")

    @router.get("/style.css")
    def style() -> Response:
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}  # its address has its hash
        return Response(style_sheet(), headers=kept, media_type="text/css")

    @router.get("/favicon.ico", include_in_schema=False)
    def icon() -> Response:
        return Response(status_code=204, headers=PUBLIC)  # browsers ask for it on their own

    return router
