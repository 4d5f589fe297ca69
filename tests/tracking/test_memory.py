"""What editions leave, and what is made of it."""

from dataclasses import replace
from datetime import date

from briefing.model import Change, Decisions, EditionStory, News, Rank, Section, Split, Story, Update
from briefing.tracking.claims import claim_of
from briefing.tracking.memory import decided, left_by
from tests.analyse.write import AS_OF, article
from tests.editions import edition
from tests.tracking.build import fact, memory, sentence, thread

A = article("Fire in Brenn", "One person died.", hours_ago=30)
B = article("Flood in Asterby", "Streets are closed.", hours_ago=20)
C = article("Fire out in Brenn", "The fire is out.", hours_ago=3)


def made(**changes):
    return edition(id="daily-2026-03-10", date=date(2026, 3, 10), **changes)


def told(story, *articles):
    return EditionStory(
        id=story,
        headline=sentence(articles[0]),
        sentences=(sentence(articles[0], 1),),
        articles=tuple(a.id for a in articles),
        outlets=("Courier",),
        rank=Rank(value=1.0, factors=()),
        themes=(),
        first_published=AS_OF,
        last_published=AS_OF,
    )


def left(full, stories, facts=None, news=None, known=None):
    by_id = {a.id: a for a in (A, B, C)}
    return left_by(full, stories, facts or {}, by_id, news or {}, known or memory([]))


def test_an_edition_leaves_what_it_told_with_versions_and_facts():
    fire = Story(id="fire", lead=A.id, articles=(A.id, C.id), continues=("fire", "old"))
    full = made(sections=(Section(theme="x", colour="#000000", stories=(told("fire", A),)),))
    known = [fact(A, "killed", "1", index=1)]
    [found] = left(full, [fire], {"fire": known})
    assert (found.story, found.edition, found.date) == ("fire", "daily-2026-03-10", date(2026, 3, 10))
    assert found.articles == ((A.id, A.text_sha256), (C.id, C.text_sha256))
    assert [s.text for s in found.told] == ["Fire in Brenn", "One person died."]
    assert found.facts == tuple(known)
    assert found.parents == ("old",)


def test_a_story_told_under_two_themes_leaves_each_sentence_once():
    fire = Story(id="fire", lead=A.id, articles=(A.id,))
    section = Section(theme="x", colour="#000000", stories=(told("fire", A),))
    [found] = left(made(sections=(section, replace(section, theme="y"))), [fire])
    assert len(found.told) == 2


def test_what_had_no_room_is_remembered_as_not_told_and_a_roundup_not_at_all():
    flood = Story(id="flood", lead=B.id, articles=(B.id,))
    everything = Story(id="day", lead=A.id, articles=(A.id,), roundup=True)
    [found] = left(made(), [flood, everything])
    assert (found.story, found.told) == ("flood", ())


def test_reported_corrections_are_remembered_also_of_stories_without_news():
    change = Change(kind="edited", what="", old=claim_of(A, A.passages[1]), new=None)
    update = Update(story="fire", status="corrected", headline=sentence(A), changes=(change,))
    known = memory([thread("fire", A, told=[sentence(A)])], [A])
    [found] = left(made(updates=(update,)), [], known=known)
    assert (found.story, found.date, found.amended) == ("fire", date(2026, 3, 10), (change.old.key,))
    flood = Story(id="flood", lead=B.id, articles=(B.id,))
    [found] = left(made(), [flood], news={"flood": News(status="corrected", changes=(change,))})
    assert found.amended == (change.old.key,)


def test_stories_are_remembered_with_their_articles_as_they_are_now():
    edited = replace(A, title="Edited")
    known = memory([thread("fire", A), thread("fire", C), thread("flood", B)], [A, B, C], [edited])
    assert {key: {a.title for a in own} for key, own in known.stories().items()} == {
        "fire": {"Edited", "Fire out in Brenn"},
        "flood": {"Flood in Asterby"},
    }


def test_merged_threads_go_by_one_id():
    threads = decided([thread("fire", A), thread("flood", B)], Decisions(merged=(("fire", "flood"),)))
    assert [t.story for t in threads] == ["fire", "fire"]


def test_a_split_thread_is_two_each_with_its_own_facts_and_sentences():
    both = thread(
        "fire",
        A,
        B,
        facts=[fact(A, "killed", "1", index=1), fact(B, "missing", "2", index=1)],
        told=[sentence(A), sentence(B)],
    )
    taken = Split(story="fire", articles=(B.id,))
    parts = {t.story: t for t in decided([both], Decisions(splits=(taken,)))}
    assert set(parts) == {"fire", taken.id}
    assert [f.kind for f in parts["fire"].facts] == ["killed"]
    assert [f.kind for f in parts[taken.id].facts] == ["missing"]
    assert [s.text for s in parts[taken.id].told] == ["Flood in Asterby"]
    assert parts["fire"].articles == ((A.id, A.text_sha256),)
