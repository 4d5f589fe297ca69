"""The composition root of `briefing eval`: a labelled file and a configuration in, figures with their intervals out.

    briefing.toml, prompts/ ─ configuration ─ opened ─> Opened (TrialParts) ─┐
    file ─ files.read_rows ─> rows ──────────────────────────────────────────┴─ trying.try_out ─> Evaluation

The same file under a second configuration is measured on the same draws, so that the two can be compared in pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import editorial, tomlfile
from briefing.analyse.embed import CachingEmbedder
from briefing.edition.freeze import digest_of
from briefing.editorial.prompts import PromptBook
from briefing.editorial.themes import read_themes
from briefing.errors import BriefingError, ConfigError, Fault
from briefing.ingest.assemble import make_article
from briefing.model import Marks
from briefing.models.load import load_compressing, load_embedder, load_rewriter, load_verifier
from briefing.settings import Settings, load_settings
from briefing.store import open_store
from briefing.summarise import RewriteParts, Summariser
from briefing.trials import ArticleMaker, TrialOptions, TrialParts
from briefing.trials.files import Labelled, first, know_labels, read_rows, set_of_themes
from briefing.trials.trying import Tried, try_out

if TYPE_CHECKING:
    from briefing.evaluation.intervals import Measured
    from briefing.model import Article, Limits, Theme
    from briefing.ports import Clock, Parser, Progress, Rewriter, Verifier, Writer

__all__ = [
    "AGAINST",
    "Asked",
    "Configuration",
    "Evaluation",
    "Opened",
    "article_maker",
    "configuration",
    "evaluate",
    "opened",
    "themes_of",
]

AGAINST = "against"  # what the second configuration's system is called
FOLDER = "evaluation"  # in the models' cache: vectors of labelled texts, and figures
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
WRITING = frozenset({"summaries", "support"})  # tasks that a writer and a parser take part in


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One labelled file, and how to measure on it."""

    task: str
    path: Path
    options: TrialOptions
    limit: int | None = None
    themes: Path | None = None  # None: the file beside the labelled one, else the configuration's
    fresh: bool = False  # whether kept figures are passed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Settings with the editor's files, or with another file of themes."""

    name: str  # as tables name it
    settings: Settings
    desk: editorial.Editorial
    themes: Path | None = None  # instead of any other


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A configuration with its parts."""

    configuration: Configuration
    parts: Callable[[Progress], TrialParts]
    notes: tuple[str, ...] = ()  # what the operator should know of the parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What was measured on one file."""

    task: str
    file: str
    sha256: str
    rows: int  # that were read ...
    of: int  # ... of so many in the file
    items: int  # that were judged
    units: int  # that are drawn: items, or what they stand together in
    seed: int
    themes: str  # the file of themes, task "themes" only
    systems: tuple[Measured, ...]  # ours, then the second configuration's if there is one, then the floors
    kept: bool  # whether all figures were there already


def configuration(path: Path | None) -> Configuration:
    """The configuration of a briefing.toml, of a folder, or of the current folder (None).

    A file with a [[theme]] in it stands for the current folder's configuration with those themes. `ConfigError` holds
    every fault.
    """
    here = Path.cwd()
    themes = path.absolute() if path and _lists_themes(path) else None
    if path and path.is_dir():
        settings = load_settings(None, cwd=path.absolute())
    else:
        settings = load_settings(None if themes else path)
    desk = editorial.load(settings.root, settings.editions, settings.place)
    name = tomlfile.display(path.absolute(), here) if path else "this folder"
    return Configuration(name=name, settings=settings, desk=desk, themes=themes)


@contextmanager
def opened(chosen: Configuration, task: str, clock: Clock) -> Iterator[Opened]:
    """The configuration's parts for one task, as long as the block runs; vectors of labelled texts are kept apart from the news'.

    A writer or parser that is not there costs the compressions, as in a daily run; without the embedder there is nothing
    to measure: a `ModelError`.
    """
    settings = chosen.settings
    embedder = load_embedder(
        settings.embedder, settings.cache, dtype=settings.dtype, threads=settings.threads
    )
    notes: list[str] = []
    writer: Writer | None = None
    parser: Parser | None = None
    verifier: Verifier | None = None
    if settings.verifier and (task == "support" or settings.mode == "rewrite"):
        verifier = load_verifier(
            settings.verifier, settings.cache, dtype=settings.dtype, threads=settings.threads
        )
    if task in WRITING and settings.mode != "verbatim":
        writer, parser, notes = load_compressing(
            settings.writer, settings.parser, settings.cache, dtype=settings.dtype, threads=settings.threads
        )
    prompter = PromptBook(chosen.desk.prompts)
    rewriting = _rewriting(settings, writer, verifier, clock)
    marks = Marks(patterns=chosen.desk.refused.patterns)  # marks on single sentences are about editions

    def make_summariser(limits: Limits) -> Summariser:
        return Summariser(
            writer=writer,
            parser=parser,
            prompter=prompter,
            limits=limits,
            mode=settings.mode,
            language=settings.language,
            marks=marks,
            rewriting=rewriting,
        )

    with closing(open_store(settings.cache / FOLDER / "vectors.sqlite", clock)) as store:
        remembering = CachingEmbedder(embedder, store)

        def parts(progress: Progress) -> TrialParts:
            return TrialParts(
                embedder=remembering,
                writer=writer,
                parser=parser,
                verifier=verifier,
                prompter=prompter,
                themes=chosen.desk.themes,
                limits=settings.limits,
                mode=settings.mode,
                language=settings.language,
                make_article=article_maker(settings.language),
                make_summariser=make_summariser,
                progress=progress,
                prompts={name: prompt.sha256 for name, prompt in chosen.desk.prompts.items()},
                decides=digest_of(settings.rewriter, settings.rewriting, sorted(marks.patterns)),
            )

        yield Opened(configuration=chosen, parts=parts, notes=tuple(notes))


def evaluate(asked: Asked, ours: Opened, against: Opened | None, progress: Progress) -> Evaluation:
    """Measure one configuration, or two in pairs, on one labelled file. `ConfigError` holds every fault of the file."""
    labelled = read_rows(asked.task, asked.path.absolute(), Path.cwd())
    if asked.limit:
        labelled = first(labelled, asked.limit)
    tried, listed_in = _try(asked, labelled, ours, progress)
    systems, kept = tried.systems, tried.kept
    if against:
        alone = replace(asked, options=replace(asked.options, floors=False))
        other, _ = _try(alone, labelled, against, progress)
        if other.order != tried.order:
            msg = "the two configurations leave different items to judge, so they cannot be compared"
            raise BriefingError(msg)
        second = replace(other.systems[0], name=AGAINST, note=against.configuration.name)
        systems, kept = (systems[0], second, *systems[1:]), kept and other.kept
    return Evaluation(
        task=asked.task,
        file=labelled.file,
        sha256=labelled.sha256,
        rows=len(labelled.rows),
        of=labelled.of,
        items=tried.items,
        units=tried.units,
        seed=asked.options.seed,
        themes=listed_in,
        systems=systems,
        kept=kept,
    )


def themes_of(labelled: Path, given: Path | None, chosen: Configuration) -> tuple[tuple[Theme, ...], str]:
    """The themes to try a labelled file with, and the file that lists them: those given, those beside it, or the editor's."""
    path = chosen.themes or given or set_of_themes(labelled.absolute())
    if path is None:
        return chosen.desk.themes, "prompts/themes.toml"
    here = Path.cwd()
    faults: list[Fault] = []
    themes, _ = read_themes(path.absolute(), here, faults)
    if faults:
        raise ConfigError(faults)
    return themes, tomlfile.display(path.absolute(), here)


def _try(asked: Asked, labelled: Labelled, chosen: Opened, progress: Progress) -> tuple[Tried, str]:
    """The figures of one configuration, and the file of themes that they were measured with."""
    parts, listed_in = chosen.parts(progress), ""
    for note in chosen.notes:
        progress.note(note)
    if asked.task == "themes":
        themes, listed_in = themes_of(asked.path, asked.themes, chosen.configuration)
        know_labels(labelled, [theme.name for theme in themes], listed_in)
        parts = replace(parts, themes=themes)
    folder = chosen.configuration.settings.cache / FOLDER
    tried = try_out(asked.task, labelled, parts, asked.options, folder=folder, fresh=asked.fresh)
    return tried, listed_in


def _lists_themes(path: Path) -> bool:
    """Whether it is a file of themes; one that cannot be read is taken for settings, whose reader says what is wrong."""
    if not path.is_file():
        return False
    document = tomlfile.read(path.absolute(), Path.cwd())
    return not isinstance(document, Fault) and "theme" in document.data


def _rewriting(
    settings: Settings, writer: Writer | None, verifier: Verifier | None, clock: Clock
) -> RewriteParts | None:
    """What writing takes in mode "rewrite"; a model that was chosen and is not there is a `ModelError`."""
    rewriter: Rewriter | None = writer
    if settings.mode == "rewrite" and settings.rewriter:
        rewriter = load_rewriter(
            settings.rewriter,
            settings.cache,
            dtype=settings.dtype,
            threads=settings.threads,
            key=settings.rewriter_key,
        )
    if settings.mode != "rewrite" or rewriter is None:
        return None
    return RewriteParts(rewriter=rewriter, verifier=verifier, clock=clock, policy=settings.rewriting)


def article_maker(usual_language: str) -> ArticleMaker:
    """Makes articles as a daily run's ingest does; `usual_language` is that of texts which do not say theirs."""

    def make(
        *,
        id: str,
        title: str,
        text: str,
        outlet: str = "",
        published: datetime | None = None,
        language: str = "",
    ) -> Article:
        return make_article(
            outlet=outlet or id,
            feed="",
            entry_id=id,
            url="",
            title=title,
            body=text,
            published=published or UNDATED,
            dated="published" if published else "fetched",
            language=language or usual_language,
        )

    return make
