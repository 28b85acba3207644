"""Sound submissions of 管理 that say nothing of a case: arguments of ``bodies.Sound`` by act."""

from __future__ import annotations

from typing import Any

WORD = "示例：照实填写。"

KEEPING: dict[str, dict[str, Any]] = {
    "rules.draft": {
        "by": "sheng",
        "at": "rules_draft",
        "body": {"name": "2027-9", "effective_from": "2026-12-01"},
    },
    "rules.change": {
        "by": "sheng",
        "at": "rules_draft",
        "body": {"rules-filing_workdays-value": "5", "rules-rectification_days-value": "10"},
    },
    "rules.publish": {"by": "sheng", "at": "rules_draft", "body": {}},
    "tokens.issue": {
        "by": "ling",
        "at": "tokens",
        "body": {"label": WORD, "roles": ["district_clerk"], "until": "2026-12-31"},
    },
    "tokens.revoke": {"by": "ling", "at": "token", "body": {"reason": WORD}},
}
