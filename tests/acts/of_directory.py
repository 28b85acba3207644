"""Sound submissions of the acts of the directory; :data:`tests.acts.bodies.SOUND` takes them in."""

from __future__ import annotations

from typing import Any

from tests.access.stage import Stage
from tests.factories import packages
from tests.factories.directory import firm
from tests.factories.people import phone

TODAY = "2026-10-01"
WORD = "示例：照实填写。"


def _apply(stage: Stage, _firm: Any) -> dict[str, Any]:
    return {"roll": stage.directory["spare"].pk, "statement": WORD}


OF_DIRECTORY: dict[str, dict[str, Any]] = {
    "directory.publish": {
        "by": "wang",
        "at": "keeper",
        "body": {
            **dict.fromkeys(("title", "criteria", "legal_basis", "scope", "review_conclusion"), WORD),
            "reviewed_on": TODAY,
            "asks": "营业执照\n案例说明",
        },
    },
    "directory.enter": {
        "by": "wang",
        "at": "roll",
        "body": {**firm(90), "contact_name": WORD, "valid_from": TODAY},
    },
    "directory.close": {"by": "wang", "at": "roll", "body": {"on": TODAY, "reason": WORD}},
    "directory.accept": {"by": "wang", "at": "place_applied", "body": {"valid_from": TODAY}},
    "directory.return": {"by": "wang", "at": "place_applied", "body": {"missing": ["案例说明"]}},
    "directory.remove": {"by": "wang", "at": "place_listed", "body": {"on": TODAY, "reason": WORD}},
    "points.open": {
        "by": "wang",
        "at": "keeper",
        "body": {
            **dict.fromkeys(("name", "address", "hours", "services"), WORD),
            "kind": "service",
            "phone": "0571-00000001",
            "valid_from": TODAY,
        },
    },
    "points.change": {
        "by": "wang",
        "at": "point",
        "body": {
            **dict.fromkeys(("name", "address", "hours", "services"), WORD),
            "phone": "0571-00000002",
        },
    },
    "points.close": {"by": "wang", "at": "point", "body": {"on": TODAY, "reason": WORD}},
    "packages.propose": {
        "by": "chen",
        "at": "firm",
        "body": packages.body(kind="bathroom", area="4", included=WORD),
        "page": packages.typed(kind="bathroom", area="4", included=WORD),
    },
    "packages.revise": {
        "by": "chen",
        "at": "package_published",
        "body": packages.body(packages.dearer(), price_reason=WORD),
        "page": packages.typed(packages.dearer(), price_reason=WORD),
    },
    "packages.start_plan": {
        "by": "chen",
        "at": "designing",
        "body": lambda stage, _case: {"bathroom": stage.directory["package_published"].pk},
    },
    "packages.publish": {"by": "wang", "at": "package_waiting", "body": {}},
    "packages.return": {
        "by": "wang",
        "at": "package_waiting",
        "body": {"missing": ["brands"], "note": WORD},
    },
    "packages.withdraw": {"by": "chen", "at": "package_published", "body": {"reason": WORD}},
    "enterprises.apply": {"by": "chen", "at": "firm", "body": _apply},
    "enterprises.contact": {
        "by": "chen",
        "at": "firm",
        "body": {"contact_name": "联络员丙", "contact_phone": phone(66)},
    },
    "enterprises.add_contact": {
        "by": "chen",
        "at": "firm",
        "body": {"name": "联络员丁", "duty": "售后", "phone": phone(67), "since": TODAY},
    },
    "enterprises.end_contact": {
        "by": "chen",
        "at": "firm",
        "body": lambda _stage, firm: {"contact": firm.contacts.get(until=None).pk},
    },
    "enterprises.rename": {
        "by": "wang",
        "at": "firm",
        "body": {"name": "示例更名有限公司", "changed_on": TODAY, "reason": WORD},
    },
    "enterprises.open_account": {
        "by": "wang",
        "at": "firm_alone",
        "body": {"username": "xinren", "person_name": "新样本", "role": "designer"},
    },
}
