"""Read prompts/themes.toml: one ``[[theme]]`` for each theme, in the order of the digest."""

from __future__ import annotations

from pathlib import Path

from briefing import tomlfile
from briefing.errors import Fault
from briefing.model import Theme


def read_themes(path: Path, cwd: Path, faults: list[Fault]) -> tuple[tuple[Theme, ...], str]:
    """The themes and the sha256 of the file's bytes; faults are appended."""
    document = tomlfile.read(path, cwd)
    if isinstance(document, Fault):
        faults.append(document)
        return (), ""
    tomlfile.unknown_keys(document, ["theme"], faults)
    paths = tomlfile.entries(document, "theme", faults)
    if not document.data:
        mend = "add a [[theme]] with name and means"
        faults.append(Fault(file=document.file, line=0, what="no themes in it", mend=mend))
    _repeated_names(document, paths, faults)
    _second_catch_alls(document, paths, faults)
    themes = [_theme(document, each, faults) for each in paths]
    return tuple(theme for theme in themes if theme), document.sha256


def _theme(document: tomlfile.Document, path: tomlfile.Path, faults: list[Fault]) -> Theme | None:
    from briefing.editorial.shapes import ThemeShape

    shape = tomlfile.validate(ThemeShape, document, path, faults)
    if shape is None:
        return None
    return Theme(
        name=shape.name,
        means=shape.means,
        excludes=tuple(shape.excludes),
        examples=tuple(shape.examples),
        counterexamples=tuple(shape.counterexamples),
        catch_all=shape.catch_all,
        colour=shape.colour.lower(),
        listed_at=document.place(path),
    )


def _repeated_names(document: tomlfile.Document, paths: list[tomlfile.Path], faults: list[Fault]) -> None:
    seen: dict[str, tomlfile.Path] = {}
    for path in paths:
        name = document.at(path).get("name")
        if not isinstance(name, str):
            continue
        same = " ".join(name.split()).casefold()
        if same in seen:
            mend = f"give it another name, or merge it with the one at {document.place(seen[same])}"
            faults.append(document.fault((*path, "name"), f'the theme "{name}" is there twice', mend))
        seen.setdefault(same, path)


def _second_catch_alls(document: tomlfile.Document, paths: list[tomlfile.Path], faults: list[Fault]) -> None:
    catching = [path for path in paths if document.at(path).get("catch_all") is True]
    for path in catching[1:]:
        mend = f"keep one; the first is at {document.place((*catching[0], 'catch_all'))}"
        faults.append(document.fault((*path, "catch_all"), "a second theme that takes what is left", mend))
