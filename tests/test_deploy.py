"""What is in deploy/: systemd's own checks of the units, hadolint's of the Dockerfile, and that all of it fits the program."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from briefing.cli import cli
from briefing.settings import inspect

DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = ("briefing.service", "briefing-once.service", "briefing-once.timer")
SERVICES = UNITS[:2]
PROGRAM = "/opt/briefing/.venv/bin/briefing"
WORST = 14  # tenths of systemd's exposure level, of 100; no unit may get worse


@pytest.fixture(scope="module")
def analyze():
    found = shutil.which("systemd-analyze")
    if not found:
        reason = "systemd-analyze is missing: apt-get install systemd"
        assert not os.environ.get("CI"), reason  # noqa: TID251
        pytest.skip(reason)
    return found


def lines(unit):
    return [line for line in (DEPLOY / unit).read_text().splitlines() if line and not line.startswith("#")]


def values(unit):
    """Each key with all its values."""
    found = {}
    for line in lines(unit):
        key, sign, value = line.partition("=")
        if sign:
            found.setdefault(key, []).append(value)
    return found


def test_systemd_finds_no_fault_in_the_units(analyze, tmp_path):
    for unit in UNITS:  # the program itself is not installed here
        (tmp_path / unit).write_text((DEPLOY / unit).read_text().replace(PROGRAM, "/bin/true"))
    done = subprocess.run(
        [analyze, "verify", *(str(tmp_path / unit) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},  # noqa: TID251
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", SERVICES)
def test_exposure_of_a_service_stays_low(analyze, unit):
    done = subprocess.run(
        [analyze, "security", "--offline=true", f"--threshold={WORST}", str(DEPLOY / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout.strip().splitlines()[-1])  # noqa: T201  # the score
    assert done.returncode == 0, done.stdout[-300:]


def test_both_services_are_hardened_alike():
    own = {"Type", "Description", "ExecStart", "ExecReload", "Restart", "RestartSec", "SuccessExitStatus"}
    own |= {"TimeoutStartSec", "StartLimitIntervalSec", "StartLimitBurst", "WantedBy"}
    one, other = ({key: v for key, v in values(unit).items() if key not in own} for unit in SERVICES)
    assert one == other


@pytest.mark.parametrize("unit", SERVICES)
def test_what_a_service_starts_is_a_command_with_its_options(unit):
    for key in ("ExecStartPre", "ExecStart"):
        (command,) = values(unit)[key]
        understood(shlex.split(command.removeprefix(PROGRAM)))


def understood(arguments):
    """The program takes these arguments."""
    context = click.Context(cli, info_name="briefing")
    name, command, rest = cli.resolve_command(context, arguments)
    command.make_context(name, rest, parent=context)


def test_secrets_are_those_that_the_settings_read():
    text = (DEPLOY / "secrets.conf").read_text()
    offered = set(re.findall(r"Environment=(BRIEFING_\w+)=", text))
    assert offered == secret_variables()
    for loaded, used in re.findall(r"LoadCredential=(\w+):\S+\n# Environment=\w+=%d/(\w+)", text):
        assert loaded == used


def secret_variables():
    """The variables whose values are secrets, as settings names them, each from a file."""
    text = "".join(path.read_text() for path in sorted(Path("briefing/settings").glob("*.py")))
    named = set(re.findall(r'"(BRIEFING_\w+)"', text))
    plain = {"BRIEFING_CACHE", "BRIEFING_OUTPUT", "BRIEFING_", "BRIEFING_SETTINGS_COPY"}
    return {name if name.endswith("_FILE") else f"{name}_FILE" for name in named - plain}


def test_the_units_name_no_variable_that_nobody_reads():
    text = "".join(path.read_text() for path in sorted(Path("briefing/settings").glob("*.py")))
    for unit in SERVICES:
        for value in values(unit)["Environment"]:
            assert f'"{value.split("=")[0]}"' in text


def test_lines_of_the_crontab_are_commands():
    jobs = [line for line in (DEPLOY / "crontab").read_text().splitlines() if PROGRAM in line]
    assert len(jobs) == 3
    for line in jobs:
        words = shlex.split(line.replace("$(date +\\%F)", "2026-11-24"), posix=True)
        assert words[5] == PROGRAM
        end = next(n for n, word in enumerate(words) if word.startswith(("2>>", ">")))
        understood(words[6:end])


def test_the_example_of_settings_has_no_fault(tmp_path):
    (tmp_path / "briefing.toml").write_bytes((DEPLOY / "briefing.toml").read_bytes())
    settings, faults = inspect(None, {}, cwd=tmp_path)
    assert faults == []
    assert settings.editions[0].timezone == "Europe/Kyiv"


def test_the_dockerfile_has_no_fault():
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, "--no-color", str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def instructions():
    text = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text())
    return [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_has_pinned_bases_runs_as_nobody_and_tells_its_health():
    found = {}
    for name, rest in instructions():
        found.setdefault(name, []).append(rest)
    assert len({base.split(" ")[0] for base in found["FROM"]}) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-\w+", found["FROM"][-1])
    assert found["USER"] == ["10001:10001"]
    assert found["VOLUME"] == ["/var/lib/briefing"]
    assert "/healthz" in found["HEALTHCHECK"][0]
    assert "--constraint constraints.txt" in " ".join(found["RUN"])


def test_what_the_image_copies_is_let_through():
    let = {
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    copied = {
        word
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for word in rest.split()[:-1]
    }
    assert copied == let
    assert [name for name in copied if not (DEPLOY.parent / name).exists()] == []
    built = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text())["tool"]["hatch"]["build"][
        "targets"
    ]["wheel"]
    assert {*built["packages"], *built["force-include"]} <= copied


def test_the_container_is_shut_as_far_as_it_can_be():
    (service,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == "10001:10001"
    assert service["init"] is True
    assert [volume for volume in service["volumes"] if not volume.endswith(":ro")] == [
        "state:/var/lib/briefing"
    ]
    assert {name for name in service["environment"] if not name.endswith("_FILE")} == set()
    understood(service["command"])


def test_compose_builds_the_dockerfile_and_gives_every_secret_that_it_names():
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    (service,) = read["services"].values()
    build = service["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert set(service["secrets"]) == set(read["secrets"])
    assert set(read["volumes"]) == {"state"}
    for value in service["environment"].values():
        assert value.removeprefix("/run/secrets/") in read["secrets"]
