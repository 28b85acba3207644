"""deploy/systemd: what systemd starts on a site without containers, and as whom."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.running.test_deployment_guide import GUIDE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "systemd"
UNITS = sorted(path.name for path in FOLDER.iterdir() if path.is_file())
SERVICES = [name for name in UNITS if name.endswith(".service")]
HOME = "/opt/caseflow/"


def values(unit: str, key: str) -> list[str]:
    """Return what a unit says under a key, in its order."""
    text = (FOLDER / unit).read_text("utf-8")
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("unit", SERVICES)
def test_what_a_unit_starts_is_there(unit: str) -> None:
    locked = (ROOT / "requirements.txt").read_text("utf-8")
    for line in values(unit, "ExecStart"):
        for program in re.findall(rf"{HOME}\.venv/bin/([a-z]+)", line):
            assert program == "python" or f"\n{program}==" in f"\n{locked}"
        for command in re.findall(r"manage\.py ([a-z_]+)", line):
            assert command in get_commands()
        for script in re.findall(r"script/([a-z]+)", line):
            assert (ROOT / "script" / script).is_file()
    assert values(unit, "ExecStart")


@pytest.mark.parametrize("unit", SERVICES)
def test_only_migrating_reads_the_owner_s_password_and_not_as_the_site(unit: str) -> None:
    files = values(unit, "EnvironmentFile")
    migrates = unit == "caseflow-migrate.service"

    # systemd lets the later file win, and reads those of drop-ins last
    owner = ["/etc/caseflow/owner.env"] if migrates else []
    assert files == ["/etc/caseflow/caseflow.env", *owner]
    assert values("caseflow-.service.d/common.conf", "EnvironmentFile") == []
    assert values(unit, "User") == ([] if migrates else ["caseflow"])
    assert values(unit, "DynamicUser") == (["yes"] if migrates else [])


def test_every_timer_has_its_service_and_every_unit_stands_in_the_guide() -> None:
    timers = [name.removesuffix(".timer") for name in UNITS if name.endswith(".timer")]
    assert timers
    assert {f"{name}.service" for name in timers} <= set(SERVICES)
    section = GUIDE.partition("### 不用容器")[2].partition("### ")[0]
    assert {
        name.removesuffix(".service") for name in SERVICES if name.removesuffix(".service") not in section
    } == set()


@pytest.mark.parametrize("name", ["caseflow", "database-roles", "settings-without-containers"])
def test_what_operators_run_is_runnable_and_parses(name: str) -> None:
    path = ROOT / "deploy" / name
    shell = path.read_text("utf-8").splitlines()[0].split()[-1].rsplit("/", 1)[-1]

    assert path.stat().st_mode & 0o111 == 0o111
    assert subprocess.run([shell, "-n", str(path)], capture_output=True, check=False).returncode == 0
