"""``briefing try``: one article, one of the editor's files, and what the models make of the two."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT
from briefing.errors import BriefingError, ConfigError, Fault

if TYPE_CHECKING:
    from briefing.desk.files import Files
    from briefing.desk.trying import Rewritten, Shortening
    from briefing.desk.version import Version
    from briefing.model import Article, Prompt, Theme
    from briefing.ports import Progress
    from briefing.sorting import Sorted

THEMES = "themes"
NOW = "this one"

_T = TypeVar("_T")


@click.command(name="try")
@CONFIG
@OUTPUT
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("article")
@click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")
def try_on(config: Path | None, output: Path | None, file: Path, article: str, as_json: bool) -> None:
    """See what a prompt, or the themes, make of one article.

    FILE is prompts/shorten.toml, prompts/rewrite.toml or prompts/themes.toml, or a draft with one of these names elsewhere.
    ARTICLE is a file (text, with a first line and a blank one behind it as its title, or HTML), or an article of the newest
    edition by its id, its URL or words of its title. Shown beside it is what the version in git's HEAD makes of it, or the
    shipped one where that is the same.

    \b
    shorten  the candidates of each sentence with their scores, which one is told, what the checks refused
    rewrite  what the model writes of the first sentences, and what the checks let pass
    themes   the themes of each passage

    Ends with 1 when the file has faults or there is no such article, with 4 when a model is missing.
    """
    from briefing.app import with_output
    from briefing.desk.article import article_of
    from briefing.desk.files import load
    from briefing.desk.version import other_version

    if not file.is_file():
        what, mend = "no such file", "give prompts/shorten.toml, prompts/rewrite.toml or prompts/themes.toml"
        raise ConfigError([Fault(file=str(file), line=0, what=what, mend=mend)])
    files = load(config)
    files = replace(files, settings=with_output(files.settings, output))
    found = article_of(files.settings, article)
    other = other_version(file)
    with progress(quiet=as_json) as shown:
        kinds = {THEMES: _themes, "shorten": _shorten, "rewrite": _rewrite}
        made = kinds.get(file.stem, _shorten)(files, file, other, found, shown)
    names = [NOW, *([other.name] if other else [])]
    if as_json:
        data = {name: [asdict(each) for each in one] for name, one in zip(names, made, strict=True)}
        click.echo(json.dumps({"article": found.id, **data}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.outlet}: {found.title}" if found.title else found.outlet)
    click.echo(f"{file} beside {other.name}" if other else f"{file}, as it is shipped")
    tellers: Mapping[str, Callable[..., Iterator[str]]] = {THEMES: _tags, "rewrite": _rewritten}
    for line in tellers.get(file.stem, _shortened)(made):
        click.echo(line)


Made = list[Sequence[Any]]  # what this version makes of the article, then the other one, if there is one


def _shorten(files: Files, file: Path, other: Version | None, article: Article, shown: Progress) -> Made:
    from briefing.desk.trying import shortenings
    from briefing.parts import load_models

    models, limits = load_models(files.settings), files.settings.limits
    prompts = [{**files.desk.prompts, file.stem: prompt} for prompt in _versions(_prompt, file, other)]
    shown.stage("shorten", len(prompts))
    return [shortenings(article, each, models, limits) for each in prompts]


def _rewrite(files: Files, file: Path, other: Version | None, article: Article, shown: Progress) -> Made:
    from briefing.clock import SystemClock
    from briefing.desk.trying import rewritings
    from briefing.parts import load_models

    settings = replace(files.settings, mode="rewrite")
    models = load_models(settings)
    prompts = [{**files.desk.prompts, file.stem: prompt} for prompt in _versions(_prompt, file, other)]
    shown.stage("rewrite", len(prompts))
    return [[rewritings(article, each, models, settings, SystemClock(), shown)] for each in prompts]


def _themes(files: Files, file: Path, other: Version | None, article: Article, shown: Progress) -> Made:
    from briefing.clock import SystemClock
    from briefing.desk.article import newest_articles
    from briefing.sorting import opened

    def read(path: Path) -> tuple[Theme, ...]:
        from briefing.editorial.desk import themes_of

        faults: list[Fault] = []
        themes = themes_of(files.settings.root, path, Path.cwd(), faults)
        if faults:
            raise ConfigError(faults)
        return themes

    versions = _versions(read, file, other)
    day = newest_articles(files.settings)
    with opened(files.settings, files.desk, SystemClock(), shown, day) as sorter:
        return [sorter.of(themes).sort(article.text) for themes in versions]


def _prompt(path: Path) -> Prompt:
    from briefing.editorial.prompts import read_prompt

    faults: list[Fault] = []
    prompt = read_prompt(path, Path.cwd(), faults)
    if prompt is None:
        raise ConfigError(faults)
    return prompt


def _versions(read: Callable[[Path], _T], file: Path, other: Version | None) -> list[_T]:
    """Both versions as they are read; an older one that is not understood any more is an error that says so."""
    versions = [read(file)]
    if other:
        with TemporaryDirectory(prefix="briefing-") as folder:
            path = Path(folder) / file.name
            path.write_bytes(other.content)
            try:
                versions.append(read(path))
            except ConfigError as error:
                msg = f"{file}: {other.name} has faults, so there is nothing to compare with: {error.faults[0].what}"
                raise BriefingError(msg) from error
    return versions


def _shortened(made: Made) -> Iterator[str]:
    now: Sequence[Shortening] = made[0]
    others: Sequence[Shortening] = made[1] if len(made) > 1 else ()
    whole = 0
    for one, other in zip_longest(now, others):
        if not one.candidates:
            whole += 1
            continue
        yield ""
        yield one.source
        before = {c.text: c for c in other.candidates} if other else {}
        for candidate in sorted(one.candidates, key=lambda c: -c.score):
            was = before.get(candidate.text)
            marks = f"{'>' if candidate.chosen else ' '} {candidate.score:6.2f}"
            if other:
                marks += f"  {'>' if was and was.chosen else ' '} " + (
                    f"{was.score:6.2f}" if was else " " * 6
                )
            yield f"  {marks}  {candidate.text}" + (
                f"  (refused, {candidate.refused})" if candidate.refused else ""
            )
    yield ""
    changed = sum(one.told != other.told for one, other in zip(now, others, strict=False))
    if others:
        yield f"> is told; scores of {NOW}, then of the other: {changed} of {len(now)} sentences are told otherwise"
    else:
        yield "> is told; the higher score is the likelier wording, less what its length and losses cost"
    if whole:
        yield f"{whole} of {len(now)} sentences have no part that may go"


def _rewritten(made: Made) -> Iterator[str]:
    names = (NOW, "the other")
    for name, [one] in zip(names, made, strict=False):
        rewritten: Rewritten = one
        yield ""
        yield f"{name}:" if len(made) > 1 else "it makes of"
        for source, why in zip(rewritten.sources, rewritten.why, strict=True):
            yield f"  {source}" + (f"  ({why})" if why else "")
        for answer in rewritten.answers:
            yield f"  written: {' '.join(answer.split())}"
        for told in rewritten.told:
            yield f"  > {told}"
        if not rewritten.told:
            yield "  nothing that was written passed the checks"


def _tags(made: Made) -> Iterator[str]:
    now: Sequence[Sorted] = made[0]
    others: Sequence[Sorted] = made[1] if len(made) > 1 else now
    for one, other in zip(now, others, strict=True):
        yield ""
        yield one.text
        before = {score.theme: score for score in other.scores}
        for score in one.scores:
            was = before.pop(score.theme, None)
            told = f"  {score.theme}: {score.score:.2f} {score.verdict}"
            if was is None:
                yield f"{told}, which the other has not"
            elif was != score:
                yield f"{told}, was {was.score:.2f} {was.verdict}"
            elif score.verdict == "yes" or len(made) == 1:
                yield told
        for theme, was in before.items():
            yield f"  {theme}: gone, was {was.score:.2f} {was.verdict}"
