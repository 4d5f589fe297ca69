import pytest

from briefing.editorial.feed_file import append
from briefing.editorial.feeds import read_list
from briefing.errors import ConfigError, OutputError
from briefing.model import Feed

NEW = Feed(name='The "Gazette" \\ é', location="https://gazette.example/x", language="fr", weight=1.5)
ENTRY = b'[[feed]]\nname = "The \\"Gazette\\" \\\\ \xc3\xa9"\nurl = "https://gazette.example/x"\nlanguage = "fr"\nweight = 1.5\n'


def test_what_stands_in_the_list_stays_byte_for_byte(desk):
    before = b"# head\n\n[[feed]]   # the first\nname = 'A'\nurl = 'https://a.example/'\n# tail\n"
    path = desk.write("feeds/war.toml", before)
    append(path, [NEW], desk.root)
    assert path.read_bytes() == before + b"\n" + ENTRY


def test_a_list_that_is_not_there_is_made(desk):
    path = desk.root / "feeds/new.toml"
    append(path, [NEW], desk.root)
    assert path.read_bytes() == ENTRY


def test_what_was_added_is_read_back(desk):
    path = desk.root / "feeds/war.toml"
    append(path, [NEW], desk.root)
    faults = []
    feeds, _ = read_list(path, desk.root, {}, faults)
    assert (faults, feeds[1].name, feeds[1].location, feeds[1].weight) == ([], NEW.name, NEW.location, 1.5)


def test_a_last_line_without_end_and_windows_line_ends_are_kept(desk):
    before = b"[[feed]]\r\nname = 'A'\r\nurl = 'https://a.example/'"
    path = desk.write("feeds/war.toml", before)
    append(path, [NEW], desk.root)
    assert path.read_bytes() == before + b"\r\n\r\n" + ENTRY.replace(b"\n", b"\r\n")


def test_a_list_of_comments_only_may_be_added_to(desk):
    path = desk.write("feeds/war.toml", "# soon\n")
    append(path, [NEW], desk.root)
    assert path.read_bytes() == b"# soon\n\n" + ENTRY


@pytest.mark.parametrize("name", ["war", "other"])
def test_a_feed_that_is_listed_there_or_beside_is_refused_with_its_place(desk, name):
    again = Feed(name="B", location="http://herald.example/feed.xml/")
    path = desk.root / f"feeds/{name}.toml"
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(
        ConfigError,
        match=r'feeds/war\.toml:1: http://herald\.example/feed\.xml/ is listed already, as "Herald"',
    ):
        append(path, [again], desk.root)
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize(
    "before",
    [
        '[[feed]]\nname = "Her',
        '[[feed]]\nname = "A"\n',
        "feed = [{ name = 'A', url = 'https://a.example/' }]\n",
    ],
)
def test_a_list_with_faults_is_left_as_it_is(desk, before):
    path = desk.write("feeds/war.toml", before)
    with pytest.raises(ConfigError):
        append(path, [NEW], desk.root)
    assert path.read_text() == before


def test_the_mode_of_the_file_stays_and_nothing_is_left_beside_it(desk):
    path = desk.root / "feeds/war.toml"
    path.chmod(0o640)
    append(path, [NEW], desk.root)
    assert (path.stat().st_mode & 0o777, [each.name for each in path.parent.iterdir()]) == (
        0o640,
        ["war.toml"],
    )


def test_a_place_that_cannot_be_written_is_one_clear_error(desk):
    desk.write("file", "x")
    with pytest.raises(OutputError, match="cannot be written"):
        append(desk.root / "file/war.toml", [NEW], desk.root)
