"""The application: its parts put together, its pages for what is missing, refused or broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from briefing import __version__
from briefing.ports import Clock
from briefing.settings import Settings
from briefing.store import SqlStore
from briefing.subscribers.preferences import Offer
from briefing.subscribers.tokens import TOKEN_KEY, Tokens
from briefing.subscribing import Subscribing
from briefing.watching import Watching
from briefing.web import approvals, feeds, health, letters, metrics, pages, signup, status, wellknown
from briefing.web.guard import Guard
from briefing.web.health import NO_PROBES, Probe
from briefing.web.library import Library, slug
from briefing.web.looks import Looks
from briefing.web.metrics import Metrics
from briefing.web.operator import OPERATOR_KEY, LogInFirst, Operator
from briefing.web.rates import Rate
from briefing.web.speech import Speech, speech

__all__ = ["create"]

REQUESTS = 600  # of one client in a minute
MINUTE = 60.0
_WORDS = {404: "missing", 405: "missing", 413: "large", 422: "refused", 429: "many"}


def create(
    settings: Settings,
    store: SqlStore,
    clock: Clock,
    offer: Offer,
    asked: Callable[[], None] = lambda: None,
    probes: Mapping[str, Probe] = NO_PROBES,
) -> FastAPI:
    """The site of an installation; `offer` is what its editorial files have to choose from, `asked` is told of every sign-up.

    `probes` say of other parts of this process whether they work, for /readyz.

    Without `public_url` it can be read, and takes no subscribers: nothing that we mail could lead back to it.
    """
    plan = settings.editions[0]
    base = urlsplit(settings.public_url).path.rstrip("/")
    themes = _slugs(offer.themes)
    looks = Looks(title=settings.title, base=base, themes=themes)
    words = speech(settings.language, plan.timezone)
    app = FastAPI(
        title=settings.title,
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    awaited = {name for name, rule in settings.approvals.items() if rule.policy != "none"}
    library = Library(store, store.archive.awaiting(awaited))
    subscribing = Subscribing(store, clock, plan.name)
    tokens = Tokens(store.secret(TOKEN_KEY), clock)
    open_ = bool(settings.public_url)
    titles = {each.name: each.title for each in settings.editions}
    app.include_router(pages.routes(library, looks, words))
    app.include_router(feeds.routes(library, looks, words, public_url=settings.public_url, themes=themes))
    app.include_router(wellknown.routes(library, looks, words, public_url=settings.public_url))
    app.include_router(
        signup.routes(
            subscribing,
            offer,
            looks,
            words,
            clock=clock,
            zone=plan.timezone,
            titles=titles,
            open_=open_,
            asked=asked,
        )
    )
    app.include_router(
        letters.routes(store, subscribing, tokens, offer, looks, language=settings.language, titles=titles)
    )
    operator = Operator(
        token=settings.operator_token, secret=store.secret(OPERATOR_KEY), clock=clock, base=base
    )
    app.include_router(approvals.routes(settings, store, clock, operator, looks, speech("en", plan.timezone)))
    counted = _for_operators(app, Watching(settings, store, clock), operator, looks)
    app.include_router(health.routes(store, looks, words, probes))

    def answer(code: int) -> Response:
        return _told(looks, words, code)

    app.add_exception_handler(HTTPException, lambda _, error: answer(getattr(error, "status_code", 500)))
    app.add_exception_handler(RequestValidationError, _invalid(looks, words))
    app.add_exception_handler(LogInFirst, lambda _, error: operator.ask(cast(LogInFirst, error)))
    rate = Rate(REQUESTS, MINUTE)
    app.add_middleware(
        Guard,
        answer=answer,
        base=base,
        public_url=settings.public_url,
        clock=clock,
        rate=rate,
        count=counted.count,
    )
    return app


def _for_operators(app: FastAPI, watching: Watching, operator: Operator, looks: Looks) -> Metrics:
    """The pages behind the log-in; what is counted for them."""
    english = speech("en", watching.settings.editions[0].timezone)
    counted = Metrics(watching)
    app.include_router(operator.routes(looks, english))
    app.include_router(status.routes(watching, operator, looks, english))
    app.include_router(metrics.routes(counted, operator))
    return counted


def _invalid(looks: Looks, words: Speech) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, _: Exception) -> Response:
        """What cannot be read is not accepted where it acts, and no page where it only asks for one."""
        return _told(looks, words, 404 if request.method in ("GET", "HEAD") else 422)

    return handle


def _told(looks: Looks, words: Speech, status: int) -> Response:
    """The page for what went wrong, which says nothing of how."""
    key = _WORDS.get(status, "refused" if status < 500 else "broken")
    return looks.page(
        "plain_page.html",
        words,
        status=404 if key == "missing" and status != 405 else status,
        heading=words.say(f"{key}_title"),
        texts=[words.say(f"{key}_text")],
        link=f"{looks.base}/archive/",
        link_text=words.say("to_archive"),
    )


def _slugs(themes: Sequence[str]) -> dict[str, str]:
    """Addresses of the themes' feeds; of two that would have the same one, the first has it."""
    found: dict[str, str] = {}
    for name in themes:
        found.setdefault(slug(name), name)
    return found
