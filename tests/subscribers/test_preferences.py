"""What a subscriber may choose, checked against what there is."""

import pytest

from briefing.subscribers.preferences import Offer, Preferences, checked

OFFER = Offer(editions=("daily", "weekly"), themes=("strikes", "diplomacy", "other news"))


def faults(**wanted):
    return [(each.key, str(each)) for each in checked(Preferences(**wanted), OFFER)[1]]


def made(**wanted):
    chosen, refused = checked(Preferences(**wanted), OFFER)
    assert refused == ()
    return chosen


def test_names_are_spelt_as_the_offer_spells_them_and_come_once():
    chosen = made(editions=("Weekly",), themes=("STRIKES", "strikes ", "Other  News"), muted=("",))
    assert (chosen.editions, chosen.themes, chosen.muted) == (("weekly",), ("strikes", "other news"), ())


def test_who_names_no_edition_gets_the_first_one_by_name():
    assert made().editions == ("daily",)


def test_hour_is_written_with_two_digits():
    assert made(hour="7:05", timezone="Europe/Kyiv").hour == "07:05"
    assert made(timezone="").timezone == "UTC"


@pytest.mark.parametrize(
    ("wanted", "key", "message"),
    [
        ({"themes": ("stikes",)}, "themes", 'no theme "stikes": did you mean "strikes"?'),
        ({"muted": ("zzz",)}, "muted", 'no theme "zzz": there are strikes, diplomacy, other news'),
        ({"editions": ("dayly",)}, "editions", 'no edition "dayly": did you mean "daily"?'),
        ({"themes": ("strikes",), "muted": ("strikes",)}, "muted", '"strikes" is both wanted and muted: choose one of the two'),
        ({"muted": OFFER.themes}, "muted", "all themes are muted: leave one, or unsubscribe"),
        ({"hour": "24:00"}, "hour", 'no time of day "24:00": write 00:00 to 23:59'),
        ({"hour": "morning"}, "hour", 'no time of day "morning": write 00:00 to 23:59'),
        ({"timezone": "Europe/Kiyv"}, "timezone", 'no time zone "Europe/Kiyv": did you mean "Europe/Kyiv"?'),
        ({"timezone": "../../etc/passwd"}, "timezone", 'no time zone "../../etc/passwd": a zone of the IANA list such as "Europe/Kyiv"'),
        ({"language": "English"}, "language", 'no language tag "English": two or three small letters such as "en"'),
        ({"themes": ("a\nb\x1b[31m",)}, "themes", 'no theme "a�b�[31m": there are strikes, diplomacy, other news'),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_is_refused_with_the_mend(wanted, key, message):
    assert faults(**wanted) == [(key, message)]


def test_all_that_is_refused_is_told_together_and_left_out():
    chosen, refused = checked(
        Preferences(themes=("strikes", "x"), hour="x", timezone="x", language="x"), OFFER
    )
    assert [each.key for each in refused] == ["themes", "language", "hour", "timezone"]
    assert chosen == Preferences(editions=("daily",), themes=("strikes",))


def test_endless_names_are_shown_short():
    ((_, message),) = faults(themes=("x" * 100_000,))
    assert len(message) < 200
