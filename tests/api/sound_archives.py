"""Sound bodies of the acts after 验收合格, as another system sends them: 一户一档, 撤销."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from apps.documents.enums import FileKind
from apps.lib import clock

REASON = {"reason": "户主要求，已核实"}


def _today(name: str) -> dict[str, Any]:
    return {name: clock.today().isoformat()}


def _served() -> dict[str, Any]:
    ways = {"household_way": "direct", "enterprise_way": "post"}
    return {**_today("household_on"), **_today("enterprise_on"), **ways}


OF_ARCHIVES: dict[str, Callable[[Any, Callable[[str], str]], dict[str, Any]]] = {
    "archive.scan": lambda case, files: {**_today("signed_on"), "scan": files(FileKind.APPLICATION_SCAN)},
    "warranty.record": lambda case, files: {
        **_today("issued_on"),
        "years": 2,
        "leak_years": 5,
        "scan": files(FileKind.WARRANTY_LETTER),
    },
    "products.record": lambda case, files: {
        "name": "集成墙板",
        "maker": "示例部品有限公司",
        "batch": uuid4().hex[:12],
    },
    "products.fault": lambda case, files: {**_today("found_on"), "product": 1, "text": "起鼓"},
    "showcase.mark": lambda case, files: {**_today("marked_on"), **REASON, "consent": "户主当面同意"},
    "showcase.unmark": lambda case, files: REASON,
    "archive.acceptance_form": lambda case, files: {"number": 1, "scan": files(FileKind.ACCEPTANCE_SCAN)},
    "archive.missing_note": lambda case, files: {
        **_today("signed_on"),
        **REASON,
        "item": "application",
        "signed_by": "户主",
        "scan": files(FileKind.MISSING_NOTE),
    },
    "archive.compile": lambda case, files: {"remark": "件内文件齐全"},
    "archive.file": lambda case, files: {},
    "archive.return": lambda case, files: REASON,
    "archive.repack": lambda case, files: {},
    "archive.supplement": lambda case, files: {
        **_today("formed_on"),
        **REASON,
        "title": "保修记录",
        "responsible": "示例装配装饰有限公司",
        "scan": files(FileKind.SUPPLEMENT),
    },
    "revocation.propose": lambda case, files: {"facts": "墙面不是装配式", "grounds": "43号 三（一）"},
    "revocation.tell": lambda case, files: _served(),
    "revocation.state": lambda case, files: {
        **_today("made_on"),
        "party": "household",
        "text": "我家就是这样装的",
        "scan": files(FileKind.REVOCATION_PAPER),
    },
    "revocation.decide": lambda case, files: {"outcome": "revoke", **REASON},
    "revocation.agree": lambda case, files: {"opinion": "agree"},
    "revocation.serve": lambda case, files: _served(),
}
