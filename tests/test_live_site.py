"""The site of a service follows the settings and the editors' files, and outlives their faults."""

import asyncio
import shutil

import pytest

from briefing.errors import ConfigError
from briefing.live_site import LiveSite
from briefing.settings import load_settings
from briefing.subscribing import offer_of
from tests.conftest import ROOT


class Here:
    """A site that says what it was made of."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "prompts", folder / "prompts")
        self.made = []
        self.settings = self.load()
        self.site = LiveSite(lambda: self.settings, offer_of, self.create)

    def load(self, text=""):
        (self.folder / "briefing.toml").write_text(text)
        return load_settings(self.folder / "briefing.toml", {}, cwd=self.folder)

    def create(self, settings, offer):
        number = len(self.made)
        self.made.append((settings.title, len(offer.themes)))

        async def app(scope, receive, send):
            await send(number)

        return app

    def answers(self):
        """Which of the applications answers."""
        sent = []

        async def send(message):
            sent.append(message)

        asyncio.run(self.site({}, None, send))
        return sent[0]

    def add_theme(self, means):
        with (self.folder / "prompts" / "themes.toml").open("a") as file:
            file.write(f'\n[[theme]]\nname = "more"\n{means}\n')


@pytest.fixture
def here(tmp_path):
    return Here(tmp_path)


def test_what_has_not_changed_makes_no_new_site(here):
    here.site.renew()
    assert (here.answers(), len(here.made)) == (0, 1)


def test_new_settings_and_new_themes_make_a_new_one(here):
    here.settings = here.load('title = "Evening"\n')
    here.site.renew()
    assert (here.answers(), here.made[-1][0]) == (1, "Evening")
    here.add_theme('means = "more of the same"')
    here.site.renew()
    assert here.answers() == 2
    assert here.made[2][1] == here.made[1][1] + 1


def test_fault_leaves_the_site_as_it_was_and_is_told_once(here, caplog):
    here.add_theme("")
    here.site.renew()
    here.site.renew()
    assert here.answers() == 0
    [record] = caplog.records
    assert "themes.toml:" in record.getMessage()


def test_fault_at_the_start_is_an_error(here):
    here.add_theme("")
    with pytest.raises(ConfigError, match=r"themes.toml:\d+: \"means\" is missing"):
        LiveSite(lambda: here.settings, offer_of, here.create)
