"""What briefing.toml may hold, as pydantic models: every key, its default and what would be right for it.

The models only check; `settings.load_settings` turns them into the frozen values of `model`. The file is apart from
`settings` because pydantic takes longer to import than `briefing --help` may take.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from briefing.settings.kinds import (
    BareMailbox,
    Clock,
    ClockOrNone,
    HostAndPort,
    HostOrNone,
    Language,
    Line,
    LineOrNone,
    Mailbox,
    Name,
    Shape,
    WebAddress,
    Zone,
)
from briefing.settings.shape_models import ModelsShape, SummaryShape


class EditionShape(Shape):
    """One ``[[editions]]``."""

    name: Name = Field(default="daily", description='small letters, digits and hyphens, such as "daily"')
    title: Line | None = Field(default=None, description="one line of text in quotes")
    at: Clock = Field(default="06:00", description='a time of day in quotes, "00:00" to "23:59"')
    timezone: Zone = Field(
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
    approve_by: ClockOrNone = Field(default="", description='a time of day in quotes, "00:00" to "23:59"')


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

    allow_hosts: list[HostAndPort] = Field(
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


class OutputShape(Shape):
    """``[output]``."""

    folder: LineOrNone = Field(default="", description="a folder in quotes")
    database: LineOrNone = Field(
        default="", description='a file in quotes, or an address such as "postgresql://user@host/name"'
    )
    public_url: WebAddress = Field(default="", description='a web address such as "https://news.example.org"')


class MailShape(Shape):
    """``[mail]``."""

    sender: Mailbox = Field(
        default="", alias="from", description='an address such as "The Morning Brief <brief@example.org>"'
    )
    list_id: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+)?$",
        description='a name under your domain, such as "daily.example.org"',
    )
    smtp_host: HostOrNone = Field(
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
    return_path: BareMailbox = Field(default="", description='an address such as "bounces@example.org"')
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
    dkim_domain: HostOrNone = Field(
        default="", description='a domain such as "example.org"; empty = not signed here'
    )
    dkim_selector: HostOrNone = Field(default="", description='a name such as "brief2026"')


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
    host: HostOrNone = Field(default="", description='a host such as "imap.example.org"')
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

    to: BareMailbox = Field(
        default="", description='an address such as "operator@example.org"; empty = no mail'
    )
    hook: WebAddress = Field(
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
