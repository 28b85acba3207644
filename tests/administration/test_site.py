"""系统设定: each setting as it stands, and no secret, whatever the operator put where."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from apps.administration.queries.site import DEFAULT, GIVEN, GROUPS, lines
from tests.running.test_deployment_guide import GUIDE, READ_BY_COMMANDS, read_by_settings, told_by_guide

ROOT = Path(__file__).resolve().parents[2]
MARK = "s3cretMark"
SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD")
NOT_SECRET = {"PASSWORD_PROFILE", "PASSWORD_MIN_LENGTH", "PASSWORD_CLASSES", "PASSWORD_HISTORY"} | {
    "PASSWORD_MAX_AGE_DAYS",
    "PASSWORD_CONTEXT_WORDS",
    "CASEFLOW_WRITING_KEY",
}
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER_KEY = base64.b64encode(b"9" * 32).decode()
ADDRESSES = {
    "DATABASE_URL": f"postgres://site:{MARK}%21@db.example/caseflow?sslmode=require&password={MARK}",
    "REDIS_URL": f"redis://:{MARK}@queue.example:6379/0?password={MARK}",
    "S3_ENDPOINT_URL": f"https://user:{MARK}@store.example/{MARK}",
    "MESSAGE_GATEWAY_URL": f"https://user:{MARK}@sms.example/send/{MARK}?key={MARK}",
}


def secret_environment() -> dict[str, str]:
    """Return a production environment whose every secret carries the mark; new secrets are found by name."""
    names = {name for name in read_by_settings() if SECRET.search(name)} - NOT_SECRET
    return {
        **{name: f"{MARK}-{name}-0123456789abcdef" for name in names},
        **ADDRESSES,
        "CASEFLOW_KEYS": json.dumps({"7": KEY, "8": OTHER_KEY}),
        "CASEFLOW_PROFILE": "production",
        "S3_BUCKET": "files",
        "SESSION_HOURS": "7",
        "CLAMD_REQUIRED": "false",
    }


@pytest.fixture(scope="module")
def shown() -> dict[str, dict[str, str]]:
    """Return the page's lines as a process of that production site would show them."""
    asked = (
        "import django, json; django.setup(); from apps.administration.queries.site import lines;"
        "print(json.dumps({e.name: [e.value, e.source] for _, found in lines() for e in found}))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "caseflow.settings",
            **secret_environment(),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, dict[str, str]] = json.loads(said)
    return found


def test_every_setting_stands_on_the_page() -> None:
    named = [each.name for group in GROUPS for each in group.settings]
    assert sorted(named) == sorted(told_by_guide(GUIDE)) == sorted(read_by_settings() | READ_BY_COMMANDS)


def test_no_secret_stands_on_the_page(shown: dict[str, dict[str, str]]) -> None:
    text = json.dumps(shown, ensure_ascii=False)
    assert MARK not in text
    assert KEY not in text
    assert OTHER_KEY not in text
    assert shown["SECRET_KEY"][0] == shown["S3_SECRET_KEY"][0] == "已设定"
    assert shown["CASEFLOW_KEYS"][0] == "版本 7、8"


def test_a_value_is_the_one_in_force_and_says_where_it_comes_from(shown: dict[str, dict[str, str]]) -> None:
    assert shown["SESSION_HOURS"] == ["7", GIVEN]
    assert shown["SESSION_IDLE_MINUTES"] == ["30", DEFAULT]
    assert shown["CLAMD_REQUIRED"] == ["否", GIVEN]
    assert shown["DATABASE_URL"][0] == "PostgreSQL：caseflow@db.example，角色 site"
    assert shown["REDIS_URL"][0] == "redis://queue.example:6379"
    assert shown["MESSAGE_GATEWAY_URL"][0] == "https://sms.example"


def test_a_secret_that_nobody_declared_secret_would_be_noticed() -> None:
    """Bait: a plain line of a secret shows its value."""
    line = next(each for group in GROUPS for each in group.settings if each.name == "SOURCE_URL")
    assert MARK in line.shown(SimpleNamespace(SOURCE_URL=MARK))
    assert lines(environment={"SOURCE_URL": ""})[0][1][4].source == GIVEN
