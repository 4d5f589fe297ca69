import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from briefing.cli.run import MOST_HOURS
from briefing.errors import ConfigError
from briefing.model import EditionPlan, FetchPolicy, Limits, ModelChoice, RemoteModel, RewritePolicy
from briefing.settings import inspect, load_settings

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SHIPPED = Path(__file__).parent.parent / "briefing.toml"


def settings(folder, text="", environ=None):
    (folder / "briefing.toml").write_text(text)
    return load_settings(None, environ or {}, cwd=folder)


def chosen(found):
    """What a file may choose, without the file itself."""
    names = set(type(found).__dataclass_fields__) - {"file", "sha256", "listed_in", "positions"}
    return {name: getattr(found, name) for name in names}


def test_no_file_an_empty_one_and_one_with_comments_only_are_the_defaults(tmp_path):
    without = load_settings(None, {}, cwd=tmp_path)
    assert without.file is None
    assert chosen(without) == chosen(settings(tmp_path)) == chosen(settings(tmp_path, "# nothing\n"))
    assert without.editions == (EditionPlan(),)
    assert (without.limits, without.fetch) == (Limits(), FetchPolicy())
    assert without.embedder == without.writer == without.parser == ModelChoice(name="bundled")
    assert (without.dtype, without.threads, without.mode) == ("auto", 0, "compress")
    assert without.root == tmp_path
    assert without.output == tmp_path / "output"
    assert without.database == tmp_path / "output" / "briefing.sqlite"
    assert without.cache.name == "briefing"
    assert without.cache.is_absolute()


def test_every_key_of_a_full_file_is_taken(tmp_path):
    found = settings(
        tmp_path,
        f'''
title = "War"
language = "de"
[[editions]]
name = "evening-2"
title = "Evening"
at = "18:30"
timezone = "Europe/Kyiv"
hours = 12
feeds = ["world"]
themes = ["strikes"]
language = "uk"
[[editions]]
[limits]
words = 500
[fetch]
allow_hosts = ["News.internal:8080", "[::1]:80"]
total_seconds = 5
offline = true
[models]
writer = {{ name = "owner/model", revision = "{COMMIT}" }}
dtype = "float32"
threads = 2
cache = "models"
[summary]
mode = "rewrite"
[output]
folder = "out"
database = "db/b.sqlite"
public_url = "https://news.example.org/"
[mail]
from = "Brief <brief@example.org>"
list_id = "daily.example.org"
''',
    )
    assert found.editions == (
        EditionPlan(
            name="evening-2",
            title="Evening",
            at="18:30",
            timezone="Europe/Kyiv",
            hours=12,
            feeds=("world",),
            themes=("strikes",),
            language="uk",
        ),
        EditionPlan(title="War", language="de"),
    )
    assert found.limits == Limits(words=500)
    assert found.fetch == FetchPolicy(
        allow_hosts=("news.internal:8080", "[::1]:80"), total_seconds=5.0, offline=True
    )
    assert found.writer == ModelChoice(name="owner/model", revision=COMMIT)
    assert found.embedder == ModelChoice(name="bundled")
    assert (found.dtype, found.threads, found.mode) == ("float32", 2, "rewrite")
    assert (found.cache, found.output, found.database) == (
        tmp_path / "models",
        tmp_path / "out",
        tmp_path / "db/b.sqlite",
    )
    assert (found.public_url, found.mail_from) == ("https://news.example.org", "Brief <brief@example.org>")
    assert found.list_id == "daily.example.org"


def test_the_environment_wins_and_counts_from_the_current_folder(tmp_path):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/b.toml").write_text('[output]\nfolder = "a"\ndatabase = "b"\n[models]\ncache = "c"\n')
    environ = {"BRIEFING_OUTPUT": "x", "BRIEFING_DATABASE": "/srv/y", "BRIEFING_CACHE": ""}
    found = load_settings(Path("conf/b.toml"), environ, cwd=tmp_path)
    assert (found.root, found.output) == (tmp_path / "conf", tmp_path / "x")
    assert (found.database, found.cache) == (Path("/srv/y"), tmp_path / "conf/c")


def test_the_database_lies_in_the_output_folder_that_the_environment_names(tmp_path):
    found = settings(tmp_path, environ={"BRIEFING_OUTPUT": "/srv/out"})
    assert found.database == Path("/srv/out/briefing.sqlite")


def test_the_hash_is_of_the_files_bytes(tmp_path):
    assert settings(tmp_path, "# a\n").sha256 == hashlib.sha256(b"# a\n").hexdigest()


def test_an_edition_may_look_back_as_far_as_the_command_line_may(tmp_path):
    assert settings(tmp_path, f"[[editions]]\nhours = {MOST_HOURS}\n").editions[0].hours == 366 * 24


def test_a_key_has_a_place(tmp_path):
    found = settings(tmp_path, '\n[[editions]]\nfeeds = [\n  "a",\n  "b",\n]\n')
    assert found.place(("editions", 0, "feeds", 1)) == ("briefing.toml", 5)


@pytest.mark.parametrize("name", ["gone.toml", "."])
def test_a_file_that_was_named_must_be_there(tmp_path, name):
    with pytest.raises(ConfigError, match=r":0: (no such file|is a folder): give the briefing\.toml to use"):
        load_settings(Path(name), {}, cwd=tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('titel = "x"\n', 1, 'unknown key "titel": did you mean "title"?'),
        ("[limit]\nwords = 3\n", 1, 'unknown key "limit": did you mean "limits"?'),
        ("[limits]\nword = 300\n", 2, 'unknown key "limits.word": did you mean "words"?'),
        ('title = ""\n', 1, 'title is "": one line of text'),
        ("title = 3\n", 1, "title is 3: one line of text"),
        ('language = "English"\n', 1, 'language is "English": a two- or three-letter language tag'),
        ("[limits]\nwords = -3\n", 2, "limits.words is -3: a whole number from 50"),
        ("[limits]\nwords = 100.5\n", 2, "limits.words is 100.5: a whole number from 50"),
        ("limits.also_reported = -1\n", 1, "limits.also_reported is -1: a whole number from 0"),
        ('limits = "short"\n', 1, 'limits is "short": write [limits] on a line of its own'),
        ('[[editions]]\nat = "24:00"\n', 2, 'editions.at is "24:00": a time of day in quotes'),
        ("[[editions]]\nat = 06:00:00\n", 2, "editions.at is 06:00:00: a time of day in quotes"),
        (
            '[[editions]]\ntimezone = "Europe/Kyjiv"\n',
            2,
            'editions.timezone is "Europe/Kyjiv": did you mean "Europe/Ky',
        ),
        ('[[editions]]\ntimezone = "../etc"\n', 2, 'editions.timezone is "../etc": '),
        ("[[editions]]\nhours = 0\n", 2, "editions.hours is 0: a whole number from 1"),
        ("[[editions]]\nhours = 8785\n", 2, "editions.hours is 8785: a whole number from 1 to 8784"),
        ('[[editions]]\nname = "The Daily"\n', 2, 'editions.name is "The Daily": small letters'),
        (
            '[[editions]]\n[[editions]]\nname = "daily"\n',
            3,
            'the edition "daily" is there twice: give it another name',
        ),
        ('[editions]\nname = "a"\n', 1, "editions is a table: write [[editions]] with double brackets"),
        (
            '[fetch]\nallow_hosts = [\n  "a:1",\n  "b",\n]\n',
            4,
            'fetch.allow_hosts is "b": a list of "host:port"',
        ),
        ('[fetch]\nallow_hosts = ["a:70000"]\n', 2, 'fetch.allow_hosts is "a:70000": a list of'),
        ("[fetch]\ntotal_seconds = inf\n", 2, "fetch.total_seconds is Infinity: a number above 0"),
        ('[fetch]\nuser_agent = "a\\r\\nb"\n', 2, "fetch.user_agent is"),
        ('[models]\nwriter = "gpt"\n', 2, 'models.writer is "gpt": "bundled", or {'),
        ('[models]\nwriter = { name = "a/b" }\n', 2, 'the hub model "a/b" has no revision: add revision'),
        (f'[models.writer]\nname = "a/b"\nrevision = "{COMMIT[1:]}"\n', 3, "models.writer.revision is"),
        (
            '[models.writer]\nname = "a/b"\nrevision = "main"\n',
            3,
            'models.writer.revision is "main": the 40 letters',
        ),
        ('[models]\ndtype = "int8"\n', 2, 'models.dtype is "int8": "auto", "float32" or "bfloat16"'),
        ('[models]\nverifier = "bundled"\n', 2, 'models.verifier is "bundled": { name = "owner/name"'),
        ('[models]\nverifier = { name = "a/b" }\n', 2, 'the hub model "a/b" has no revision: add revision'),
        ('[models]\nrewriter = { name = "a/b" }\n', 2, 'the rewriter "a/b" has neither an address nor'),
        (
            '[models]\nrewriter = { url = "http://h/v1" }\n',
            2,
            "a model on a server has a name and no revision",
        ),
        ('[models.rewriter]\nurl = "http://me:key@h/v1"\nname = "x"\n', 2, "models.rewriter.url is"),
        ('[models.rewriter]\nkey = "secret"\n', 2, 'unknown key "models.rewriter.key"'),
        ("[summary]\nverifier_threshold = 1.5\n", 2, "summary.verifier_threshold is 1.5"),
        ('[summary]\nmode = "free"\n', 2, 'summary.mode is "free": "compress", "verbatim" or "rewrite"'),
        ('[output]\npublic_url = "ftp://x"\n', 2, 'output.public_url is "ftp://x": a web address'),
        ('[mail]\nfrom = "brief"\n', 2, 'mail.from is "brief": an address such as'),
        ('[mail]\nfrom = "a@b.c\\nBcc: d@e.f"\n', 2, "mail.from is"),
        ('[mail]\nlist_id = "<a>"\n', 2, 'mail.list_id is "<a>": a name under your domain'),
        ('title = "x\n', 1, "not valid TOML"),
    ],
)
def test_a_fault_names_its_line_and_the_mend(tmp_path, text, line, told):
    (tmp_path / "briefing.toml").write_text(text)
    found, [fault] = inspect(None, {}, cwd=tmp_path)
    assert found is None
    assert str(fault).startswith(f"briefing.toml:{line}: {told}")


def test_a_rewriter_is_of_the_hub_or_on_a_server_whose_key_the_environment_holds(tmp_path):
    nothing = settings(tmp_path)
    assert (nothing.rewriter, nothing.verifier, nothing.rewriting) == (None, None, RewritePolicy())
    (tmp_path / "briefing.toml").write_text(
        f"""[models]
rewriter = {{ url = "http://127.0.0.1:8080/v1/", name = "big" }}
verifier = {{ name = "owner/checker", revision = "{COMMIT}" }}
[summary]
rewrite_candidates = 5
rewrite_seconds = 30
verifier_threshold = 0.62
"""
    )
    found, _ = inspect(None, {"BRIEFING_REWRITER_KEY": "sesame"}, cwd=tmp_path)
    assert found.rewriter == RemoteModel(url="http://127.0.0.1:8080/v1", name="big")
    assert found.rewriter_key == "sesame"
    assert "sesame" not in repr(found)
    assert found.verifier == ModelChoice(name="owner/checker", revision=COMMIT)
    assert found.rewriting == RewritePolicy(candidates=5, seconds=30.0, threshold=0.62)
    (tmp_path / "briefing.toml").write_text(
        f'[models]\nrewriter = {{ name = "owner/big", revision = "{COMMIT}" }}\n'
    )
    found, _ = inspect(None, {}, cwd=tmp_path)
    assert found.rewriter == ModelChoice(name="owner/big", revision=COMMIT)


def test_every_fault_is_told_at_once(tmp_path):
    (tmp_path / "briefing.toml").write_text('titel = "x"\n[limits]\nwords = 0\n[summary]\nmode = 1\n')
    assert [fault.line for fault in inspect(None, {}, cwd=tmp_path)[1]] == [1, 3, 5]


def test_the_shipped_file_is_the_defaults_and_says_so_key_by_key(tmp_path):
    text = SHIPPED.read_text()
    assert tomllib.loads(text) == {}
    awake = re.sub(r"(?m)^# (?=\[|[a-z_]+ = (?!\{))", "", text)
    awake = re.sub(r"(?m)^(?:re)?writer = \{.*\n", "", awake)
    given = tomllib.loads(awake)
    found = settings(tmp_path, awake)
    assert chosen(found) == chosen(settings(tmp_path))
    assert every_key(given) == every_key_of_the_shape()


def every_key(table, above=""):
    keys = set()
    for key, value in table.items():
        value = value[0] if key == "editions" else value
        keys |= every_key(value, f"{above}{key}.") if isinstance(value, dict) else {above + key}
    return keys


def every_key_of_the_shape():
    from briefing.settings.shape import EditionShape, SettingsShape

    keys = set()
    for name, field in SettingsShape.model_fields.items():
        inner = EditionShape if name == "editions" else field.annotation
        if hasattr(inner, "model_fields"):
            keys |= {f"{name}.{each.alias or key}" for key, each in inner.model_fields.items()}
        else:
            keys.add(name)
    return keys


def test_importing_settings_does_not_import_pydantic():
    code = "import sys, briefing.settings; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
