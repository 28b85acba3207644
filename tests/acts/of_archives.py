"""Sound submissions of the acts of 一户一档."""

from __future__ import annotations

from apps.documents.enums import FileKind
from tests.acts.sound import REASON, TODAY, WORD, Paper, Sound

OF_ARCHIVES: dict[str, Sound] = {
    "archive.acceptance_form": Sound(
        by="wang", at="passed", body={"number": 1, "scan": Paper(FileKind.ACCEPTANCE_SCAN)}
    ),
    "warranty.record": Sound(
        by="jiang",
        at="passed",
        body={"issued_on": TODAY, "years": 2, "leak_years": 5, "scan": Paper(FileKind.WARRANTY_LETTER)},
    ),
    "products.record": Sound(
        by="jiang", at="building", body={"name": WORD, "maker": WORD, "batch": WORD, "certificate": WORD}
    ),
    "products.fault": Sound(
        by="jiang", at="with_product", body={"product": 1, "found_on": TODAY, "text": WORD}
    ),
    "showcase.mark": Sound(
        by="ling", at="passed", body={"marked_on": TODAY, "consent": "户主当面同意", **REASON}
    ),
    "showcase.unmark": Sound(by="ling", at="shown", body=REASON),
    "archive.scan": Sound(
        by="zhou",
        at="passed",
        body={"scan": Paper(FileKind.APPLICATION_SCAN), "signed_on": TODAY, "opinion_on": TODAY},
    ),
    "archive.missing_note": Sound(
        by="wang",
        at="passed",
        body={
            "item": "acceptance-1",
            **REASON,
            "signed_by": "户主、周示例",
            "signed_on": TODAY,
            "scan": Paper(FileKind.MISSING_NOTE),
        },
    ),
    "archive.compile": Sound(by="wang", at="whole", body={"remark": WORD, "openness": "closed"}),
    "archive.file": Sound(by="shen", at="compiled", body={}),
    "archive.return": Sound(by="shen", at="compiled", body=REASON),
    "archive.repack": Sound(by="shen", at="archived", body={}),
    "archive.put_right": Sound(
        by="zhou",
        at="packed",
        body={
            "kind": "fact",
            "phone": "13900000009",
            **REASON,
            "responsible": "户主",
            "formed_on": TODAY,
            "scan": Paper(FileKind.SUPPLEMENT),
            "name": "",
            "id_number": "",
        },
    ),
    "archive.bundle": Sound(
        by="wang",
        at="packed",
        body=lambda _stage, case: {"year": 2026, "address": case.dwelling.address},
    ),
    "archive.supplement": Sound(
        by="wang",
        at="packed",
        body={
            "title": "保修记录",
            "responsible": "示例装配装饰有限公司",
            "formed_on": TODAY,
            **REASON,
            "scan": Paper(FileKind.SUPPLEMENT),
        },
    ),
}
