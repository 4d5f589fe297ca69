"""A daily run that lets a model on a server write: whatever it writes, nothing is told that the sources do not say."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.conftest import ROOT, briefing
from tests.models.chat_server import Server, completion

pytestmark = pytest.mark.models


def run(folder, server, seconds=60):
    """The sample's third day with a rewriter; (sentences, colophon)."""
    shutil.copytree(ROOT / "prompts", folder / "prompts")
    (folder / "briefing.toml").write_text(
        f'[models]\nrewriter = {{ url = "{server.url}", name = "big" }}\n'
        f'[summary]\nmode = "rewrite"\nrewrite_candidates = 1\nrewrite_seconds = {seconds}\n'
    )
    ran = briefing(
        "run",
        "--feeds",
        ROOT / "feeds" / "sample.toml",
        "--date",
        "2026-03-12",
        "--output",
        folder / "out",
        cwd=folder,
    )
    assert ran.code == 0, ran.err
    edition = json.loads((folder / "out" / "edition.json").read_text(encoding="utf-8"))
    stories = [story for section in edition["sections"] for story in section["stories"]]
    return [s for story in stories for s in story["sentences"]], edition["colophon"]


def liar(server):
    """Tells each passage that it was shown with its words turned round, and then that the war is over."""
    prompt = server.requests[-1][1]["messages"][0]["content"]
    shown = [line[2:] for line in prompt.splitlines() if line.startswith("- ")]
    turned = [" ".join(reversed(line.rstrip(".").split())) + "." for line in shown]
    yield completion("\n".join([*turned, "The war is over, the president said."]))


def parrot(server):
    """Tells each passage as it stands."""
    prompt = server.requests[-1][1]["messages"][0]["content"]
    yield completion("\n".join(line[2:] for line in prompt.splitlines() if line.startswith("- ")))


@pytest.mark.parametrize("answers", [liar, b"<html>", None], ids=["lies", "garbage", "silence"])
def test_what_the_server_does_wrong_costs_style_and_is_counted(tmp_path, answers):
    server = Server(answers)
    try:
        sentences, colophon = run(tmp_path, server, seconds=2 if answers is None else 60)
    finally:
        server.close()
    assert sentences
    assert {s["how"] for s in sentences} <= {"compressed", "verbatim"}
    reasons = {s["fallback"] for s in sentences}
    assert all(reason.startswith("rewriting: ") for reason in reasons)
    assert sum(colophon["fallbacks"][reason] for reason in reasons) == len(sentences)
    assert "big" in {model["name"] for model in colophon["models"]}


def test_a_server_that_quotes_is_quoted(tmp_path):
    server = Server(parrot)
    try:
        sentences, colophon = run(tmp_path, server)
    finally:
        server.close()
    assert {s["how"] for s in sentences} == {"verbatim"}
    assert not [reason for reason in colophon["fallbacks"] if reason.startswith("rewriting")]
