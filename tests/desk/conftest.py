"""A folder with an edition of the sample, made with fakes, and the desk over it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from briefing import editorial, pipeline
from briefing.analyse.embed import CachingEmbedder
from briefing.app import RunOptions, build_request, edition_plan, open_store
from briefing.desk.remake import Bench
from briefing.ingest.reader import FeedReader
from briefing.parts import Models, parts_of
from briefing.pipeline import Outcome
from briefing.settings import Settings, load_settings
from tests.conftest import ROOT
from tests.fakes import FakeClock, FlatParser, LengthWriter, RecordingProgress, WordEmbedder

DAY = date(2026, 3, 11)
THEMES = """[[theme]]
name = "strikes"
means = "missiles drones attack hit town killed"

[[theme]]
name = "talks"
means = "talks agreement ministers ceasefire negotiations"

[[theme]]
name = "other"
means = "everything else"
catch_all = true
"""


class CountingParser(FlatParser):
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.parsed: list[str] = []

    def parse(self, texts):
        self.parsed += texts
        return super().parse(texts)


@dataclass
class Folder:
    """A working copy and what was made of it."""

    path: Path
    clock: FakeClock
    models: Models

    @property
    def settings(self) -> Settings:
        return load_settings(self.path / "briefing.toml")

    @property
    def themes(self) -> Path:
        return self.path / "prompts" / "themes.toml"

    def desk(self) -> editorial.Editorial:
        settings = self.settings
        return editorial.load(settings.root, settings.editions, settings.place)

    def run(self, day: date = DAY, **changes) -> Outcome:
        """A run as the command makes it, but for the models."""
        settings, progress = replace(self.settings, **changes), RecordingProgress()
        desk = self.desk()
        plan = edition_plan(settings, "")
        request = build_request(settings, desk, plan, RunOptions(day=day), self.clock)
        store = open_store(settings, self.clock)
        try:
            reader = FeedReader(settings.fetch, self.clock, request.closes, opens=request.opens)
            models = replace(self.models, embedder=CachingEmbedder(self.models.embedder, store))
            parts = parts_of(
                settings, desk, request, store, self.clock, progress, models=models, fetcher=reader
            )
            return pipeline.run(request, parts)
        finally:
            store.close()

    def bench(self, edition: str = "") -> Bench:
        return Bench(self.settings, edition, self.clock, lambda _: self.models)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.path / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


def prepared(path: Path) -> Folder:
    """Feeds of the sample under the name that is read by default, two themes, and models that count."""
    shutil.copytree(ROOT / "feeds" / "sample", path / "feeds" / "sample")
    shutil.copy(ROOT / "feeds" / "sample.toml", path / "feeds" / "world.toml")
    (path / "prompts").mkdir()
    (path / "prompts" / "themes.toml").write_text(THEMES)
    (path / "prompts" / "labels.tsv").write_text("")
    shutil.copy(ROOT / "prompts" / "shorten.toml", path / "prompts")
    (path / "briefing.toml").write_text('title = "The Morning Brief"\n')
    models = Models(embedder=WordEmbedder(), writer=LengthWriter(), parser=CountingParser())
    return Folder(path=path, clock=FakeClock(datetime(2026, 3, 13, tzinfo=UTC)), models=models)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """A working copy whose editions of the first two days are made. Its files are put back behind each test."""
    made = prepared(tmp_path_factory.mktemp("desk"))
    made.run(date(2026, 3, 10))
    made.run()
    return made


@pytest.fixture
def folder(made_once):
    """The working copy as it was when the editions were made; the database is not to be written."""
    kept = {path: path.read_bytes() for path in made_once.path.rglob("*") if _is_edited(path)}
    yield made_once
    for path in [path for path in made_once.path.rglob("*") if _is_edited(path)]:
        path.unlink()
    for path, content in kept.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def _is_edited(path: Path) -> bool:
    return path.suffix in {".toml", ".tsv", ".xml"}


@pytest.fixture
def bench(folder):
    with folder.bench() as found:
        yield found
