"""The editor's prompts: read, checked against what the program fills in, and rendered.

    prompts/*.toml ─ read_prompt ─> Prompt ─ PromptBook.render ─> the text that the local model gets

Templates are a small part of Jinja's (`template_language`), sandboxed and strict: an unknown variable is an error at load,
not an empty string at six in the morning.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import tomlfile
from briefing.editorial.template_language import environment, strangers
from briefing.errors import ConfigError, Fault
from briefing.model import Prompt

if TYPE_CHECKING:
    from jinja2 import nodes

__all__ = ["FILLED_IN", "PromptBook", "read_prompt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What the program fills into one prompt."""

    required: frozenset[str]  # a template without them makes no sense
    optional: frozenset[str] = frozenset()


FILLED_IN: Mapping[str, Filled] = {
    "shorten": Filled(required=frozenset({"sentence"})),
    "rewrite": Filled(required=frozenset({"evidence"}), optional=frozenset({"theme"})),
}


class PromptBook:
    """Renders prompts that `read_prompt` has passed; implements `ports.Prompter`."""

    def __init__(self, prompts: Mapping[str, Prompt]) -> None:
        jinja = environment()
        self._prompts = prompts
        self._templates = {name: jinja.from_string(each.template) for name, each in prompts.items()}

    def render(self, name: str, **variables: str) -> str:
        """The prompt with its variables filled in, without blank lines around it.

        A template may leave out what is optional; any other name or variable that is not declared is a `ConfigError`.
        """
        from jinja2 import TemplateError

        prompt = self._prompts.get(name)
        if prompt is None:
            mend = f"the prompts are {', '.join(sorted(self._prompts))}"
            raise ConfigError([Fault(file="prompts", line=0, what=f'no prompt "{name}"', mend=mend)])
        optional = FILLED_IN[name].optional if name in FILLED_IN else frozenset()
        for variable in variables.keys() - set(prompt.variables) - optional:
            mend = f"the template may use {', '.join(prompt.variables)}"
            raise ConfigError([_at(prompt, f'the variable "{variable}" is not declared', mend)])
        try:
            return self._templates[name].render(variables).strip()
        except TemplateError as error:
            raise ConfigError([_at(prompt, f"the template fails: {error}", "mend the template")]) from error


def read_prompt(path: Path, cwd: Path, faults: list[Fault]) -> Prompt | None:
    """One prompt, or None where it has faults, which are appended."""
    from briefing.editorial.shapes import PromptShape

    document = tomlfile.read(path, cwd)
    if isinstance(document, Fault):
        faults.append(document)
        return None
    before = len(faults)
    if path.stem not in FILLED_IN:
        close = difflib.get_close_matches(path.stem, FILLED_IN, n=1)
        mend = f"did you mean {close[0]}.toml?" if close else f"the prompts are {', '.join(FILLED_IN)}"
        faults.append(Fault(file=document.file, line=0, what="no step uses this prompt", mend=mend))
    shape = tomlfile.validate(PromptShape, document, (), faults)
    if shape is not None:
        _check_variables(document, path.stem, shape.variables, faults)
        _check_template(document, shape.template, shape.variables, faults)
    if shape is None or len(faults) > before:
        return None
    return Prompt(
        name=path.stem,
        purpose=shape.purpose,
        template=shape.template,
        variables=tuple(shape.variables),
        max_words=shape.max_words,
        sha256=document.sha256,
        listed_at=document.place(("template",)),
    )


def _check_variables(
    document: tomlfile.Document, name: str, variables: list[str], faults: list[Fault]
) -> None:
    """Declared variables against what the program fills in."""
    filled = FILLED_IN.get(name)
    if filled is None:
        return
    known = sorted(filled.required | filled.optional)
    for index, variable in enumerate(variables):
        if variable not in known:
            what = f'unknown variable "{variable}"'
            mend = f"this prompt gets {', '.join(known)}"
            faults.append(document.fault(("variables", index), what, mend))
    for variable in sorted(filled.required - set(variables)):
        mend = f"add it to the list, and {{{{ {variable} }}}} to the template"
        faults.append(document.fault(("variables",), f'the variable "{variable}" is missing', mend))


def _check_template(
    document: tomlfile.Document, template: str, variables: list[str], faults: list[Fault]
) -> None:
    """Syntax, then what prompts may not use, then used variables against declared ones, then one rendering with stand-ins."""
    from jinja2 import TemplateError, TemplateSyntaxError

    jinja = environment()
    try:
        tree = jinja.parse(template)
    except TemplateSyntaxError as error:
        what = f"the template is not valid: {error.message}"
        faults.append(_in_template(document, error.lineno, what, "variables are written {{ name }}"))
        return
    except RecursionError:
        what = "the template is nested too deeply"
        faults.append(document.fault(("template",), what, "keep to {{ name }} and {% if name %}"))
        return
    strange = sorted(set(strangers(tree)))
    for line, name in strange:
        mend = "keep to {{ name }} and {% if name %}"
        faults.append(_in_template(document, line, f"{name} cannot be used in a prompt", mend))
    if strange or not _uses_what_is_declared(document, tree, variables, faults):
        return
    try:
        jinja.from_string(template).render(dict.fromkeys(variables, "words"))
    except (TemplateError, TypeError, SyntaxError, RecursionError) as error:
        faults.append(document.fault(("template",), f"the template fails: {error}", "keep to {{ name }}"))


def _uses_what_is_declared(
    document: tomlfile.Document, tree: nodes.Template, variables: list[str], faults: list[Fault]
) -> bool:
    """Whether every variable that the template uses is declared; a fault for each that is not, or is not used."""
    used = _used(tree)
    for variable, line in used.items():
        if variable not in variables:
            close = difflib.get_close_matches(variable, variables, n=1)
            mend = f'did you mean "{close[0]}"?' if close else "declare it in variables, or take it out"
            faults.append(_in_template(document, line, f'"{variable}" is not in variables', mend))
    for index, variable in enumerate(variables):
        if variable not in used:
            what = f'the template does not use "{variable}"'
            mend = f"write {{{{ {variable} }}}} where it belongs, or take it out of variables"
            faults.append(document.fault(("variables", index), what, mend))
    return used.keys() <= set(variables)


def _used(tree: nodes.Template) -> dict[str, int]:
    """The variables of a template, with its line of their first use."""
    from jinja2 import nodes

    lines: dict[str, int] = {}
    for name in tree.find_all(nodes.Name):
        lines.setdefault(name.name, name.lineno)
    return lines


def _in_template(document: tomlfile.Document, line: int, what: str, mend: str) -> Fault:
    place = document.positions.content_line(("template",), line)
    return Fault(file=document.file, line=place, what=what, mend=mend)


def _at(prompt: Prompt, what: str, mend: str) -> Fault:
    file, _, line = prompt.listed_at.rpartition(":")
    return Fault(file=file or f"prompts/{prompt.name}.toml", line=int(line or 0), what=what, mend=mend)
