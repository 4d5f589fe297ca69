"""Is a text supported by its own evidence? Named checks, each against the passages that were shown and nothing else.

    text, quotes ─ Claim ─┬─ numbers, names, dates, quotations, order ───────────────────────────> Check ...
                          ├─ negation, attribution, hedges, modality, quantifiers, antonyms (English)
                          └─ roles, where the text and its passages were parsed

The checks are one-sided: they refuse what they cannot find, and a passage's own sentence passes them all. A refused
sentence costs a dull verbatim one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefing.model import Check, Parse
from briefing.summarise.checks.antonyms import antonyms
from briefing.summarise.checks.attribution import attribution
from briefing.summarise.checks.claim import Claim
from briefing.summarise.checks.figures import dated, numbers
from briefing.summarise.checks.hedges import hedges
from briefing.summarise.checks.modality import modality
from briefing.summarise.checks.named import names
from briefing.summarise.checks.negation import negation
from briefing.summarise.checks.order import order
from briefing.summarise.checks.quantifiers import quantifiers
from briefing.summarise.checks.quotations import quotations
from briefing.summarise.checks.whole_parts import parts_fault
from briefing.summarise.roles import roles_fault

__all__ = ["CHECKS", "faulty", "passed", "verify"]

Rule = Callable[[Claim], str]

_GENERAL: dict[str, Rule] = {
    "numbers": numbers, "names": names, "dates": dated, "quotations": quotations, "order": order,
}  # fmt: skip
_ENGLISH: dict[str, Rule] = {
    "negation": negation, "attribution": attribution, "hedges": hedges, "modality": modality,
    "quantifiers": quantifiers, "antonyms": antonyms,
}  # fmt: skip
CHECKS = (*_GENERAL, *_ENGLISH, "roles")  # the names of all


def passed(checks: Sequence[Check]) -> bool:
    """Whether every check passed."""
    return all(c.passed for c in checks)


def verify(
    text: str,
    evidence_quotes: Sequence[str],
    language: str = "en",
    *,
    parse: Parse | None = None,
    evidence_parses: Sequence[Parse] = (),
) -> tuple[Check, ...]:
    """The checks on one sentence, in a fixed order; those that need word lists are passed over outside English.

    `roles` is among them where the text's own `parse` is given, with those of the quotes.
    """
    claim = Claim.of(text, evidence_quotes)
    checks = _checks(claim, _GENERAL | _ENGLISH if language == "en" else _GENERAL)
    if parse is not None:
        checks.append(_check("roles", "" if claim.copied else _roles(parse, evidence_parses)))
    return tuple(checks)


def faulty(text: str, evidence_quotes: Sequence[str], names: Sequence[str]) -> set[str]:
    """Which of the named checks a sentence fails, of those that every language has: the others are not run."""
    checks = _checks(Claim.of(text, evidence_quotes), {name: _GENERAL[name] for name in names})
    return {check.name for check in checks if not check.passed}


def _checks(claim: Claim, rules: Mapping[str, Rule]) -> list[Check]:
    return [_check(name, "" if claim.copied else rule(claim)) for name, rule in rules.items()]


def _roles(parse: Parse, before: Sequence[Parse]) -> str:
    return roles_fault(parse, before) or parts_fault(parse, before)


def _check(name: str, fault: str) -> Check:
    return Check(name=name, passed=not fault, note=fault)
