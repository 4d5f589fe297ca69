"""The operator's log-in: who gets in, for how long, and that it leads nowhere else."""

import re
from collections.abc import Iterator

import pytest

from briefing.errors import ConfigError
from briefing.settings import load_settings
from tests.web import sites

TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Site]:
    with sites.site(tmp_path_factory.mktemp("guarded"), BRIEFING_OPERATOR_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture
def site(guarded):
    guarded.clock.move(hours=13)
    return guarded


def log_in(site, token=TOKEN, next_="/status", client="", **headers):
    return site.send("/operator/login", [("token", token), ("next", next_)], client, **headers)


def cookie(answer):
    return answer.headers["set-cookie"].partition(";")[0]


def test_status_leads_to_the_log_in_and_back(site):
    asked = site.ask("/status")
    assert (asked.status, asked.headers["location"]) == (303, "/operator/login?next=%2Fstatus")
    answer = log_in(site)
    assert (answer.status, answer.headers["location"]) == (303, "/status")
    assert site.ask("/status", Cookie=cookie(answer)).status == 200


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    given = log_in(site).headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert "Secure" not in given  # over plain HTTP, on this machine, it would never come back
    behind = log_in(site, X_Forwarded_Proto="https", Origin=site.url.replace("http:", "https:"))
    assert "Secure" in behind.headers["set-cookie"]
    assert TOKEN not in given


def test_wrong_token_gets_the_form_again_and_no_cookie(site):
    answer = log_in(site, "another-token-of-some-length")
    assert (answer.status, "set-cookie" in answer.headers) == (403, False)
    assert "another-token" not in answer.text


def test_log_in_ends_after_twelve_hours(site):
    given = cookie(log_in(site))
    site.clock.move(hours=11, minutes=59)
    assert site.ask("/status", Cookie=given).status == 200
    site.clock.move(minutes=2)
    assert site.ask("/status", Cookie=given).status == 303


@pytest.mark.parametrize(
    "spoilt", [lambda v: v[:-1] + ("A" if v[-1] != "A" else "B"), lambda v: v + "x", lambda _: ""]
)
def test_cookie_that_we_did_not_give_is_none(site, spoilt):
    name, _, value = cookie(log_in(site)).partition("=")
    assert site.ask("/status", Cookie=f"{name}={spoilt(value)}").status == 303


def test_log_out_takes_the_cookie_back(site):
    answer = site.send("/operator/logout", Cookie=cookie(log_in(site)))
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_program_shows_its_token_in_a_header(site):
    assert site.ask("/status", Authorization=f"Bearer {TOKEN}").status == 200
    assert site.ask("/status", Authorization=f"Bearer {TOKEN}x").status == 303


def test_eleventh_try_of_a_client_waits(site):
    answers = [log_in(site, "no", client="10.9.9.9").status for _ in range(11)]
    assert answers == [403] * 10 + [429]
    assert log_in(site, client="10.9.9.10").status == 303


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a/../../b",
        "/x?y=//z",
        "/operator/login",
    ],
)
def test_log_in_leads_nowhere_but_to_our_pages(site, target):
    assert log_in(site, next_=target).headers["location"] == "/status"


def test_form_of_another_site_logs_nobody_in(site):
    assert log_in(site, Origin="https://evil.example", Sec_Fetch_Site="cross-site").status == 403


def test_form_keeps_where_it_leads(site):
    text = site.ask("/operator/login?next=/approve/daily-2026-11-24").text
    assert re.search(r'name="next" value="/approve/daily-2026-11-24"', text)


def test_without_a_token_there_is_no_operator(tmp_path):
    with sites.site(tmp_path) as open_:
        assert open_.ask("/status").status == 404
        assert open_.ask("/operator/login").status == 404
        assert log_in(open_, "").status == 404


def test_token_that_can_be_guessed_is_refused_with_the_mend(tmp_path):
    with pytest.raises(ConfigError, match=r"BRIEFING_OPERATOR_TOKEN.*less than 20 characters: make one"):
        load_settings(None, {"BRIEFING_OPERATOR_TOKEN": "secret"}, cwd=tmp_path)
