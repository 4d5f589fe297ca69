"""Words where scripts write them with and without spaces."""

import pytest

from briefing.summarise.length import word_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Two missiles hit the town.", 5),
        ("", 0),
        ("两枚导弹周一击中了河港城市的市场，造成六人死亡。", 13),
        ("The word 导弹 is here.", 5),
    ],
)
def test_words_are_counted(text, count):
    assert word_count(text) == count
