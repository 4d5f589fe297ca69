"""The part of Jinja that prompts may use: filling in, choosing, and nothing that runs for long or reaches outside.

    {{ name }}   {{ name|upper }}   {% if name == "words" %} … {% elif … %} … {% else %} … {% endif %}   {# a remark #}

Jinja's sandbox keeps a template away from the program, but not from its time and memory: a sum of powers, a nested loop or
a macro that calls itself is enough. What is left here takes time and room in proportion to the template and its variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

__all__ = ["MOST_NESTED", "environment", "strangers"]

MOST_NESTED = 200  # nodes within nodes; more would exhaust the stack of the compiler
_FILTERS = frozenset({"capitalize", "lower", "title", "trim", "upper"})
_NODES = frozenset(
    [
        "Template",
        "Output",
        "TemplateData",
        "Name",
        "Const",
        "If",
        "CondExpr",
        "Not",
        "And",
        "Or",
        "Compare",
        "Operand",
        "Filter",
        "Concat",
    ]
)


def environment() -> SandboxedEnvironment:
    """Strict and sandboxed, without Jinja's own functions."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    made.globals.clear()
    return made


def strangers(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The template's line and the name of everything that a prompt may not use; call it before compiling, which computes."""
    from jinja2 import nodes

    level: list[nodes.Node] = [tree]
    for _ in range(MOST_NESTED):
        for node in level:
            if type(node).__name__ not in _NODES:
                yield node.lineno, _named(node)
            elif isinstance(node, nodes.Filter) and (node.name not in _FILTERS or node.args or node.kwargs):
                yield node.lineno, f'the filter "{node.name}"'
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    yield level[0].lineno, "so much nesting"


def _named(node: nodes.Node) -> str:
    """How an editor would call a part of a template."""
    kind = type(node).__name__
    known = {
        "For": "{% for %}",
        "Macro": "{% macro %}",
        "CallBlock": "{% call %}",
        "FilterBlock": "{% filter %}",
        "With": "{% with %}",
        "Assign": "{% set %}",
        "AssignBlock": "{% set %}",
        "Include": "{% include %}",
        "Import": "{% import %}",
        "FromImport": "{% import %}",
        "Extends": "{% extends %}",
        "Block": "{% block %}",
        "Call": "a call",
        "Getattr": "a point behind a name",
        "Getitem": "brackets behind a name",
        "Test": '"is"',
        "List": "a list",
        "Tuple": "a list",
        "Dict": "a list",
    }
    return known.get(kind, "arithmetic")
