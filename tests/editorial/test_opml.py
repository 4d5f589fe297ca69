import pytest

from briefing.editorial import opml
from briefing.errors import ConfigError
from briefing.model import Feed

NESTED = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>x</title></head><body>
<outline text="News">
  <outline text="War">
    <outline type="rss" text="Herald &amp; Son" xmlUrl=" https://herald.example/x "/>
  </outline>
  <outline title="Only title" xmlUrl="https://b.example/"/>
  <outline xmlUrl="https://www.c.example/feed" language="en-us"/>
</outline>
<outline text="Herald again" xmlUrl="http://HERALD.example/x/"/>
<outline text="No feed" htmlUrl="https://d.example/"/>
</body></opml>"""


def test_nested_outlines_are_read_in_order_each_address_once():
    found = opml.parse(NESTED, "a.opml")
    assert [(each.name, each.url, each.language, each.line) for each in found] == [
        ("Herald & Son", "https://herald.example/x", "", 5),
        ("Only title", "https://b.example/", "", 7),
        ("c.example", "https://www.c.example/feed", "en", 8),
    ]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "not valid XML"),
        (b"<opml>\n<body>", "not valid XML"),
        (b"<rss/>", "not OPML but <rss>"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', "has a document type declaration"),
        (b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:1/x.dtd"><opml/>', "has a document type declaration"),
        (b"<opml>" + b"<outline>" * 100_000, "not valid XML"),
        (b" " * (opml.MAX_BYTES + 1), "larger than"),
    ],
)
def test_a_document_that_is_broken_or_hostile_is_refused(raw, what):
    with pytest.raises(ConfigError) as raised:
        opml.parse(raw, "a.opml")
    assert raised.value.faults[0].what.startswith(what)


def test_an_entity_that_names_a_file_is_never_opened(tmp_path):
    (tmp_path / "secret").write_text("canary")
    raw = f'<!DOCTYPE opml [<!ENTITY s SYSTEM "{tmp_path / "secret"}">]><opml><outline text="&s;" xmlUrl="https://a/"/></opml>'
    with pytest.raises(ConfigError) as raised:
        opml.parse(raw.encode(), "a.opml")
    assert "canary" not in str(raised.value)


def test_control_and_direction_characters_leave_the_name():
    raw = '<opml><body><outline text="A&#x202e;B&#x9b;C&#10;D" xmlUrl="https://a.example/"/></body></opml>'
    assert opml.parse(raw.encode(), "a.opml")[0].name == "A B C D"


def test_what_is_written_is_read_back_the_same():
    feeds = [
        Feed(name='Grün & <Söhne> "x"', location="https://a.example/?a=1&b=2", language="de"),
        Feed(name="Вести", location="https://b.example/"),
        Feed(name="File", location="/srv/file.xml"),
    ]
    found = opml.parse(opml.write({"world": feeds}, "T"), "a.opml")
    assert [(each.name, each.url, each.language) for each in found] == [
        (feed.name, feed.location, feed.language) for feed in feeds[:2]
    ]


def test_the_same_feeds_give_the_same_bytes():
    lists = {"w": [Feed(name="A", location="https://a.example/")]}
    assert opml.write(lists, "T") == opml.write(lists, "T")
    assert opml.write(lists, "T").startswith(
        b"<?xml version='1.0' encoding='utf-8'?>\n<opml version=\"2.0\">"
    )
