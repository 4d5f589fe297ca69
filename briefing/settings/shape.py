"""What briefing.toml may hold, as pydantic models: every key, its default and what would be right for it.

The models only check; `settings.load_settings` turns them into the frozen values of `model`. The file is apart from
`settings` because pydantic takes longer to import than `briefing --help` may take.
"""

from __future__ import annotations

import difflib
import re
from email.utils import parseaddr
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from briefing.tomlfile import one_line, refusal

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})")


def _line_or_none(text: str) -> str:
    return one_line(text) if text else text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = difflib.get_close_matches(name, available_timezones(), n=1)
        mend = f'did you mean "{close[0]}"?' if close else ""
        raise refusal(mend=mend) from None
    return name


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError
    return text


def _clock_or_none(text: str) -> str:
    return _clock(text) if text else text


def _host(text: str) -> str:
    found = _HOST.fullmatch(text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise ValueError
    return text.lower()


def _web(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text)):
        raise ValueError
    return text.rstrip("/")


def _server(text: str) -> str:
    parts = urlsplit(text)
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError
    return _web(text)


def _mailbox(text: str) -> str:
    address = parseaddr(text)[1]
    if text and (not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or not text.isprintable()):
        raise ValueError
    return text


def _bare_mailbox(text: str) -> str:
    if text and not re.fullmatch(r"[!-~]+@[A-Za-z0-9.-]+", text):
        raise ValueError
    return text


def _host_or_none(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9_](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?", text):
        raise ValueError
    return text


def _model(value: Any) -> Any:
    return {"name": value} if value == "bundled" else value


Line = Annotated[str, AfterValidator(one_line)]
LineOrNone = Annotated[str, AfterValidator(_line_or_none)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Shape(BaseModel):
    """A table: types as TOML has them, nothing beside the known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EditionShape(Shape):
    """One ``[[editions]]``."""

    name: Name = Field(default="daily", description='small letters, digits and hyphens, such as "daily"')
    title: Line | None = Field(default=None, description="one line of text in quotes")
    at: Annotated[str, AfterValidator(_clock)] = Field(
        default="06:00", description='a time of day in quotes, "00:00" to "23:59"'
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC", description='a zone of the IANA list, such as "Europe/Kyiv" or "UTC"'
    )
    hours: int = Field(default=24, ge=1, le=8784, description="a whole number from 1 to 8784")
    feeds: list[str] = Field(
        default=[], description='a list of files in feeds/ without .toml, such as ["world"]'
    )
    themes: list[str] = Field(
        default=[], description='a list of names in prompts/themes.toml, such as ["Diplomacy"]'
    )
    language: Language | None = Field(
        default=None, description='a two- or three-letter language tag such as "en"'
    )
    approval: Literal["none", "hold", "send", "verbatim"] = Field(
        default="none", description='"none", "hold", "send" or "verbatim"'
    )
    approve_by: Annotated[str, AfterValidator(_clock_or_none)] = Field(
        default="", description='a time of day in quotes, "00:00" to "23:59"'
    )


class LimitsShape(Shape):
    """``[limits]``."""

    stories_per_theme: int = Field(default=6, ge=1, le=100, description="a whole number from 1 to 100")
    sentences_per_story: int = Field(default=3, ge=1, le=10, description="a whole number from 1 to 10")
    words_per_story: int = Field(default=0, ge=0, le=2000, description="a whole number from 0 to 2000")
    words: int = Field(default=1200, ge=50, le=100_000, description="a whole number from 50 to 100000")
    headline_words: int = Field(default=12, ge=4, le=40, description="a whole number from 4 to 40")
    sentence_words: int = Field(default=40, ge=10, le=200, description="a whole number from 10 to 200")
    also_reported: int = Field(default=12, ge=0, le=200, description="a whole number from 0 to 200")


class FetchShape(Shape):
    """``[fetch]``."""

    allow_hosts: list[Annotated[str, AfterValidator(_host)]] = Field(
        default=[], description='a list of "host:port", such as ["news.internal:8080"]'
    )
    user_agent: LineOrNone = Field(default="", description="one line of text in quotes")
    total_seconds: float = Field(
        default=30.0, gt=0, le=600, allow_inf_nan=False, description="a number above 0, at most 600"
    )
    max_bytes: int = Field(
        default=10_000_000, ge=10_000, le=1_000_000_000, description="a whole number from 10000 to 1000000000"
    )
    concurrency: int = Field(default=8, ge=1, le=64, description="a whole number from 1 to 64")
    delay_seconds: float = Field(
        default=1.0, ge=0, le=600, allow_inf_nan=False, description="a number from 0 to 600"
    )
    retries: int = Field(default=2, ge=0, le=10, description="a whole number from 0 to 10")
    respect_robots: bool = Field(default=True, description="true or false")
    offline: bool = Field(default=False, description="true or false")


Pinned = TypeVar("Pinned", bound="ModelShape | None")


class ModelShape(Shape):
    """One model: ``"bundled"``, or a hub repository at one commit."""

    name: str = Field(
        pattern=r"^(bundled|[\w.-]+/[\w.-]+)$", description='"bundled", or a hub repository "owner/name"'
    )
    revision: str = Field(
        default="",
        pattern=r"^([0-9a-f]{40})?$",
        description="the 40 letters and digits of a commit of the hub repository",
    )


def _pinned(model: Pinned) -> Pinned:
    if model is not None and model.name != "bundled" and not model.revision:
        raise refusal(
            what=f'the hub model "{model.name}" has no revision',
            mend="add revision = the 40-letter commit hash that its hub page shows, so that it never changes by itself",
        )
    return model


def _none(value: Any) -> Any:
    return None if value == "" else value


class HubShape(ModelShape):
    """A model of a hub at one commit; none of its kind is bundled."""

    name: str = Field(pattern=r"^[\w.-]+/[\w.-]+$", description='a hub repository "owner/name"')


class RewriterShape(Shape):
    """A model that writes: of a hub at one commit, or on a server."""

    name: LineOrNone = Field(
        default="", description='a hub repository "owner/name", or the name that the server knows'
    )
    revision: str = Field(
        default="",
        pattern=r"^([0-9a-f]{40})?$",
        description="the 40 letters and digits of a commit of the hub repository",
    )
    url: Annotated[str, AfterValidator(_server)] = Field(
        default="",
        description='the address of an OpenAI-compatible server, such as "http://127.0.0.1:8080/v1"',
    )


def _reachable(model: RewriterShape | None) -> RewriterShape | None:
    if model is None or (model.url and model.name and not model.revision):
        return model
    if model.url:
        raise refusal(
            what="a model on a server has a name and no revision",
            mend='write rewriter = { url = "http://127.0.0.1:8080/v1", name = "the name that the server knows" }',
        )
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model.name) or not model.revision:
        raise refusal(
            what=f'the rewriter "{model.name}" has neither an address nor a hub repository with its revision',
            mend=f"write {_REWRITER}",
        )
    return model


Model = Annotated[ModelShape, BeforeValidator(_model), AfterValidator(_pinned)]
Hub = Annotated[HubShape | None, BeforeValidator(_none), AfterValidator(_pinned)]
Rewriter = Annotated[RewriterShape | None, BeforeValidator(_none), AfterValidator(_reachable)]
BUNDLED = ModelShape(name="bundled")
_HUB = '{ name = "owner/name", revision = "commit hash" }'
_MODEL = f'"bundled", or {_HUB}'
_REWRITER = f'{_HUB}, or {{ url = "http://127.0.0.1:8080/v1", name = "model" }}'


class ModelsShape(Shape):
    """``[models]``."""

    embedder: Model = Field(default=BUNDLED, description=_MODEL)
    writer: Model = Field(default=BUNDLED, description=_MODEL)
    parser: Model = Field(default=BUNDLED, description=_MODEL)
    rewriter: Rewriter = Field(default=None, description=_REWRITER)
    verifier: Hub = Field(default=None, description=_HUB)
    dtype: Literal["auto", "float32", "bfloat16"] = Field(
        default="auto", description='"auto", "float32" or "bfloat16"'
    )
    threads: int = Field(default=0, ge=0, le=1024, description="a whole number; 0 takes all")
    cache: LineOrNone = Field(default="", description="a folder in quotes")


class SummaryShape(Shape):
    """``[summary]``."""

    mode: Literal["compress", "verbatim", "rewrite"] = Field(
        default="compress", description='"compress", "verbatim" or "rewrite"'
    )
    rewrite_candidates: int = Field(default=3, ge=1, le=20, description="a whole number from 1 to 20")
    rewrite_seconds: float = Field(
        default=120.0, ge=0, le=86_400, allow_inf_nan=False, description="a number from 0 to 86400"
    )
    verifier_threshold: float = Field(
        default=0.8, ge=0, le=1, allow_inf_nan=False, description="a number from 0 to 1"
    )


class OutputShape(Shape):
    """``[output]``."""

    folder: LineOrNone = Field(default="", description="a folder in quotes")
    database: LineOrNone = Field(
        default="", description='a file in quotes, or an address such as "postgresql://user@host/name"'
    )
    public_url: Annotated[str, AfterValidator(_web)] = Field(
        default="", description='a web address such as "https://news.example.org"'
    )


class MailShape(Shape):
    """``[mail]``."""

    sender: Annotated[str, AfterValidator(_mailbox)] = Field(
        default="", alias="from", description='an address such as "The Morning Brief <brief@example.org>"'
    )
    list_id: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+)?$",
        description='a name under your domain, such as "daily.example.org"',
    )
    smtp_host: Annotated[str, AfterValidator(_host_or_none)] = Field(
        default="", description='a host such as "mail.example.org"; empty = files in the outbox'
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="a whole number from 1 to 65535")
    smtp_user: LineOrNone = Field(
        default="", description="a name in quotes; the password is in BRIEFING_SMTP_PASSWORD"
    )
    tls: Literal["auto", "starttls", "implicit", "never"] = Field(
        default="auto", description='"auto", "starttls", "implicit" or "never"'
    )
    tls_ca: LineOrNone = Field(default="", description="a file of certificates in quotes")
    return_path: Annotated[str, AfterValidator(_bare_mailbox)] = Field(
        default="", description='an address such as "bounces@example.org"'
    )
    outbox: LineOrNone = Field(default="", description="a folder in quotes")
    connections: int = Field(default=1, ge=1, le=100, description="a whole number from 1 to 100")
    messages_per_connection: int = Field(
        default=100, ge=1, le=100_000, description="a whole number from 1 to 100000"
    )
    rate: float = Field(
        default=0.0,
        ge=0,
        le=10_000,
        allow_inf_nan=False,
        description="a number from 0 to 10000; 0 = no limit",
    )
    timeout: float = Field(
        default=60.0, ge=1, le=600, allow_inf_nan=False, description="a number from 1 to 600"
    )
    attempts: int = Field(default=6, ge=1, le=50, description="a whole number from 1 to 50")
    retry_seconds: float = Field(
        default=300.0, ge=0, le=86_400, allow_inf_nan=False, description="a number from 0 to 86400"
    )
    expire_hours: float = Field(
        default=24.0, gt=0, le=240, allow_inf_nan=False, description="a number above 0, at most 240"
    )
    on_unknown: Literal["resend", "hold"] = Field(default="resend", description='"resend" or "hold"')
    dkim_domain: Annotated[str, AfterValidator(_host_or_none)] = Field(
        default="", description='a domain such as "example.org"; empty = not signed here'
    )
    dkim_selector: Annotated[str, AfterValidator(_host_or_none)] = Field(
        default="", description='a name such as "brief2026"'
    )


class ServeShape(Shape):
    """``[serve]``."""

    poll_minutes: int = Field(
        default=30, ge=0, le=1440, description="a whole number from 0 to 1440; 0 = only for editions"
    )
    catch_up_days: int = Field(default=7, ge=0, le=30, description="a whole number from 0 to 30")
    send: bool = Field(default=True, description="true or false")
    bounce_minutes: int = Field(
        default=15, ge=0, le=1440, description="a whole number from 0 to 1440; 0 = never"
    )


class BouncesShape(Shape):
    """``[bounces]``."""

    soft_limit: int = Field(default=5, ge=1, le=50, description="a whole number from 1 to 50")
    host: Annotated[str, AfterValidator(_host_or_none)] = Field(
        default="", description='a host such as "imap.example.org"'
    )
    port: int = Field(default=993, ge=1, le=65535, description="a whole number from 1 to 65535")
    user: LineOrNone = Field(
        default="", description="a name in quotes; the password is in BRIEFING_IMAP_PASSWORD"
    )
    folder: Line = Field(default="INBOX", description="a folder of the account in quotes")
    tls: Literal["implicit", "starttls", "never"] = Field(
        default="implicit", description='"implicit", "starttls" or "never"'
    )


class KeepShape(Shape):
    """``[keep]``."""

    unconfirmed: int = Field(default=30, ge=8, le=3650, description="days, a whole number from 8 to 3650")
    articles: int = Field(default=180, ge=60, le=36500, description="days, a whole number from 60 to 36500")
    vectors: int = Field(default=60, ge=8, le=3650, description="days, a whole number from 8 to 3650")
    reports: int = Field(default=400, ge=60, le=3650, description="days, a whole number from 60 to 3650")


class AlertsShape(Shape):
    """``[alerts]``."""

    to: Annotated[str, AfterValidator(_bare_mailbox)] = Field(
        default="", description='an address such as "operator@example.org"; empty = no mail'
    )
    hook: Annotated[str, AfterValidator(_web)] = Field(
        default="", description='a web address such as "https://chat.example.org/hooks/x"; empty = none'
    )
    overdue_minutes: int = Field(
        default=60, ge=0, le=1200, description="a whole number from 0 to 1200; 0 = never"
    )
    sending_minutes: int = Field(
        default=60, ge=0, le=10_000, description="a whole number from 0 to 10000; 0 = never"
    )
    feed_days: int = Field(default=3, ge=0, le=365, description="a whole number from 0 to 365; 0 = never")


def _table(of: str) -> str:
    return f"write [{of}] on a line of its own and its keys below"


class SettingsShape(Shape):
    """The whole of briefing.toml."""

    title: Line = Field(default="The Morning Brief", description="one line of text in quotes")
    language: Language = Field(default="en", description='a two- or three-letter language tag such as "en"')
    editions: list[EditionShape] = Field(
        default=[], description="write [[editions]] with double brackets for each edition"
    )
    limits: LimitsShape = Field(default=LimitsShape(), description=_table("limits"))
    fetch: FetchShape = Field(default=FetchShape(), description=_table("fetch"))
    models: ModelsShape = Field(default=ModelsShape(), description=_table("models"))
    summary: SummaryShape = Field(default=SummaryShape(), description=_table("summary"))
    output: OutputShape = Field(default=OutputShape(), description=_table("output"))
    mail: MailShape = Field(default=MailShape(), description=_table("mail"))
    serve: ServeShape = Field(default=ServeShape(), description=_table("serve"))
    bounces: BouncesShape = Field(default=BouncesShape(), description=_table("bounces"))
    keep: KeepShape = Field(default=KeepShape(), description=_table("keep"))
    alerts: AlertsShape = Field(default=AlertsShape(), description=_table("alerts"))
