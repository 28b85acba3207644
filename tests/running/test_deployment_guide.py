"""docs/deployment.md tells the truth: every variable, every command and every metric it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from prometheus_client import CollectorRegistry

from apps.operations.queries.exposition import StateCollector
from apps.operations.services import counters

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "deployment.md").read_text("utf-8")
READ_BY_COMMANDS = {"WEB_CONCURRENCY", "WORKER_CONCURRENCY"}
"""Read by the commands that start gunicorn and celery."""


def read_by_settings() -> set[str]:
    """Return the names settings.py, and what it takes its longer parts from, read from the environment."""
    names = ("settings.py", "gates.py", "systems.py")
    trees = [ast.parse((ROOT / "caseflow" / name).read_text("utf-8")) for name in names]
    return {
        str(node.args[0].value)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).startswith("env.")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def told_by_guide(text: str) -> set[str]:
    """Return the names in the first column of the table of variables."""
    section = text.partition("## 环境变量")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([A-Z0-9_]+)`", cell)}


def test_the_table_names_what_settings_read_and_nothing_else() -> None:
    assert read_by_settings() - told_by_guide(GUIDE) == set(), "add these to docs/deployment.md"
    assert told_by_guide(GUIDE) - read_by_settings() - READ_BY_COMMANDS == set(), (
        "settings read these no more"
    )


def test_a_missing_variable_is_noticed() -> None:
    without = "\n".join(line for line in GUIDE.splitlines() if "`METRICS_TOKEN` |" not in line)
    assert read_by_settings() - told_by_guide(without) == {"METRICS_TOKEN"}


def test_every_command_and_script_it_names_is_there() -> None:
    commands = set(
        re.findall(r"(?:manage\.py|^    caseflow(?: --owner)?|`caseflow --owner) ([a-z_]+)", GUIDE, re.M)
    )
    scripts = set(re.findall(r"script/([a-z-]+)", GUIDE))
    deployed = set(re.findall(r"(?<![a-z])deploy/([a-z.-]+[a-z])", GUIDE))

    assert commands - set(get_commands()) == set()
    assert {name for name in scripts if not (ROOT / "script" / name).is_file()} == set()
    assert {name for name in deployed if not (ROOT / "deploy" / name).exists()} == set()
    assert {"backup", "restore", "secrets"} <= scripts
    assert {"setup_site", "restore", "check"} <= commands


@pytest.mark.django_db
def test_every_metric_it_names_is_there() -> None:
    named = set(re.findall(r"caseflow_[a-z_]+", GUIDE.partition("## 监控与告警")[2]))
    registry = CollectorRegistry()
    registry.register(StateCollector())
    for metric in (
        counters.REQUESTS,
        counters.DATABASE_ERRORS,
        counters.RETRIED_READS,
        counters.FAILED_LOGINS,
    ):
        registry.register(metric)
    known = {sample.name for family in registry.collect() for sample in family.samples}
    known |= {f"{family.name}_count" for family in registry.collect()}
    known |= {f"{family.name}_total" for family in registry.collect()}
    # these need a day digest and a week snapshot to say something
    known |= {"caseflow_audit_seal_age_days", "caseflow_week_seal_age_seconds"}

    assert named - known == set()
