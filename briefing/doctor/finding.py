"""What one check of the doctor found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

__all__ = ["Finding", "State", "fail", "ok", "warn", "without_secrets", "worst"]

State = Literal["ok", "warn", "fail"]

_GRAVITY: tuple[State, ...] = ("ok", "warn", "fail")
_LEAST = 4  # characters of a secret that is looked for: shorter ones are in half of all words


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: `name` says what was looked at, `what` what was found there, `mend` what to do (never "" but for "ok")."""

    name: str
    state: State
    what: str
    mend: str = ""


def ok(name: str, what: str) -> Finding:
    """All is well."""
    return Finding(name=name, state="ok", what=what)


def warn(name: str, what: str, mend: str) -> Finding:
    """Something that should be looked at; the digest goes out."""
    return Finding(name=name, state="warn", what=what, mend=mend)


def fail(name: str, what: str, mend: str) -> Finding:
    """The digest does not go out, or not to everybody."""
    return Finding(name=name, state="fail", what=what, mend=mend)


def worst(findings: Iterable[Finding]) -> State:
    """The gravest state; "ok" of nothing."""
    return max((each.state for each in findings), key=_GRAVITY.index, default="ok")


def without_secrets(findings: Iterable[Finding], secrets: Sequence[str]) -> list[Finding]:
    """The findings without these texts, which a server may have repeated in its answer."""
    hidden = [secret for secret in secrets if len(secret) >= _LEAST]

    def clean(text: str) -> str:
        for secret in hidden:
            text = text.replace(secret, "<secret>")
        return text

    return [replace(each, what=clean(each.what), mend=clean(each.mend)) for each in findings]
