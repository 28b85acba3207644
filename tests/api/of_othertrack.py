"""For every operation on 其他装修 a body that the staged renovations let through."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from apps.documents.enums import FileKind
from apps.lib import clock
from apps.othertrack.models import Renovation
from apps.othertrack.queries.asked import asked_of
from tests.factories.people import phone

Files = Callable[[str], str]
_numbers = count(1)


def _said(address: str) -> dict[str, Any]:
    return {
        "name": "李示例",
        "phone": phone(78),
        "address": address,
        "area_type": "urban",
        "nature": "existing",
        "extent": "whole",
        "items": ["ceiling", "floor"],
        "proof": "title",
        "contractor": "示例装饰有限公司",
        "contract_amount_yuan": "52000.00",
        "contract_signed_on": "2026-08-20",
        "applied_on": clock.today().isoformat(),
    }


def _apply(_nothing: None, files: Files) -> dict[str, Any]:
    return {
        **_said(f"示例路{8000 + next(_numbers)}号1幢1单元101室"),
        "street_code": "330102001",
        "proof_files": [files(FileKind.OWNERSHIP_PROOF)],
        "contract_files": [files(FileKind.CONTRACT_SCAN)],
    }


def _amend(renovation: Renovation, files: Files) -> dict[str, Any]:
    asked = asked_of(renovation)
    return {
        **_said(renovation.address),
        **({"return_number": asked.number} if asked.number else {}),
        "answer": "示例：已补。",
        "answers": [
            {"number": str(number), "word": "示例：已补。"} for number in range(1, len(asked.items) + 1)
        ],
        "contract_files": [files(FileKind.CONTRACT_SCAN)],
    }


def _check(_renovation: Renovation, files: Files) -> dict[str, Any]:
    return {
        "kind": "filing",
        "finding": "found",
        "looked_on": clock.today().isoformat(),
        "source": "示例装修备案系统",
        "on": "2026-08-20",
        "seen": "示例：一致。",
        "evidence": [files(FileKind.MATERIAL)],
    }


def _settle(renovation: Renovation, _files: Files) -> dict[str, Any] | None:
    waiting = [each.number for each in renovation.patrols.all() if each.is_open]
    if not waiting:
        return None
    return {"number": waiting[0], "settled_on": clock.today().isoformat(), "text": "示例：已改正。"}


def _works(renovation: Renovation, _files: Files) -> dict[str, Any]:
    kind = "finished" if renovation.started_on else "started"
    return {"kind": kind, "on": clock.today().isoformat(), "source": "示例：现场"}


def _approve(_renovation: Renovation, _files: Files) -> dict[str, Any]:
    return {"verdict": "passed", "looked_on": clock.today().isoformat(), "seen": "示例：一致。"}


def _patrol(_renovation: Renovation, _files: Files) -> dict[str, Any]:
    return {"on": clock.today().isoformat(), "seen": "sound", "text": "示例：没有问题。"}


OTHER_TRACK: dict[str, Callable[[Any, Files], dict[str, Any] | None]] = {
    "acceptance.convert": lambda case, files: {
        "shortfall": "ratio",
        "measured_on": clock.today().isoformat(),
        "measured": "厨房干式 50 %",
        "reason": "墙面已湿贴",
        "evidence": [files(FileKind.ENDING_PAPER)],
    },
    "othertrack.apply": _apply,
    "othertrack.amend": _amend,
    "othertrack.check": _check,
    "othertrack.works": _works,
    "othertrack.return": lambda renovation, files: {"reason": "示例：缺附图页。"},
    "othertrack.review": lambda renovation, files: {"opinion": "示例：同意。"},
    "othertrack.decline": lambda renovation, files: {
        "ground": "unfit",
        "reason": "示例：非本人住宅。",
        "clause": "43 号文三（二）",
    },
    "othertrack.approve": _approve,
    "othertrack.patrol": _patrol,
    "othertrack.settle": _settle,
    "othertrack.name_patrol": lambda renovation, files: {"organisation": None},
    "othertrack.withdraw": lambda renovation, files: {},
}
