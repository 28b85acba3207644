"""What ``manage.py check`` says about settings that a parameter of a body took the place of."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from apps.programs.enums import ParameterCode

GONE = {"REPORT_FOUR_EYES": ParameterCode.REPORT_FOUR_EYES}
"""By the name of the setting, which did nothing more from one day to the next where nobody was told."""
PAGE = "管理 › 年度、目标、规则 › 单位 › 本级参数"


def check_settings_gone(**_: Any) -> list[CheckMessage]:
    """Warn of each setting that is still there and has no effect any more."""
    return [
        Warning(
            f"运行设定 {name} 已经不起作用。",
            hint=f"改在{PAGE}里设定“{code.label}”，写明依据和生效日，再去掉 {name}。",
            id="programs.W001",
        )
        for name, code in GONE.items()
        if hasattr(settings, name) or name in os.environ
    ]
