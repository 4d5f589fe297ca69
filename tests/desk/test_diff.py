"""What the working copy changes: against an edition, against what git keeps; in lines, as a page, as JSON."""

import json
import shutil
import subprocess
from dataclasses import replace

import pytest

from briefing.cli.diff import diff, write_page
from briefing.desk.files import committed, fingerprint, load
from briefing.desk.looks import compared
from briefing.desk.report import lines, summary
from briefing.edition.difference import difference
from briefing.errors import BriefingError, ConfigError, OutputError
from briefing.model import Section
from tests.conftest import ROOT, briefing
from tests.edition.test_difference import FIRST, SHORT, THIRD, of, told
from tests.fakes import RecordingProgress

WHO = ("-c", "user.name=Editor", "-c", "user.email=editor@desk.example")


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, *WHO, *arguments], check=True, capture_output=True)


@pytest.fixture
def kept(folder):
    """The working copy with its files committed."""
    git(folder.path, "init", "--quiet")
    git(folder.path, "add", "briefing.toml", "feeds", "prompts")
    git(folder.path, "commit", "--quiet", "--message", "files")
    yield folder
    shutil.rmtree(folder.path / ".git")


def config(folder):
    return folder.path / "briefing.toml"


def test_lines_mark_what_is_in_out_moved_and_told_otherwise():
    before = of(("strikes", told(FIRST), told(FIRST, key="s2")), ("talks", told(THIRD, key="s3")))
    after = of(("strikes", told(SHORT)), ("talks", told(FIRST, key="s2"), told(THIRD, key="s4")))
    assert list(lines(difference(before, after))) == [
        "1 story in, 1 story out, 1 story moved, 1 story told otherwise, 1 line in them changed",
        "",
        "~ strikes: Missiles hit Oststadt",
        "    ~ Missiles hit [-Oststadt on Monday,-] {+Oststadt,+} the mayor said.",
        "",
        "> strikes → talks: Missiles hit Oststadt",
        "      Missiles hit Oststadt on Monday, the mayor said.",
        "",
        "+ talks: Missiles hit Oststadt",
        "    + A bridge fell.",
        "",
        "- talks: Missiles hit Oststadt",
        "    - A bridge fell.",
    ]


def test_no_difference_is_said_in_one_line():
    one = of(("strikes", told(FIRST)))
    assert list(lines(difference(one, one))) == ["no difference"]
    assert summary(difference(one, of(("strikes", told(FIRST, rank=2.0))))).startswith("only what readers")


def test_a_check_that_refuses_is_named_beside_the_sentence():
    refused = replace(FIRST, fallback="compression: hedges")
    found = list(lines(difference(of(("strikes", told(SHORT))), of(("strikes", told(refused))))))
    assert found[-1].endswith("(not shortened: compression: hedges)")


def test_the_page_has_both_sides_and_escapes_them():
    bad = replace(told(FIRST), headline=replace(FIRST, text="<b>Missiles</b> & more"))
    before, after = of(("strikes", told(FIRST))), of()
    after = replace(after, sections=(Section(theme="strikes", colour="#111111", stories=(bad,)),))
    page = compared(difference(before, after), edition="e-1", before="HEAD", after="now").decode()
    assert "&lt;b&gt;Missiles&lt;/b&gt; &amp; more" in page
    assert "<b>Missiles" not in page
    assert page.count('<h4 class="before">') == page.count('<h4 class="after">') == 1
    assert "script" not in page


def test_committed_files_are_read_as_they_were_and_feeds_stay_in_their_place(kept):
    kept.edit("briefing.toml", "The Morning Brief", "The Evening Brief")
    kept.edit("prompts/themes.toml", '"talks"', '"diplomacy"')
    now = load(config(kept))
    with committed(config(kept), "HEAD", now.settings) as then:
        assert then.settings.editions[0].title == "The Morning Brief"
        assert [theme.name for theme in then.desk.themes] == ["strikes", "talks", "other"]
        assert {f.location for f in then.desk.feed_lists["world"]} == {
            f.location for f in now.desk.feed_lists["world"]
        }
        assert then.settings.database == now.settings.database


def test_what_git_does_not_keep_is_the_working_copys(kept):
    git(kept.path, "rm", "--quiet", "--cached", "-r", "prompts")
    git(kept.path, "commit", "--quiet", "--message", "no prompts")
    kept.edit("prompts/themes.toml", '"talks"', '"diplomacy"')
    with committed(config(kept), "HEAD", kept.settings) as then:
        assert "diplomacy" in [theme.name for theme in then.desk.themes]


def test_both_sides_are_made_of_the_same_articles(kept):
    kept.edit("briefing.toml", "The Morning Brief", "The Evening Brief")
    with kept.bench() as bench:
        progress = RecordingProgress()
        with committed(config(kept), "HEAD", kept.settings) as then:
            before = bench.make(then.settings, then.desk, progress).outcome.edition
        after = bench.make(kept.settings, kept.desk(), progress).outcome.edition
    found = difference(before, after)
    assert (found.stories, found.notes) == ((), ("title: “The Morning Brief” is now “The Evening Brief”",))


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=/dev/null"])
def test_a_revision_that_is_none_is_an_error_in_one_line(kept, revision):
    with pytest.raises(BriefingError, match=r"^git cannot give the files of [^\n]+: give another revision"):
        committed(config(kept), revision, kept.settings).__enter__()


def test_a_folder_without_git_says_so(folder):
    with pytest.raises(BriefingError, match="not a git repository"):
        committed(config(folder), "HEAD", folder.settings).__enter__()


def test_faults_of_a_revision_name_it(kept):
    kept.edit("prompts/themes.toml", "means = ", "meens = ")
    git(kept.path, "commit", "--quiet", "--all", "--message", "broken")
    kept.edit("prompts/themes.toml", "meens = ", "means = ")
    with pytest.raises(ConfigError, match=r'(?m)^HEAD:prompts/themes\.toml:3: unknown key "meens"'):
        committed(config(kept), "HEAD", kept.settings).__enter__()


def test_a_files_fingerprint_follows_its_bytes_not_its_time(folder):
    first = fingerprint(config(folder))
    folder.themes.write_bytes(folder.themes.read_bytes())
    assert fingerprint(config(folder)) == first
    (folder.path / "prompts" / "themes.toml~").write_text("of an editor")
    assert fingerprint(config(folder)) == first
    (folder.path / "prompts" / "stories.tsv").write_text("#")
    assert fingerprint(config(folder)) != first


def test_a_page_that_cannot_be_written_is_an_error_with_the_mend(tmp_path):
    one = of(("strikes", told(FIRST)))
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="give a folder that can be written"):
        write_page(tmp_path / "file" / "side.html", difference(one, one), "e-1", "HEAD")


def test_help_says_what_the_signs_mean():
    assert "{+came+}" in (diff.help or "")


@pytest.mark.models
def test_the_command_compares_with_git_and_ends_as_asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("diff")
    (folder / "briefing.toml").write_text('title = "One"\n[summary]\nmode = "verbatim"\n')
    git(folder, "init", "--quiet")
    git(folder, "add", "briefing.toml")
    git(folder, "commit", "--quiet", "--message", "files")
    ran = briefing("run", "--feeds", ROOT / "feeds" / "sample.toml", "--date", "2026-03-10", cwd=folder)
    assert ran.code == 0, ran.err
    (folder / "briefing.toml").write_text('title = "Two"\n[summary]\nmode = "verbatim"\n')
    page = folder / "side.html"
    differs = briefing("diff", "--git", "HEAD", "--page", page, "--json", "--exit-code", cwd=folder)
    assert differs.code == 1, differs.err
    found = json.loads(differs.out)
    assert (found["same"], found["notes"]) == (False, ["title: “One” is now “Two”"])
    assert "What changes" in page.read_text("utf-8")
    assert sorted(path.name for path in (folder / "output" / "archive").iterdir()) == ["daily-2026-03-10"]
