import pytest

from briefing.model import Feed


def test_a_feed_with_every_key_is_read(desk):
    desk.write(
        "feeds/war.toml",
        """
[[feed]]
name = " Herald "
url = "https://herald.example/feed.xml"
language = "EN-gb"
weight = 2
full_text = "never"
max_items = 7
paused = true
""",
    )
    assert desk.load().feed_lists == {
        "war": (
            Feed(
                name="Herald",
                location="https://herald.example/feed.xml",
                language="en",
                weight=2.0,
                full_text="never",
                max_items=7,
                paused=True,
                listed_at="feeds/war.toml:2",
            ),
        )
    }


def test_a_path_counts_from_the_folder_of_its_list(desk):
    document = desk.write("feeds/sample/a.xml", "<rss/>")
    desk.write("feeds/war.toml", '[[feed]]\nname = "A"\npath = "sample/a.xml"\n')
    assert desk.load().feed_lists["war"][0].location == str(document.resolve())


FEED = '[[feed]]\nname = "Herald"\nurl = "https://herald.example/x"\n'


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (FEED + "weigth = 2\n", 4, 'unknown key "weigth": did you mean "weight"?'),
        (FEED + 'weight = "2"\n', 4, 'weight is "2": a number above 0, at most 10'),
        (FEED + "weight = 11\n", 4, "weight is 11: a number above 0, at most 10"),
        (FEED + "weight = 0\n", 4, "weight is 0: a number above 0, at most 10"),
        (FEED + "weight = nan\n", 4, "weight is NaN: a number above 0, at most 10"),
        (FEED + "weight = true\n", 4, "weight is true: a number above 0, at most 10"),
        (FEED + 'paused = "no"\n', 4, 'paused is "no": true or false'),
        (FEED + "max_items = 0\n", 4, "max_items is 0: a whole number from 1 to 1000"),
        (FEED + 'full_text = "yes"\n', 4, 'full_text is "yes": "auto", "always" or "never"'),
        (FEED + 'language = "ua"\n', 4, 'language is "ua": a language tag'),
        (FEED + 'language = "english"\n', 4, 'language is "english": a language tag'),
        ('[[feed]]\nurl = "https://a.example/"\n', 1, '"name" is missing: the outlet'),
        ('[[feed]]\nname = "A"\n', 1, '"A" has no url: add url'),
        ('[[feed]]\nname = "  "\nurl = "https://a.example/"\n', 2, 'name is "  ": the outlet'),
        ('[[feed]]\nname = "A\\nB"\nurl = "https://a.example/"\n', 2, 'name is "A\\nB": the outlet'),
        (FEED + 'path = "war.toml"\n', 1, '"Herald" has both url and path: keep one of the two'),
        (
            '[[feed]]\nname = "A"\npath = "gone.xml"\n',
            3,
            'the file "gone.xml" does not exist: a file that exists',
        ),
        ('[[feed]]\nname = "A"\npath = "."\n', 3, 'the file "." is a folder: a file that exists'),
        ('[feed]\nname = "A"\n', 1, "[feed] with single brackets: write [[feed]] for each entry"),
        ('feed = "A"\n', 1, 'feed is "A": write [[feed]] and its keys below'),
        (FEED + "\n[[feeds]]\nname = 1\n", 5, 'unknown key "feeds": did you mean "feed"?'),
        ("# nothing yet\n", 0, "no feeds in it: add a [[feed]]"),
    ],
)
def test_a_fault_names_its_line_and_the_mend(desk, content, line, told):
    desk.write("feeds/war.toml", content)
    [fault] = desk.faults()
    assert str(fault).startswith(f"feeds/war.toml:{line}: {told}")


@pytest.mark.parametrize(
    "url",
    [
        "herald.example/feed",
        "ftp://herald.example/x",
        "feed://herald.example/x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://herald.example/a b",
        "https://user:secret@herald.example/x",
        "https://herald.example:99999/x",
        "https://herald.example:0/x",
        "https://[::1/x",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_url_that_cannot_be_read_is_a_fault(desk, url):
    desk.write("feeds/war.toml", f'[[feed]]\nname = "A"\nurl = "{url}"\n')
    [fault] = desk.faults()
    assert (fault.line, fault.mend) == (3, 'the address of the feed in quotes, "https://…"')


@pytest.mark.parametrize(
    "again",
    [
        "https://herald.example/feed.xml",
        "http://HERALD.example:80/feed.xml/",
        "https://herald.example:443/feed.xml#top",
    ],
)
def test_a_feed_that_any_list_has_already_is_a_fault_that_names_the_first_place(desk, again):
    desk.write("feeds/zone.toml", f'\n[[feed]]\nname = "Again"\nurl = "{again}"\n')
    [fault] = desk.faults()
    assert str(fault) == (
        'feeds/zone.toml:4: url is listed already, as "Herald" at feeds/war.toml:1: keep one of the two'
    )


def test_another_query_or_path_is_another_feed(desk):
    desk.write("feeds/zone.toml", '[[feed]]\nname = "B"\nurl = "https://herald.example/feed.xml?section=2"\n')
    assert desk.faults() == []


def test_a_duplicate_is_told_though_the_entry_has_another_fault(desk):
    desk.write(
        "feeds/zone.toml", '[[feed]]\nname = "B"\nurl = "https://herald.example/feed.xml"\nweight = -1\n'
    )
    assert desk.places() == ["feeds/zone.toml:3", "feeds/zone.toml:4"]


def test_a_file_path_that_is_listed_twice_is_a_fault(desk):
    desk.write("feeds/a.xml", "<rss/>")
    desk.write(
        "feeds/war.toml", '[[feed]]\nname="A"\npath="a.xml"\n[[feed]]\nname="B"\npath="../feeds/a.xml"\n'
    )
    assert desk.places() == ["feeds/war.toml:6"]


def test_a_half_saved_list_and_one_that_is_not_utf_8_are_faults_beside_each_other(desk):
    desk.write("feeds/war.toml", '[[feed]]\nname = "Her')
    desk.write("feeds/zone.toml", '[[feed]]\nname = "Süd"\n'.encode("latin-1"))
    assert desk.places() == ["feeds/war.toml:2", "feeds/zone.toml:2"]
