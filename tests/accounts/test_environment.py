"""``check --deploy`` lets a proper environment pass and names what is weak in others."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import override_settings

from apps.accounts.checks import check_environment
from apps.cases.checks import check_real_numbers
from apps.cases.models import Case
from apps.encryption import Plain
from tests.factories.world import World, make_case

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(bytes(range(7, 39))).decode()
PROPER = {
    "CASEFLOW_PROFILE": "production",
    "SECRET_KEY": "hV3nq8ZsT0xLr5uJpY2kWb7Ce9Gd4FaM1iQoXtSzUwBvNjHyRl6DmPcKgEfOA-_x",
    "CASEFLOW_KEYS": f'{{"1": "{KEY}"}}',
    "CASEFLOW_INDEX_KEY": "tT9pLx2QvB7nRk4JzW8sMd3HyG6cFa1UeX5oVi0KqNbZjYlCwSrEgDmPuAhTf-3k",
    "CASEFLOW_AUDIT_KEY": "Q4wZr8TnXb2VkJm7LpYs3HcGd9FaU1eNo5iKq0xBjRvSyCtDgEuPhMzWlAf6-OIT",
    "DATABASE_URL": "postgres://caseflow:x@127.0.0.1:1/caseflow",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "chuwei.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://chuwei.example.gov.cn",
    "BEHIND_TLS_PROXY": "true",
}


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run the check as an operator does, in an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_proper_environment_passes() -> None:
    done = run(**PROPER)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_weak_environment_is_refused_with_every_reason() -> None:
    done = run(
        **PROPER
        | {
            "SECRET_KEY": "trial-only-not-secret-" + "0" * 40,
            "CASEFLOW_INDEX_KEY": "short",
            "CASEFLOW_AUDIT_KEY": "short",
            "DATABASE_URL": "sqlite:////nowhere/x.sqlite3",
            "REDIS_URL": "",
            "ALLOWED_HOSTS": "*",
            "CSRF_TRUSTED_ORIGINS": "http://chuwei.example.gov.cn",
            "DEBUG": "true",
            "TRUSTED_PROXY_COUNT": "0",
            "CASEFLOW_SECOND_FACTOR": "off",
            "PASSWORD_PROFILE": "none",
            "PASSWORD_MIN_LENGTH": "6",
            "LOGIN_FAILURE_LIMIT": "1000",
            "SESSION_IDLE_MINUTES": "9999",
            "LOG_RETENTION_DAYS": "90",
            "ACCESS_LOG": "",
        }
    )
    assert done.returncode == 1
    for code in (
        *("E001", "E002", "E003", "E010", "E011", "E012", "E014", "E020", "W021"),
        *("E030", "E031", "E032", "E034", "E035", "E040", "E041"),
    ):
        assert f"accounts.{code}" in done.stderr, code


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"CASEFLOW_KEYS": f'{{"1": "{base64.b64encode(b"short").decode()}"}}'}, "32 bytes"),
        ({"CASEFLOW_CLOCK": "2026-11-26T14:18:00+08:00"}, "CASEFLOW_CLOCK"),
    ],
)
def test_what_cannot_work_does_not_even_start(change: dict[str, str], word: str) -> None:
    environment = {name: value for name, value in (PROPER | change).items() if value}
    done = run(**environment)
    assert done.returncode != 0
    assert word in done.stderr


def codes(**changes: object) -> set[str]:
    """Return what the check says to the proper production settings with these changes."""
    proper: dict[str, object] = {
        "PROFILE": "production",
        "SECRET_KEY": PROPER["SECRET_KEY"],
        "CASEFLOW_INDEX_KEY": PROPER["CASEFLOW_INDEX_KEY"],
        "CASEFLOW_AUDIT_KEY": PROPER["CASEFLOW_AUDIT_KEY"],
        "CASEFLOW_KEYS": {"1": KEY},
        "REDIS_URL": "redis://127.0.0.1/0",
        "ALLOWED_HOSTS": ["chuwei.example.gov.cn"],
        "CSRF_TRUSTED_ORIGINS": ["https://chuwei.example.gov.cn"],
        "SECURE_SSL_REDIRECT": True,
        "SECOND_FACTOR": "bureau",
        "PASSWORD_MAX_AGE_DAYS": 90,
        "ACCESS_LOG": "-",
    }
    postgres = patch.dict(settings.DATABASES["default"], ENGINE="django.db.backends.postgresql")
    with postgres, override_settings(**(proper | changes)):
        return {message.id or "" for message in check_environment()}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"SECRET_KEY": "a" * 64}, "accounts.E002"),
        ({"SECRET_KEY": "change-me-" + PROPER["SECRET_KEY"]}, "accounts.E001"),
        ({"CASEFLOW_KEYS": {"1": "dHJpYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE="}}, "accounts.E001"),
        ({"CASEFLOW_KEYS": {"1": base64.b64encode(b"\0" * 32).decode()}}, "accounts.E002"),
        ({"CASEFLOW_INDEX_KEY": PROPER["SECRET_KEY"]}, "accounts.E003"),
        ({"ALLOWED_HOSTS": [".example.gov.cn"]}, "accounts.E011"),
        ({"CSRF_TRUSTED_ORIGINS": ["https://*.example.gov.cn"]}, "accounts.E012"),
        ({"SECURE_SSL_REDIRECT": False}, "accounts.E013"),
        ({"SECOND_FACTOR": "optional"}, "accounts.E030"),
        ({"PASSWORD_MAX_AGE_DAYS": 0}, "accounts.E033"),
        ({"PASSWORD_MAX_AGE_DAYS": 0, "PASSWORD_PROFILE": "asvs5"}, ""),
        ({"LOG_RETENTION_DAYS": 183}, ""),
        ({"LOG_RETENTION_DAYS": 182}, "accounts.E040"),
        ({"PROFILE": "trial"}, "accounts.W001"),
    ],
)
def test_each_weakness_has_a_name_of_its_own(changes: dict[str, object], code: str) -> None:
    assert codes(**changes) == ({code} if code else set())


@pytest.mark.django_db
def test_a_trial_with_a_real_number_is_refused(world: World) -> None:
    case: Case = make_case(world, "received")
    assert check_real_numbers() == []

    household = case.household
    household.id_number_encrypted = Plain("330102196501310018")
    household.save()

    assert [message.id for message in check_real_numbers()] == ["cases.E001"]
    with override_settings(PROFILE="production"):
        assert check_real_numbers() == []
