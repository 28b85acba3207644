"""A setting that a parameter took the place of is not dropped in silence."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks


def warnings() -> list[str]:
    return [f"{each.msg}{each.hint}" for each in run_checks() if each.id == "programs.W001"]


def test_without_it_nothing_is_said() -> None:
    assert warnings() == []


def test_the_environment_still_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORT_FOUR_EYES", "true")
    [said] = warnings()
    assert "REPORT_FOUR_EYES 已经不起作用" in said
    assert "管理 › 年度、目标、规则 › 单位 › 本级参数" in said


def test_the_settings_still_have_it(settings: Any) -> None:
    settings.REPORT_FOUR_EYES = True
    assert len(warnings()) == 1
