"""What writing takes, of fakes."""

from __future__ import annotations

from briefing.model import RewritePolicy
from briefing.ports import Clock, Rewriter, Verifier
from briefing.summarise import RewriteParts
from tests.fakes import FakeClock


def writing(
    rewriter: Rewriter | None,
    *,
    verifier: Verifier | None = None,
    clock: Clock | None = None,
    policy: RewritePolicy | None = None,
) -> RewriteParts | None:
    if rewriter is None:
        return None
    return RewriteParts(
        rewriter=rewriter,
        verifier=verifier,
        clock=clock or FakeClock(),
        policy=policy or RewritePolicy(),
    )
