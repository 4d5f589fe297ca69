"""Where the database is: what may be written, and that no password is ever shown."""

from pathlib import Path

import pytest

from briefing.database_address import AddressFault, DatabaseAddress, address_of, is_address
from briefing.errors import ConfigError
from briefing.settings import load_settings

FULL = "postgresql://ana:p%40ss@db.example.org:6432/news%20brief?sslmode=verify-full"


def test_every_part_of_an_address_is_taken():
    assert address_of(FULL) == DatabaseAddress(
        name="news brief",
        user="ana",
        password="p@ss",
        host="db.example.org",
        port=6432,
        options=(("sslmode", "verify-full"),),
    )


@pytest.mark.parametrize(
    ("written", "name", "host"),
    [
        ("postgresql:///briefing", "briefing", ""),
        ("postgres://db/briefing", "briefing", "db"),
        ("postgresql://ana@[::1]/briefing", "briefing", "::1"),
        ("postgresql://%2Fvar%2Frun%2Fpostgresql/briefing", "briefing", "/var/run/postgresql"),
    ],
)
def test_what_is_left_out_is_left_to_the_client_library(written, name, host):
    found = address_of(written)
    assert (found.name, found.host, found.port, found.password) == (name, host, 0, "")


def test_an_address_is_shown_without_what_is_secret():
    assert str(address_of(FULL)) == "postgresql://ana@db.example.org:6432/news brief"
    assert "p@ss" not in repr(address_of(FULL))
    assert str(address_of("postgresql://ana@[::1]:1/b?password=p%40ss")) == "postgresql://ana@[::1]:1/b"
    assert address_of("postgresql://ana@db/b?password=x").is_secret


@pytest.mark.parametrize(
    "written",
    [
        "mysql://db/briefing",
        "sqlite:///briefing",
        "postgresql://db",
        "postgresql://db/",
        "postgresql://db/a/b",
        "postgresql://db:port/briefing",
        "postgresql://[::1/briefing",
        "postgresql://ana:sec#ret@db/briefing",
    ],
)
def test_what_is_no_address_is_told_with_an_example_and_without_repeating_it(written):
    with pytest.raises(AddressFault, match="postgresql://briefing@db") as caught:
        address_of(written)
    assert "sec" not in str(caught.value)


def test_a_path_is_no_address():
    assert not is_address("/srv/briefing:main.sqlite")


# ── In the settings ──────────────────────────────────────────────────────────────────────────────────────────────────


def settings(folder, toml="", environ=None):
    (folder / "briefing.toml").write_text(toml, "utf-8")
    return load_settings(folder / "briefing.toml", environ or {}, cwd=folder)


def fault(folder, toml="", environ=None):
    with pytest.raises(ConfigError) as caught:
        settings(folder, toml, environ)
    return str(caught.value)


def test_the_file_may_name_an_address(tmp_path):
    found = settings(tmp_path, '[output]\ndatabase = "postgresql://ana@db/briefing"\n')
    assert found.database == address_of("postgresql://ana@db/briefing")
    assert found.beside_database() == tmp_path / "output" / "briefing"


def test_the_environment_wins_over_the_file(tmp_path):
    found = settings(tmp_path, '[output]\ndatabase = "a.sqlite"\n', {"BRIEFING_DATABASE": FULL})
    assert found.database == address_of(FULL)
    assert "p@ss" not in repr(found)


def test_the_address_may_be_in_a_file_that_the_environment_names(tmp_path):
    (tmp_path / "secret").write_text(f"{FULL}\n", "utf-8")
    assert settings(tmp_path, "", {"BRIEFING_DATABASE_FILE": "secret"}).database == address_of(FULL)


def test_a_password_in_the_settings_file_is_refused_and_not_repeated(tmp_path):
    told = fault(tmp_path, f'[output]\ndatabase = "{FULL}"\n')
    assert told.startswith("briefing.toml:2: a password has no place in this file")
    assert "BRIEFING_DATABASE_FILE" in told
    assert "p%40ss" not in told


def test_a_wrong_address_is_told_with_its_place(tmp_path):
    assert fault(tmp_path, '[output]\ndatabase = "mysql://db/x"\n').startswith("briefing.toml:2: ")
    assert fault(tmp_path, "", {"BRIEFING_DATABASE": "postgresql://db"}).startswith("BRIEFING_DATABASE:0: ")


def test_a_file_lies_where_it_did(tmp_path):
    assert settings(tmp_path, "", {"BRIEFING_DATABASE": "x.sqlite"}).database == tmp_path / "x.sqlite"
    assert settings(tmp_path).beside_database() == Path(tmp_path / "output" / "briefing.sqlite")
