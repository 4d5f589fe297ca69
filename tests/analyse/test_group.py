import numpy as np

from briefing.analyse.group import group
from briefing.analyse.likeness import VETO, Likeness
from tests.analyse.write import article

OSTSTADT = [
    article(
        "Drones hit Oststadt, 14 killed",
        "Drones hit a block of flats in Oststadt on Monday night, killing 14 people, officials said.",
        outlet="Agency",
        hours_ago=9,
    ),
    article(
        "Death toll in Oststadt rises to 21",
        "The number of people killed when drones hit flats in Oststadt has risen to 21, officials said.",
        outlet="Courier",
        hours_ago=4,
    ),
]
WESTHAFEN = article(
    "Drones hit Westhafen, 3 killed",
    "Drones hit a block of flats in Westhafen on Monday night, killing 3 people, officials said.",
    outlet="Lantern",
    hours_ago=8,
)
# What else the day has, so that a word's rarity means something.
REST = [
    article(title, body, outlet="Radio")
    for title, body in (
        ("Rovers win in Asterby", "Two late goals gave the Rovers their sixth win in Asterby on Sunday."),
        ("Wheat dearer", "Buyers in Lindmark paid more for wheat after a dry spring."),
        ("Theatre reopens", "Queues formed at noon when the old theatre of Brenn opened its doors again."),
        ("Frost ahead", "Forecasters expect minus nine degrees along the coast."),
        ("Trains late", "A broken signal held up commuters near Lindmark for three hours."),
        ("Museum fire", "Smoke damaged paintings at a museum in Asterby, curators told reporters."),
        ("Bank keeps rates", "Borrowing costs stay as they are until June at least, the bank decided."),
        ("Nurses vote", "A ballot on pay ends this week, and wards are preparing for it."),
    )
]


def vectors(articles, close):
    """Those named in `close` are at cosine 0.8 to each other, all others at right angles to everything."""
    rows = np.eye(len(articles) + 1, dtype=np.float32)[:-1]
    for i, one in enumerate(articles):
        if one in close:
            rows[i] = 0
            rows[i, [i, -1]] = (0.2**0.5, 0.8**0.5)
    return rows


def stories(articles, close):
    ordered = sorted(articles, key=lambda a: a.id)
    found = group(Likeness(ordered, vectors(ordered, close)))
    return {frozenset(ordered[m].title for m in (g.lead, *g.members)) for g in found}


def likeness(one, other):
    pool = [one, other, *REST]
    return float(Likeness(pool, vectors(pool, [one, other])).among(np.array([0]), np.array([1]))[0, 0])


def test_a_rising_toll_is_one_story():
    assert frozenset(a.title for a in OSTSTADT) in stories([*OSTSTADT, *REST], OSTSTADT)


def test_attacks_on_two_towns_in_one_night_stay_apart():
    found = stories([*OSTSTADT, WESTHAFEN, *REST], [*OSTSTADT, WESTHAFEN])
    assert {frozenset(a.title for a in OSTSTADT), frozenset({WESTHAFEN.title})} <= found


def test_two_places_that_neither_article_shares_veto_the_pair():
    assert likeness(OSTSTADT[0], WESTHAFEN) == VETO


def test_a_place_in_the_opening_of_the_other_article_does_not_veto():
    both = article(
        "Night of drones", "Drones hit flats in Oststadt. The town of Westhafen was hit too, officials said."
    )
    assert likeness(WESTHAFEN, both) > 0


def test_a_place_in_the_background_of_the_other_article_does_not_lift_the_veto():
    body = (
        "Drones hit flats in Oststadt. A school burned. The mayor wept. Drones were heard in Westhafen too."
    )
    assert likeness(WESTHAFEN, article("Night of drones", body)) == VETO


def test_people_without_any_shared_name_veto_the_pair():
    one = article(
        "Minister Ida Brandt goes",
        "The interior minister, Ida Brandt, has resigned after a week of protests.",
    )
    other = article(
        "Minister Olaf Renn goes", "The interior minister, Olaf Renn, has resigned after a week of rain."
    )
    assert likeness(one, other) == VETO


def test_what_keeps_two_articles_apart_is_said():
    pool = [*OSTSTADT, WESTHAFEN, *REST]
    known = Likeness(pool, vectors(pool, pool))
    assert known.conflict(0, 2) == "they name other places: oststadt, westhafen"
    assert known.conflict(0, 1) == ""


def test_everything_is_in_exactly_one_story():
    ordered = sorted([*OSTSTADT, WESTHAFEN, *REST], key=lambda a: a.id)
    found = group(Likeness(ordered, vectors(ordered, OSTSTADT)))
    assert sorted(m for g in found for m in (g.lead, *g.members)) == list(range(len(ordered)))


def test_an_article_is_joined_to_its_lead_and_never_through_another():
    # Each is near to the next only: the ends have nothing in common.
    chain = REST[:5]
    angles = 0.6 * np.arange(5)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    like = Likeness(chain, rows)
    found = group(like)
    assert any(g.members for g in found)
    assert all(rows[g.lead] @ rows[member] > 0.4 for g in found for member in g.members)


def test_the_reason_of_a_join_names_what_is_shared_and_the_time_between():
    pool = [*OSTSTADT, *REST]
    reason = Likeness(pool, vectors(pool, OSTSTADT)).why(0, 1)
    assert reason.startswith("likeness ")
    assert reason.endswith(" (meaning 0.80); shares Oststadt; 5 hours apart")


def test_no_articles_make_no_stories():
    assert group(Likeness([], np.zeros((0, 0), dtype=np.float32))) == []


def test_other_languages_meet_on_shared_names_and_figures_only():
    german = article(
        "Drohnen treffen Oststadt",
        "In Oststadt in Karsovia starben 14 Menschen, sagte Ida Brandt.",
        language="de",
        outlet="Tagblatt",
    )
    english = article("Drones hit Oststadt", "In Oststadt in Karsovia 14 people died, said Ida Brandt.")
    elsewhere = article(
        "Drones hit town", "In a town 14 people died, the governor said on Monday.", outlet="Lantern"
    )
    assert likeness(german, english) > 0.5 > likeness(german, elsewhere)


def test_a_story_of_four_hundred_articles_is_one_story():
    many = [
        article(
            "Missiles hit Oststadt, six killed",
            f"Missiles hit the town of Oststadt on Monday and killed six people. Street {n} burned.",
            outlet=f"Outlet {n}",
        )
        for n in range(400)
    ]
    ordered = sorted([*many, *REST], key=lambda a: a.id)
    rows = vectors(ordered, [])
    rows[[a in many for a in ordered], -1] = 3  # as near as reports of one event are: cosine 0.9
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    sizes = [1 + len(g.members) for g in group(Likeness(ordered, rows))]
    assert sorted(sizes) == [1] * len(REST) + [400]


def test_what_is_weakly_alike_is_one_story_only_where_the_pool_has_stories():
    weak = [
        article("Bands gather", "Guitars and singers fill a hall for one loud evening."),
        article("Awards handed out", "Trophies went to seven artists in front of cameras."),
    ]
    reports = [
        article(
            f"Event {n} at Town{n}", f"Officials of Town{n} met about case {n} and {n + 1}.", outlet=outlet
        )
        for n in range(30)
        for outlet in ("Agency", "Courier")
    ]

    def joined(others, pairs):
        ordered = [*weak, *others]
        rows = vectors(ordered, weak)
        rows[0, -1] = rows[1, -1] = 1.2  # cosine 0.6 of each other
        rows[[0, 1], [0, 1]] = 1.0
        for one, other in pairs:
            rows[other] = rows[one] + 0.2 * rows[other]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return any({g.lead, *g.members} == {0, 1} for g in group(Likeness(ordered, rows)))

    assert not joined(REST, [])
    assert joined(reports, [(2 + 2 * n, 3 + 2 * n) for n in range(30)])
