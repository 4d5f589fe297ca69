import pytest

from briefing.editorial import feeds_from
from briefing.errors import ConfigError

OPML = '<opml version="2.0"><body><outline text="Herald" xmlUrl="https://herald.example/x" language="de"/></body></opml>'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "war.xml").write_text("<rss/>")
    (tmp_path / "list.toml").write_text('[[feed]]\nname = "War"\npath = "war.xml"\nweight = 2\n')
    (tmp_path / "subscriptions.opml").write_text(OPML)
    (tmp_path / "export.xml").write_text('<?xml version="1.0"?>\n' + OPML)
    (tmp_path / "wide.xml").write_bytes(OPML.encode("utf-16"))
    return tmp_path


def pairs(*arguments, cwd):
    return [(feed.name, feed.location) for feed in feeds_from(arguments, cwd)]


def test_a_document_is_named_after_its_file_and_a_url_after_its_host(folder):
    assert pairs("war.xml", "https://www.herald.example:8443/feed", cwd=folder) == [
        ("war", str(folder / "war.xml")),
        ("herald.example", "https://www.herald.example:8443/feed"),
    ]


def test_a_toml_list_gives_its_own_feeds(folder):
    [feed] = feeds_from(["list.toml"], folder)
    assert (feed.name, feed.location, feed.weight) == ("War", str(folder / "war.xml"), 2.0)


@pytest.mark.parametrize("name", ["subscriptions.opml", "export.xml", "wide.xml"])
def test_an_opml_file_gives_its_own_feeds_whatever_its_name(folder, name):
    [feed] = feeds_from([name], folder)
    assert (feed.name, feed.location, feed.language) == ("Herald", "https://herald.example/x", "de")


def test_a_feed_that_is_named_twice_is_read_once(folder):
    assert pairs("war.xml", "list.toml", "./war.xml", cwd=folder) == [("war", str(folder / "war.xml"))]


def test_every_argument_that_cannot_be_read_is_told(folder):
    (folder / "bad.toml").write_text('[[feed]]\nname = "A"\n')
    (folder / "bad.opml").write_text("<opml><body>")
    with pytest.raises(ConfigError) as raised:
        feeds_from(
            ["gone.xml", "ftp://x.example/", str(folder), "bad.toml", "bad.opml", "a\0b", "war.xml"], folder
        )
    assert [(fault.file, fault.line, fault.what.split(":")[0]) for fault in raised.value.faults] == sorted(
        [
            ("gone.xml", 0, "no such file"),
            ("ftp://x.example/", 0, "not a URL that can be read"),
            (str(folder), 0, "is a folder"),
            ("bad.toml", 1, '"A" has no url'),
            ("bad.opml", 1, "not valid XML"),
            ("a\0b", 0, "no such file"),
        ]
    )


def test_two_feeds_of_one_host_do_not_pass_for_one_outlet(folder):
    assert pairs("https://f.example/a", "https://f.example/b?x=1", "https://g.example/a", cwd=folder) == [
        ("f.example/a", "https://f.example/a"),
        ("f.example/b?x=1", "https://f.example/b?x=1"),
        ("g.example", "https://g.example/a"),
    ]
