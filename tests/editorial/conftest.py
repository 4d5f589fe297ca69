from pathlib import Path

import pytest

from briefing import editorial

THEMES = """\
[[theme]]
name = "Strikes"
means = "missile and drone attacks"

[[theme]]
name = "Rest"
means = "everything else"
catch_all = true
"""
SHORTEN = '''\
for = "Scores cuts."
variables = ["sentence"]
template = """
Shorten.

{{ sentence }}
"""
'''
FEEDS = """\
[[feed]]
name = "Herald"
url = "https://herald.example/feed.xml"
"""


class Desk:
    """A root with an editor's files, all of them right until a test writes another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("feeds/war.toml", FEEDS)
        self.write("prompts/themes.toml", THEMES)
        self.write("prompts/shorten.toml", SHORTEN)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def faults(self, *plans, place=None):
        desk, faults = editorial.inspect(self.root, plans, place, cwd=self.root)
        assert (desk is None) == bool(faults)
        return faults

    def places(self):
        """``file:line`` of every fault."""
        return [f"{fault.file}:{fault.line}" for fault in self.faults()]

    def load(self):
        return editorial.load(self.root, cwd=self.root)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)
