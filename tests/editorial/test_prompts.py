import pytest

from briefing.editorial.prompts import PromptBook
from briefing.errors import ConfigError


def shorten(template, variables='["sentence"]', rest=""):
    return f'for = "Scores cuts."\nvariables = {variables}\n{rest}template = """\n{template}"""\n'


def test_a_prompt_is_rendered_with_its_variables_and_nothing_around_it(desk):
    book = PromptBook(desk.load().prompts)
    assert book.render("shorten", sentence="It {{ rained }}.") == "Shorten.\n\nIt {{ rained }}."


def test_a_prompt_knows_its_purpose_limits_and_bytes(desk):
    desk.write("prompts/shorten.toml", shorten("{{ sentence }}", rest="max_words = 9\n"))
    prompt = desk.load().prompts["shorten"]
    assert (prompt.purpose, prompt.variables, prompt.max_words) == ("Scores cuts.", ("sentence",), 9)
    assert (len(prompt.sha256), prompt.listed_at) == (64, "prompts/shorten.toml:4")


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (
            shorten("Go.\n{{ sentence }}\n{{ sentense }}\n"),
            6,
            '"sentense" is not in variables: did you mean "sentence"?',
        ),
        (shorten("Go.\n{{ sentence }}\n{{ colour }}\n"), 6, '"colour" is not in variables: declare it'),
        (shorten("Go.\n"), 2, 'the template does not use "sentence": write {{ sentence }}'),
        (
            shorten("{{ sentence }}{{ mood }}\n", '[\n"sentence",\n"mood"]'),
            4,
            'unknown variable "mood": this prompt gets sentence',
        ),
        (shorten("Go.\n\n{{ sentence\n"), 6, "the template is not valid"),
        (shorten("{{ sentence }}\n{% if %}\n"), 5, "the template is not valid"),
        (
            shorten("{{ sentence }}\n{{ sentence|nonsense }}\n"),
            5,
            'the filter "nonsense" cannot be used in a prompt',
        ),
        (shorten("\n{{ sentence + 1 }}\n"), 5, "arithmetic cannot be used in a prompt: keep to {{ name }}"),
        (shorten("  \n"), 3, 'template is "  \\n": the text for the model'),
        ('for = "x"\nvariables = ["sentence"]\n', 1, '"template" is missing: the text for the model'),
        (
            shorten("{{ sentence }}", rest="max_word = 1\n"),
            3,
            'unknown key "max_word": did you mean "max_words"?',
        ),
        (shorten("{{ sentence }}", rest="max_words = -1\n"), 3, "max_words is -1: a whole number"),
    ],
)
def test_a_fault_names_its_line_in_the_file_and_the_mend(desk, content, line, told):
    desk.write("prompts/shorten.toml", content)
    [fault] = desk.faults()
    assert str(fault).startswith(f"prompts/shorten.toml:{line}: {told}")


def test_a_prompt_without_what_it_is_about_is_a_fault(desk):
    desk.write("prompts/shorten.toml", shorten("Go.\n", "[]"))
    [fault] = desk.faults()
    assert (fault.line, fault.what) == (2, 'the variable "sentence" is missing')


def test_a_prompt_that_no_step_uses_is_a_fault_that_names_the_likely_one(desk):
    desk.write("prompts/shortn.toml", shorten("{{ sentence }}"))
    [fault] = desk.faults()
    assert str(fault) == "prompts/shortn.toml:0: no step uses this prompt: did you mean shorten.toml?"


def test_a_template_may_leave_out_what_is_optional(desk):
    desk.write("prompts/rewrite.toml", 'for = "x"\nvariables = ["evidence"]\ntemplate = "{{ evidence }}"\n')
    assert PromptBook(desk.load().prompts).render("rewrite", evidence="E", theme="T") == "E"


def test_the_book_refuses_what_is_not_declared(desk):
    book = PromptBook(desk.load().prompts)
    with pytest.raises(ConfigError, match=r'prompts/shorten\.toml:3: the variable "mood" is not declared'):
        book.render("shorten", sentence="x", mood="y")
    with pytest.raises(ConfigError, match='no prompt "gone"'):
        book.render("gone", sentence="x")
    with pytest.raises(ConfigError, match="sentence"):
        book.render("shorten")


@pytest.mark.parametrize(
    "bomb",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for a in sentence %}{% for b in sentence %}x{% endfor %}{% endfor %}",
        '{{ "x" * 10**10 }}',
        "{{ 10 ** 10 ** 10 }}",
        "{{ [1] * 1000000000 }}",
        "{{ sentence|center(10000000000) }}",
        '{{ "%1000000000d"|format(1) }}',
        "{{ lipsum(n=100000000) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set x = sentence ~ sentence %}{{ x }}",
        '{% include "/etc/passwd" %}',
        "{{ sentence.__class__.mro() }}",
        '{{ sentence|attr("__class__") }}',
        '{{ "{0.__class__}".format(sentence) }}',
        "{{ cycler }}",
        "{{ " + "(" * 5000 + "sentence" + ")" * 5000 + " }}",
        "{{ " + "not " * 300 + "sentence }}",
        "{% if sentence %}" * 300 + "x" + "{% endif %}" * 300,
    ],
)
def test_a_template_that_runs_long_or_reaches_out_is_a_fault_and_is_not_run(desk, bomb):
    desk.write("prompts/shorten.toml", shorten("{{ sentence }}\n" + bomb + "\n"))
    assert [fault.file for fault in desk.faults()] != []
    assert {fault.file for fault in desk.faults()} == {"prompts/shorten.toml"}


def test_a_template_may_choose_and_change_case(desk):
    desk.write(
        "prompts/rewrite.toml",
        'for = "Writes."\nvariables = ["evidence", "theme"]\n'
        'template = """{# a remark #}{% if theme == "war" %}War{% else %}{{ theme|upper }}{% endif %}: {{ evidence }}"""\n',
    )
    book = PromptBook(desk.load().prompts)
    assert book.render("rewrite", evidence="It rained.", theme="weather") == "WEATHER: It rained."
