"""The operator's settings: briefing.toml, then the environment, then defaults.

    briefing.toml ─ tomlfile.read ─ SettingsShape ─┐
    BRIEFING_CACHE, BRIEFING_OUTPUT, BRIEFING_DATABASE or _FILE ─┴─> Settings
    BRIEFING_REWRITER_KEY, BRIEFING_SMTP_PASSWORD, BRIEFING_IMAP_PASSWORD, BRIEFING_OPERATOR_TOKEN, BRIEFING_ALERT_SECRET
        (each or its _FILE),
        BRIEFING_DKIM_KEY_FILE (secrets: never in the file) ┘

Every key has a default: an empty file does, and none does too. The environment wins over the file; an empty variable
counts as none. This is the only reader of the environment. Relative paths in the file count from its folder, those in
the environment from the current one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from briefing import tomlfile
from briefing.database_address import Database
from briefing.errors import ConfigError, Fault
from briefing.model import (
    ApprovalRule,
    EditionPlan,
    FetchPolicy,
    ImapAccount,
    Limits,
    MailPolicy,
    ModelChoice,
    RemoteModel,
    RewritePolicy,
)
from briefing.settings.alerts import AlertPolicy, alert_faults
from briefing.settings.bounces import approval_faults, bounces_faults
from briefing.settings.database import chosen_database, database_faults
from briefing.settings.keep import KeepPolicy
from briefing.settings.mail import mail_faults
from briefing.settings.secrets import OPERATOR_TOKEN, guessable, secret, secret_file, secret_files, unreadable
from briefing.settings.serve import ServePolicy

if TYPE_CHECKING:
    from briefing.settings.shape import EditionShape, SettingsShape

__all__ = ["DEFAULT_FILE", "SETTINGS_COPY", "Settings", "environment", "inspect", "load_settings"]

DEFAULT_FILE = "briefing.toml"
SETTINGS_COPY = (
    "BRIEFING_SETTINGS_COPY"  # read in the place of the file: set by `briefing serve` for what it starts
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator may choose."""

    root: Path  # the folder of briefing.toml, or the current folder: where feeds/ and prompts/ are looked for
    file: Path | None  # None where there is none
    title: str
    language: str
    editions: tuple[EditionPlan, ...]  # at least one
    limits: Limits
    fetch: FetchPolicy
    embedder: ModelChoice
    writer: ModelChoice
    parser: ModelChoice
    rewriter: ModelChoice | RemoteModel | None  # None: the writer writes too
    rewriter_key: str = field(repr=False)  # of its server; "" = none
    verifier: ModelChoice | None
    dtype: Literal["auto", "float32", "bfloat16"]
    threads: int  # 0 = all
    mode: Literal["compress", "verbatim", "rewrite"]
    rewriting: RewritePolicy
    output: Path  # absolute, as are the next two
    database: Database  # a file, or an address on a server
    cache: Path  # the models
    public_url: str  # without a slash at its end; "" = none
    mail_from: str
    list_id: str
    mail: MailPolicy
    smtp_password: str = field(repr=False)  # "" = none
    dkim_key: bytes = field(repr=False)  # PEM; b"" = none
    serve: ServePolicy
    soft_bounces: int  # in a row, that suppress
    imap: ImapAccount
    imap_password: str = field(repr=False)
    secret_files: Mapping[str, Path]  # the variables that end in _FILE, and the files that they name
    operator_token: str = field(repr=False)  # "" = no page for operators
    alerts: AlertPolicy
    alert_secret: str = field(repr=False)  # signs web hooks; "" = they are not signed
    keep: KeepPolicy
    approvals: Mapping[str, ApprovalRule]  # by edition; what is not in it needs none
    sha256: str  # of the file's bytes
    listed_in: str = field(compare=False)  # the file as messages name it
    positions: tomlfile.Positions = field(compare=False, repr=False)

    def place(self, key: tomlfile.Path) -> tuple[str, int]:
        """File and line of a key, such as ``("editions", 0, "feeds", 1)``."""
        return self.listed_in, self.positions.line(key)

    def beside_database(self) -> Path:
        """Where files that belong to the database lie: its own path, or one named like it in the output folder."""
        return self.database if isinstance(self.database, Path) else self.output / self.database.name


def environment(**more: str) -> dict[str, str]:
    """The environment with some variables beside, for a process that is to be started."""
    return {**os.environ, **more}  # noqa: TID251 -- the one reader


def load_settings(
    path: Path | None, environ: Mapping[str, str] | None = None, *, cwd: Path | None = None
) -> Settings:
    """The settings of a file; of ./briefing.toml or the defaults where `path` is None. `ConfigError` holds every fault."""
    settings, faults = inspect(path, environ, cwd=cwd)
    if settings is None:
        raise ConfigError(faults)
    return settings


def inspect(
    path: Path | None, environ: Mapping[str, str] | None = None, *, cwd: Path | None = None
) -> tuple[Settings | None, list[Fault]]:
    """The settings, or None and every fault of the file."""
    from briefing.settings.shape import SettingsShape

    here = cwd or Path.cwd()
    file = here / (path or DEFAULT_FILE)
    copy = (os.environ if environ is None else environ).get(SETTINGS_COPY)  # noqa: TID251 -- the one reader
    if path is None and not (copy or file.exists()):
        document = tomlfile.Document(
            path=file,
            file=DEFAULT_FILE,
            data={},
            positions=tomlfile.Positions(),
            sha256=hashlib.sha256(b"").hexdigest(),
        )
        return _checked(SettingsShape(), document, None, here, environ)
    if not (copy or file.is_file()):
        what = "is a folder" if file.is_dir() else "no such file"
        mend = "give the briefing.toml to use, or leave --config out"
        return None, [Fault(file=tomlfile.display(file, here), line=0, what=what, mend=mend)]
    read = tomlfile.read(file, here, Path(copy) if copy else None)
    if isinstance(read, Fault):
        return None, [read]
    faults: list[Fault] = []
    shape = tomlfile.validate(SettingsShape, read, (), faults)
    faults += _repeated_editions(shape, read) if shape else []
    if shape is None or faults:
        return None, sorted(faults)
    return _checked(shape, read, file, here, environ)


def _repeated_editions(shape: SettingsShape, document: tomlfile.Document) -> list[Fault]:
    seen: dict[str, int] = {}
    faults = []
    for index, edition in enumerate(shape.editions):
        if edition.name in seen:
            first = document.place(("editions", seen[edition.name]))
            faults.append(
                document.fault(
                    ("editions", index, "name"),
                    f'the edition "{edition.name}" is there twice',
                    f"give it another name; the first is at {first}",
                )
            )
        seen.setdefault(edition.name, index)
    return faults


def _checked(
    shape: SettingsShape,
    document: tomlfile.Document,
    file: Path | None,
    here: Path,
    environ: Mapping[str, str] | None,
) -> tuple[Settings | None, list[Fault]]:
    """The settings, or the faults of what keys and the environment say together."""
    settings = _settings(shape, document, file, here, environ)
    given = os.environ if environ is None else environ  # noqa: TID251 -- the one reader
    faults = [
        document.fault(("mail", key), what, mend)
        for key, what, mend in mail_faults(settings.mail, settings.mail_from)
    ]
    faults += [
        document.fault(("bounces", key), what, mend) for key, what, mend in bounces_faults(settings.imap)
    ]
    faults += [
        document.fault(("alerts", key), what, mend)
        for key, what, mend in alert_faults(settings.alerts, settings.mail_from)
    ]
    for index, rule in enumerate(map(_rule, shape.editions)):
        faults += [
            document.fault(("editions", index, key), what, mend) for key, what, mend in approval_faults(rule)
        ]
    for variable, what, mend in database_faults(given, here, shape.output.database):
        fault = document.fault(("output", "database"), what, mend)
        faults.append(replace(fault, file=variable, line=0) if variable else fault)
    faults += [*unreadable(given, here), *guessable(given, here)]
    return (None, sorted(faults)) if faults else (settings, [])


def _settings(
    shape: SettingsShape,
    document: tomlfile.Document,
    file: Path | None,
    here: Path,
    environ: Mapping[str, str] | None,
) -> Settings:
    given = os.environ if environ is None else environ  # noqa: TID251 -- the one reader
    root = document.path.absolute().parent
    output = _path(given.get("BRIEFING_OUTPUT"), here, shape.output.folder or "output", root)
    return Settings(
        root=root,
        file=file,
        title=shape.title,
        language=shape.language,
        editions=_plans(shape),
        limits=Limits(**shape.limits.model_dump()),
        fetch=FetchPolicy(
            **shape.fetch.model_dump(exclude={"allow_hosts"}), allow_hosts=tuple(shape.fetch.allow_hosts)
        ),
        embedder=ModelChoice(**shape.models.embedder.model_dump()),
        writer=ModelChoice(**shape.models.writer.model_dump()),
        parser=ModelChoice(**shape.models.parser.model_dump()),
        rewriter=_rewriter(shape),
        rewriter_key=secret(given, "BRIEFING_REWRITER_KEY", here),
        verifier=ModelChoice(**shape.models.verifier.model_dump()) if shape.models.verifier else None,
        dtype=shape.models.dtype,
        threads=shape.models.threads,
        mode=shape.summary.mode,
        rewriting=RewritePolicy(
            candidates=shape.summary.rewrite_candidates,
            seconds=shape.summary.rewrite_seconds,
            threshold=shape.summary.verifier_threshold,
        ),
        output=output,
        database=chosen_database(given, here, shape.output.database, root, output),
        cache=_path(given.get("BRIEFING_CACHE"), here, shape.models.cache or _user_cache(), root),
        public_url=shape.output.public_url,
        mail_from=shape.mail.sender,
        list_id=shape.mail.list_id,
        mail=_mail(shape, output, root),
        smtp_password=secret(given, "BRIEFING_SMTP_PASSWORD", here),
        dkim_key=secret_file(given, "BRIEFING_DKIM_KEY_FILE", here),
        serve=ServePolicy(**shape.serve.model_dump()),
        soft_bounces=shape.bounces.soft_limit,
        imap=ImapAccount(**shape.bounces.model_dump(exclude={"soft_limit"})),
        imap_password=secret(given, "BRIEFING_IMAP_PASSWORD", here),
        secret_files=secret_files(given, here),
        operator_token=secret(given, OPERATOR_TOKEN, here),
        alerts=AlertPolicy(**shape.alerts.model_dump()),
        alert_secret=secret(given, "BRIEFING_ALERT_SECRET", here),
        keep=KeepPolicy(**shape.keep.model_dump()),
        approvals={each.name: _rule(each) for each in shape.editions if each.approval != "none"},
        sha256=document.sha256,
        listed_in=document.file,
        positions=document.positions,
    )


def _rule(edition: EditionShape) -> ApprovalRule:
    return ApprovalRule(policy=edition.approval, by=edition.approve_by)


def _rewriter(shape: SettingsShape) -> ModelChoice | RemoteModel | None:
    chosen = shape.models.rewriter
    if chosen is None:
        return None
    if chosen.url:
        return RemoteModel(url=chosen.url, name=chosen.name)
    return ModelChoice(name=chosen.name, revision=chosen.revision)


def _plans(shape: SettingsShape) -> tuple[EditionPlan, ...]:
    """The editions, each with the top-level title and language where it has none; the plain daily one where none is listed."""
    from briefing.settings.shape import EditionShape

    return tuple(
        EditionPlan(
            name=edition.name,
            title=edition.title or shape.title,
            at=edition.at,
            timezone=edition.timezone,
            hours=edition.hours,
            feeds=tuple(edition.feeds),
            themes=tuple(edition.themes),
            language=edition.language or shape.language,
        )
        for edition in shape.editions or [EditionShape()]
    )


def _mail(shape: SettingsShape, output: Path, root: Path) -> MailPolicy:
    own = shape.mail
    values = own.model_dump(exclude={"sender", "list_id", "outbox", "tls_ca"})
    return MailPolicy(
        **values,
        outbox=str(_path(None, root, own.outbox, root) if own.outbox else output / "outbox"),
        tls_ca=str(_path(None, root, own.tls_ca, root)) if own.tls_ca else "",
    )


def _path(override: str | None, here: Path, configured: str, base: Path) -> Path:
    chosen = here / Path(override).expanduser() if override else base / Path(configured).expanduser()
    return Path(os.path.normpath(chosen.absolute()))


def _user_cache() -> str:
    import platformdirs

    return platformdirs.user_cache_dir("briefing", appauthor=False)
