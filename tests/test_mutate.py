"""script/mutate: which changes it makes, and that it ends as the tests of a rule deserve."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def operators() -> ModuleType:
    """Load the module that makes mutants; scripts are in no package."""
    spec = importlib.util.spec_from_file_location("mutants", ROOT / "script" / "mutation" / "mutants.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["mutants"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def changes(source: str) -> set[str]:
    """Return the changed lines of a source's mutants."""
    return {mutant.now for mutant in operators().mutants_of(source, "rule.py")}


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("a < b", {"a <= b", "a >= b", "pass"}),
        ("a == b", {"a != b", "pass"}),
        ("a + b", {"a - b", "pass"}),
        ("a and b", {"a or b", "pass"}),
        ("f(not a)", {"f(a)", "pass"}),
        ("f(a, b)", {"f(b, a)", "pass"}),
        ("f(key=True)", {"f()", "f(key=False)", "pass"}),
        ("any(a)", {"all(a)", "pass"}),
        ("sorted(a, key=b)", {"list(a)", "sorted(a)", "pass"}),
        ("a[1:]", {"a[:]", "a[2:]", "pass"}),
        ("f('words')", {"f('')", "pass"}),
        ("f('')", {"f('mutant')", "pass"}),
        ("Decimal('0.09')", {"Decimal('0.00')", "pass"}),
        ("f('3.')", {"f('')", "pass"}),
        ("a += 1", {"pass", "a = 1", "a -= 1", "a += 2"}),
        ("raise a", {"pass"}),
        ("if a: f(b)", {"if not a:", "pass"}),
        ("def f(a=1): return a", {"def f(a=2):", "return None"}),
    ],
)
def test_one_step_of_a_rule_is_changed_at_a_time(line: str, changed: set[str]) -> None:
    assert changes(line) == changed


@pytest.mark.parametrize(
    "line",
    ['"""A docstring."""', "import a", '__all__ = ["a"]', "a: 'int'", "@cache(size=1)\ndef f(): return None"],
)
def test_what_is_no_rule_is_left_alone(line: str) -> None:
    assert changes(line) == set()


def test_a_mutant_is_known_by_its_place_and_its_line_before_and_after() -> None:
    source = "class Rule:\n    def holds(self):\n        return 1"
    keys = {mutant.key for mutant in operators().mutants_of(source, "rule.py")}
    assert ("rule.py", "Rule.holds", "return 1", "return 2") in keys


RULE = """
from dataclasses import dataclass

LEAST = 3


@dataclass(frozen=True)
class Limit:
    least: int = LEAST

    @property
    def doubled(self):
        return self.least * 2


def reaches(number):
    return number >= Limit().least
"""
STRONG = """
from apps.rule import Limit, reaches


def test_the_line_is_three():
    assert [reaches(2), reaches(3)] == [False, True]


def test_twice_the_limit():
    assert Limit(5).doubled == 10
"""
WEAK = STRONG.replace("[reaches(2), reaches(3)] == [False, True]", "reaches(5)")
LISTED = """
[[equivalent]]
module = "apps/rule.py"
function = "reaches"
reason = "nobody asks at the line"
mutants = [["return number >= Limit().least", "return number > Limit().least"]]

[[equivalent]]
module = "apps/rule.py"
function = "reaches"
reason = "said to be the same"
mutants = [["return number >= Limit().least", "return number < Limit().least"]]
"""


def mutate(folder: Path, tests: str, equivalent: str = "") -> tuple[int, str]:
    """Run the script on a project of one rule; exit code and output."""
    for place in ("apps", "tests"):
        (folder / place).mkdir()
    shutil.copytree(ROOT / "script" / "mutation", folder / "script" / "mutation")
    shutil.copy(ROOT / "script" / "mutate", folder / "script")
    (folder / "apps" / "rule.py").write_text(RULE)
    (folder / "tests" / "test_rule.py").write_text(tests)
    group = '\n[group.rule]\nmodules = ["apps/*.py"]\ntests = ["tests/test_rule.py"]\n'
    (folder / "tests" / "mutants.toml").write_text(equivalent + group)
    run = subprocess.run(
        [sys.executable, folder / "script" / "mutate"], capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def test_rules_whose_tests_notice_every_change_pass(tmp_path: Path) -> None:
    code, said = mutate(tmp_path, STRONG)
    assert code == 0, said
    assert "rule: 100.0 % killed, 0 survived, 0 equivalent" in said


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """Run it with tests that do not ask at the line; one change is rightly listed, one wrongly."""
    return mutate(tmp_path_factory.mktemp("weak"), WEAK, LISTED)


def test_a_change_that_nobody_notices_is_shown_and_fails_the_run(weak: tuple[int, str]) -> None:
    code, said = weak
    assert code == 1
    assert "apps/rule.py · \n  - LEAST = 3\n  + LEAST = 4" in said
    assert "at least 95 % are wanted" in said


def test_a_change_listed_as_equivalent_is_counted_as_such(weak: tuple[int, str]) -> None:
    assert "  + return number > Limit().least" not in weak[1]
    assert "1 survived, 1 equivalent" in weak[1]


def test_a_change_listed_as_equivalent_that_is_killed_is_told(weak: tuple[int, str]) -> None:
    told = [line for line in weak[1].splitlines() if "named as equivalent, but killed or gone" in line]
    assert [line.rpartition(" | ")[2] for line in told] == ["return number < Limit().least"]


def test_an_equivalent_without_a_reason_is_refused(tmp_path: Path) -> None:
    code, said = mutate(tmp_path, STRONG, LISTED.replace("nobody asks at the line", " "))
    assert code == 1
    assert "apps/rule.py, reaches: no reason" in said


def test_tests_that_fail_by_themselves_are_no_measure(tmp_path: Path) -> None:
    code, said = mutate(tmp_path, "def test_wrong():\n    assert False\n")
    assert code == 1
    assert "the tests fail without any mutant" in said
