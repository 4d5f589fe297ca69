"""The tables. A change here needs a migration in migrations/versions; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0009"  # the newest migration; a test holds it to the folder


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: SQLite would drop the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Naive UTC to aware."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

feeds = Table(
    "feeds",
    metadata,
    Column("location", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("last_success", Moment),
    Column("last_attempt", Moment),
    Column("failures", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("not_before", Moment),
    Column("items", Integer, nullable=False),
    Column("moved_to", Text, nullable=False),
    Column("moved_runs", Integer, nullable=False),
    Column("settings", String(64), nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("feed", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text_sha256", String(64), nullable=False),  # of the newest version, in `texts`
    Column("published", Moment, nullable=False),
    Column("dated", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("weight", Float, nullable=False),
    Column("full_text", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("revised", Moment),  # when the outlet's newest change of the text was first seen
    Column("listed", Moment, nullable=False),  # when a feed last had it, to the day
    Index("ix_articles_published", "published"),
    Index("ix_articles_revised", "revised"),
)

listings = Table(  # which feeds carry an article: an outlet may have it in several
    "listings",
    metadata,
    Column("article", String(16), primary_key=True),
    Column("feed", Text, primary_key=True),
)

aliases = Table(  # by what an outlet's feeds name an article, or named it once: see `identity`
    "aliases",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("article", String(16), primary_key=True),
)

texts = Table(  # every version that an edition may quote
    "texts",
    metadata,
    Column("article", String(16), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("passages", JSON, nullable=False),  # [[start, end, kind, paragraph], ...]
    Column("seen", Moment, nullable=False),
)

vectors = Table(
    "vectors",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("key", String(64), primary_key=True),  # sha256 of the text
    Column("vector", LargeBinary, nullable=False),  # little-endian float32
    Column("made", Moment, nullable=False),
    Index("ix_vectors_made", "made"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("date", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("workings", Text, nullable=False),
    UniqueConstraint("name", "date", "revision"),
)

threads = Table(  # what an edition leaves in memory of a story; written with the edition, never updated
    "threads",
    metadata,
    Column("edition", String(100), primary_key=True),
    Column("story", String(16), primary_key=True),
    Column("date", Date, nullable=False),
    Column("name", String(64), nullable=False),  # of the edition
    Column("content", Text, nullable=False),  # a `model.Thread` as JSON
    Index("ix_threads_story", "story"),
    Index("ix_threads_name_date", "name", "date"),
)

corrections = Table(  # what an editor corrected in an edition; inserted once, never updated
    "corrections",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("edition", String(100), nullable=False),
    Column("created", Moment, nullable=False),
    Column("state", String(16), nullable=False),  # "prepared": the mail lies in the outbox
    Column("sha256", String(64), nullable=False),
    Column("content", Text, nullable=False),  # a `model.Correction` as canonical JSON
    Index("ix_corrections_edition", "edition"),
)

tellings = Table(  # which edition told of which correction; written with the edition, never updated
    "tellings",
    metadata,
    Column("edition", String(100), primary_key=True),
    Column("correction", String(100), primary_key=True),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("token", String(32), nullable=False),
    Column("until", Moment, nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("address_key", String(254), nullable=False),  # without regard to case
    Column("status", String(16), nullable=False),
    Column("created", Moment, nullable=False),
    Column("language", String(16), nullable=False),
    Column("editions", Text, nullable=False),  # " daily weekly ", or ""
    Column("themes", Text, nullable=False),  # ["strikes", ...], as are the muted ones
    Column("muted", Text, nullable=False),
    Column("hour", String(5), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("confirmed", Moment),
    Column("consents", Text, nullable=False),  # `model.Consent`s as JSON
    Column("bounces", Integer, nullable=False),
    Column("changed", Moment),
    UniqueConstraint("address_key"),
    Index("ix_subscribers_status_id", "status", "id"),
)

suppressions = Table(  # who must not be mailed, without their address
    "suppressions",
    metadata,
    Column("key", String(64), primary_key=True),  # salted hash of the address
    Column("reason", String(200), nullable=False),
    Column("at", Moment, nullable=False),
)

confirmations = Table(  # the last mail that somebody was to get because an address was typed in
    "confirmations",
    metadata,
    Column("key", String(64), primary_key=True),  # salted hash of the mailbox
    Column("subscriber", String(16), nullable=False),  # "" = nobody is to be written to
    Column("kind", String(16), nullable=False),
    Column("asked", Moment, nullable=False),
    Column("sent", Moment),
    Column("since", Moment, nullable=False),  # when the day began in which so many were asked for
    Column("count", Integer, nullable=False),
    Index("ix_confirmations_sent", "sent"),
    Index("ix_confirmations_subscriber", "subscriber"),
)

secrets = Table(  # made at first use, never changed: tokens and hashes hang on them
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

deliveries = Table(  # the ledger: what became of each copy; committed before and after each attempt
    "deliveries",
    metadata,
    Column("edition", String(130), primary_key=True),  # an edition's id, or the key of a correction of it
    Column("subscriber", String(16), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("due", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("wanted", Moment, nullable=False),  # the first `due`: from it the row's time runs
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),  # attempts of which nobody knows how they ended
    Column("message_id", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reply", Text, nullable=False),
    Column("choice", Text, nullable=False),  # the themes that were chosen when the row was made, as JSON
    Column("claim", String(32), nullable=False),  # of the sender that has the row now; "" = nobody
    Column("holder", Text, nullable=False),  # its process
    Column("until", Moment),  # when its claim ends at the latest
    Index("ix_deliveries_state_due", "state", "due"),
    Index("ix_deliveries_claim", "claim"),
    Index("ix_deliveries_subscriber", "subscriber"),
    Index("ix_deliveries_message_id", "message_id"),
)

sendings = Table(  # for which edition or correction the ledger has been filled
    "sendings",
    metadata,
    Column("edition", String(130), primary_key=True),
    Column("began", Moment, nullable=False),
    Column("listed", Moment),  # when the last row was made; from then on there are no more
)

generations = Table(  # grows with every sending: a restored backup is behind the file beside the database
    "generations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1
    Column("number", Integer, nullable=False),
)

approvals = Table(  # editors' decisions on editions; inserted once, never updated
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_approvals_edition", "edition"),
)

bounces = Table(  # messages that were read, by the hash of their bytes: none counts twice
    "bounces",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    Column("subscriber", String(16), nullable=False),
    Column("edition", String(130), nullable=False),
    Column("status", String(16), nullable=False),
    Index("ix_bounces_subscriber", "subscriber"),
)

runs = Table(  # one for each `briefing run`, or job of `briefing serve`, that went at an edition
    "runs",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("name", String(64), nullable=False),  # of the edition
    Column("date", Date, nullable=False),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),  # None: it goes on, or nobody was left to say how it ended
    Column("outcome", String(16), nullable=False),
    Column("exit_code", Integer),
    Column("error", Text, nullable=False),
    Column("edition", String(100), nullable=False),  # that was made or found; "" = none
    Column("stage", String(64), nullable=False),  # in which it is, or was last
    Column("seconds", JSON, nullable=False),  # stage -> wall time
    Column("counts", JSON, nullable=False),  # `model.RunCounts`
    Column("holder", Text, nullable=False),  # its process, as leases name it
    Index("ix_runs_started", "started"),
    Index("ix_runs_name_started", "name", "started"),
)

problems = Table(  # what operators are told of once, until it is over
    "problems",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("over", Moment),  # None: it is there still
    Column("told", Text, nullable=False),  # " mail hook ": the ways by which operators know of it
)
