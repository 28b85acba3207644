"""Set-up and deployment: locked packages, scripts that parse, files that deployment tools accept."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)(?: ; [^\\]+)? ?\\$")
SCRIPTS = sorted(path.name for path in (ROOT / "script").iterdir() if path.is_file())


def pins(text: str) -> dict[str, str]:
    """Return name and version of every package of a lock; AssertionError for a line that is no pin."""
    found: dict[str, str] = {}
    hashed: set[str] = set()
    name = ""
    for line in text.splitlines():
        if match := PIN.match(line):
            name = match[1]
            found[name] = match[2]
        elif re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            hashed.add(name)
        else:
            raise AssertionError(f"neither a pinned package nor its hash: {line!r}")
    assert hashed == set(found)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_python_locks_hold_versions_and_hashes_alone(name: str) -> None:
    assert pins((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.invalid/simple",
        "django>=5",
        "thing @ https://example.invalid/thing.whl",
        "thing==1.0 \\",
    ],
)
def test_a_lock_with_an_address_or_without_a_hash_is_noticed(line: str) -> None:
    with pytest.raises(AssertionError):
        pins(line)


def test_tests_run_on_the_versions_that_the_site_runs_on() -> None:
    site, tests = (pins((ROOT / name).read_text("utf-8")) for name in LOCKS[:2])
    assert site.items() <= tests.items()


def test_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=~! ]", line)[0].lower().replace("_", "-") for line in asked}
    assert names <= set(pins((ROOT / "requirements-dev.txt").read_text("utf-8")))


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.findall(r'^  "[A-Za-z][^"]*",.*$', text.split("[tool.", 1)[0], re.MULTILINE)
    assert listed
    assert [line for line in listed if "#" not in line] == []


def test_the_front_end_lock_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_runnable_and_parse(name: str) -> None:
    path = ROOT / "script" / name
    shebang = path.read_text("utf-8").splitlines()[0]
    checker = {
        "#!/usr/bin/env bash": ["bash", "-n"],
        "#!/usr/bin/env python3": [
            sys.executable,
            "-c",
            "import ast, sys; ast.parse(open(sys.argv[1]).read())",
        ],
    }

    assert os.access(path, os.X_OK)
    assert subprocess.run([*checker[shebang], str(path)], capture_output=True, check=False).returncode == 0


STAND_IN = """#!/bin/sh
echo "ran ${0##*/} $*"
[ "${0##*/}" != "$FAILING" ]
"""
"""Does nothing but say so, and fails if it is told to."""


@pytest.mark.parametrize("failing", ["nothing", "ruff", "djade", "mypy", "pytest", "python"])
def test_the_whole_run_goes_on_after_a_failure_and_fails(failing: str, tmp_path: Path) -> None:
    for place in ("script", ".venv/bin", "templates"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text("")
    shutil.copy(ROOT / "script" / "test", tmp_path / "script")
    tools = ("ruff", "djade", "lint-imports", "mypy", "pytest", "python")
    for tool in ("script/setup", *(f".venv/bin/{name}" for name in tools)):
        (tmp_path / tool).write_text(STAND_IN)
        (tmp_path / tool).chmod(0o755)

    run = subprocess.run(
        [tmp_path / "script" / "test"],
        env={**os.environ, "FAILING": failing},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode == 0) is (failing == "nothing"), run.stdout + run.stderr
    for part in ("ran ruff check .", "ran djade", "ran mypy", "ran pytest -q", "with-postgres pytest -q"):
        assert part in run.stdout
    assert re.search(r"^== \d+ s on the clock, \d+ process-seconds$", run.stdout.splitlines()[-1])


def test_continuous_integration_runs_what_developers_run() -> None:
    path = ROOT / ".ci" / "run"
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").rstrip().endswith("exec script/test")


def compose_problems(path: Path) -> int:
    """Return the exit code of a validation against the compose specification's own schema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_the_compose_file_keeps_to_the_specification(tmp_path: Path) -> None:
    trap = tmp_path / "docker-compose.yml"
    trap.write_text("services:\n  web:\n    imagine: caseflow\n")

    assert compose_problems(trap) != 0
    assert compose_problems(ROOT / "docker-compose.yml") == 0


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"[{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    decisions = sorted(folder.glob("[0-9]*.md"))

    assert decisions
    assert [path.name for path in decisions if f"({path.name})" not in listed] == []
    assert len({path.name[:4] for path in decisions}) == len(decisions)


@pytest.mark.parametrize(
    ("options", "user", "password"), [((), "caseflow", ""), (("--owner",), "caseflow-owner", "made-up")]
)
def test_the_owners_commands_run_as_nobody_of_the_site(
    options: tuple[str, ...], user: str, password: str, tmp_path: Path
) -> None:
    (tmp_path / "caseflow.env").write_text("SITE=1\n")
    (tmp_path / "owner.env").write_text("OWNER_SECRET=made-up\n")
    fake = tmp_path / "runuser"
    fake.write_text('#!/bin/sh\necho "$2 $4 $OWNER_SECRET $(umask)"\n')
    fake.chmod(0o755)
    said = subprocess.run(
        ["sh", ROOT / "deploy" / "caseflow", *options, "check"],
        capture_output=True,
        text=True,
        check=True,
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "CASEFLOW_HOME": str(tmp_path),
            "CASEFLOW_SETTINGS": str(tmp_path),
        },
    ).stdout
    # The group is the site's, so that it can write what a restore has brought back.
    assert said.split()[:2] == [user, "caseflow"]
    assert ("made-up" in said) == bool(password)
    assert said.split()[-1] == ("0007" if options else "0027")
