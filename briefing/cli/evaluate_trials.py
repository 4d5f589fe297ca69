"""``briefing eval themes|stories|summaries|support``: our stages on labelled files, beside the simple methods that they must beat."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG

if TYPE_CHECKING:
    from briefing.trials import TrialOptions

__all__ = ["COMMANDS"]

HOW_TO_READ = """Figures stand with the bounds between which 95 in 100 files of this kind would have them (bootstrap, 1,000 draws). A
difference is that of ours and the other on the same draws, p how likely one so far from 0 is by chance. Figures are kept, and
shown again while the file, the configuration and the program are the same. See docs/evaluation.md."""

Command = Callable[..., None]


def shared(command: Command) -> Command:
    """The argument and the options that all four commands have."""
    for option in reversed(
        (
            click.argument(
                "files",
                metavar="FILE...",
                nargs=-1,
                required=True,
                type=click.Path(path_type=Path),
            ),
            CONFIG,
            click.option(
                "--against",
                type=click.Path(path_type=Path),
                help="Compare with a second configuration on the same items: another briefing.toml, its folder, or a "
                "file of themes.",
            ),
            click.option("--limit", type=click.IntRange(1), help="Only the first so many rows, or stories."),
            click.option(
                "--seed",
                type=click.IntRange(0),
                default=0,
                show_default=True,
                help="For all that is drawn at random.",
            ),
            click.option("--fresh", is_flag=True, help="Measure again what has been measured."),
            click.option("--json", "as_json", is_flag=True, help="All figures as JSON on standard output."),
        )
    ):
        command = option(command)
    return command


@click.command(epilog=HOW_TO_READ)
@shared
@click.option(
    "--copies", is_flag=True, help="FILE groups copies of one text: judge what is taken for a near-copy."
)
def stories(files: tuple[Path, ...], copies: bool, **chosen: Any) -> None:
    """How well articles are grouped into stories: B-cubed, adjusted Rand, pairwise F1.

    FILE has a line {"id", "title", "text", "outlet", "published", "lang", "story"} an article; all articles of a file are
    one pool. Floors: average linkage over words, and over the embedder's vectors.
    """
    from briefing.trials import TrialOptions

    _evaluate("stories", files, TrialOptions(seed=chosen["seed"], copies=copies), **chosen)


@click.command(epilog=HOW_TO_READ)
@shared
@click.option(
    "--themes",
    type=click.Path(path_type=Path),
    help="The file of themes.  [default: NAME.toml beside NAME.jsonl or NAME_….jsonl, else prompts/themes.toml]",
)
@click.option(
    "--examples",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help="Give each theme so many lines of FILE as examples; the others are judged.",
)
def themes(files: tuple[Path, ...], examples: int, **chosen: Any) -> None:
    """How well texts are given their themes.

    FILE has a line {"id", "title", "text", "themes"} a text; every theme must be in the file of themes. Floors: the
    nearest name and the nearest meaning, by the embedder's vectors and by words; with --examples a logistic regression on these.
    """
    from briefing.trials import TrialOptions

    _evaluate("themes", files, TrialOptions(seed=chosen["seed"], examples=examples), **chosen)


@click.command(epilog=HOW_TO_READ)
@shared
@click.option(
    "--words", type=click.IntRange(1), help="The length to keep to.  [default: the mean of the references]"
)
@click.option("--sentences", type=click.IntRange(1), help="So many sentences instead.")
def summaries(files: tuple[Path, ...], words: int | None, sentences: int | None, **chosen: Any) -> None:
    """How close summaries come to an editor's: ROUGE-1, 2 and L, F-measure with stemming.

    FILE has a line {"id", "articles": [{"title", "text", "outlet"}], "reference", "headline"} a summary. Floors, to the
    same length: the first article's opening, the articles' openings in turn, and the sentences nearest to the centroid, each
    unlike those before it.
    """
    from briefing.trials import TrialOptions

    if words and sentences:
        msg = "give --words or --sentences, not both"
        raise click.UsageError(msg)
    options = TrialOptions(seed=chosen["seed"], words=words, sentences=sentences)
    _evaluate("summaries", files, options, **chosen)


@click.command(epilog=HOW_TO_READ)
@shared
def support(files: tuple[Path, ...], **chosen: Any) -> None:
    """How well the checks tell claims that an article supports from claims that it does not.

    FILE has a line {"id", "article", "claim", "supported", "note"} a claim. Beside all checks
    together stands each one alone. Floors: the share of the claim's words, and of its word pairs, that the article holds, and
    the nearest passage by the embedder's vectors.
    """
    from briefing.trials import TrialOptions

    _evaluate("support", files, TrialOptions(seed=chosen["seed"]), **chosen)


COMMANDS = (themes, stories, summaries, support)


def _evaluate(
    task: str,
    files: Sequence[Path],
    options: TrialOptions,
    *,
    config: Path | None,
    against: Path | None,
    limit: int | None,
    fresh: bool,
    as_json: bool,
    seed: int,
    themes: Path | None = None,
) -> None:
    """Measure on one file after another; each file's table is printed as soon as it is there."""
    from briefing.cli.evaluate_tables import as_data, show
    from briefing.clock import SystemClock
    from briefing.measure import Asked, configuration, evaluate, opened

    clock = SystemClock()
    done: list[dict[str, Any]] = []
    with ExitStack() as stack:
        ours = stack.enter_context(opened(configuration(config), task, clock))
        other = stack.enter_context(opened(configuration(against), task, clock)) if against else None
        for path in files:
            asked = Asked(task=task, path=path, options=options, limit=limit, themes=themes, fresh=fresh)
            with progress() as said:
                found = evaluate(asked, ours, other, said)
            if as_json:
                done.append(as_data(found))
            else:
                show(found, terminal=sys.stdout.isatty())
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=2))
