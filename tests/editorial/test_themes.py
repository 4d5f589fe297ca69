import pytest

from briefing.model import Theme

THEME = '[[theme]]\nname = "Grain"\nmeans = "harvests and exports"\n'


def test_a_theme_with_every_key_is_read(desk):
    desk.write(
        "prompts/themes.toml",
        THEME
        + 'not = "cruises"\nexamples = ["A ship left."]\ncounterexamples = ["A yacht left."]\ncolour = "#9B2C1f"\n',
    )
    assert desk.load().themes == (
        Theme(
            name="Grain",
            means="harvests and exports",
            excludes=("cruises",),
            examples=("A ship left.",),
            counterexamples=("A yacht left.",),
            colour="#9b2c1f",
            listed_at="prompts/themes.toml:1",
        ),
    )


def test_themes_keep_the_order_of_the_file(desk):
    assert [theme.name for theme in desk.load().themes] == ["Strikes", "Rest"]


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ('[[theme]]\nname = "Grain"\n', 1, '"means" is missing: one line that says what belongs here'),
        ('[[theme]]\nmeans = "harvests"\n', 1, '"name" is missing'),
        (THEME + 'mean = "x"\n', 4, 'unknown key "mean": did you mean "means"?'),
        (THEME + "not = [1]\n", 4, "not is 1: what does not belong"),
        (THEME + "examples = [\n  'a',\n  2,\n]\n", 6, "examples is 2: sentences that belong"),
        (THEME + 'examples = [\n  "a",\n  "",\n]\n', 6, 'examples is "": sentences that belong'),
        (THEME + 'colour = "red"\n', 4, 'colour is "red": six hexadecimal digits'),
        (THEME + 'colour = "#12345g"\n', 4, 'colour is "#12345g": six hexadecimal digits'),
        (THEME + 'catch_all = "yes"\n', 4, 'catch_all is "yes": true or false'),
        (
            THEME + '[[theme]]\nname = " GRAIN "\nmeans = "x"\n',
            5,
            'the theme " GRAIN " is there twice: give it another name, or merge it with the one at prompts/themes.toml:1',
        ),
        (
            THEME + 'catch_all = true\n[[theme]]\nname = "B"\nmeans = "x"\ncatch_all = true\n',
            8,
            "a second theme that takes what is left: keep one; the first is at prompts/themes.toml:4",
        ),
        ("", 0, "no themes in it"),
        ("[[theme]]\nname = 'x", 2, "not valid TOML"),
    ],
)
def test_a_fault_names_its_line_and_the_mend(desk, content, line, told):
    desk.write("prompts/themes.toml", content)
    [fault] = desk.faults()
    assert str(fault).startswith(f"prompts/themes.toml:{line}: {told}")
