"""Sound submissions of the acts of 其他装修; :data:`tests.acts.bodies.SOUND` takes them in."""

from __future__ import annotations

from typing import Any

from apps.documents.enums import FileKind
from tests.access.stage import Stage
from tests.acts.sound import REASON, TODAY, WORD, Paper, Sound
from tests.factories.othertrack import asked_now

_PLAIN = {
    "name": "李示例",
    "phone": "13900000077",
    "address": "示例路77号7幢7单元707室",
    "area_type": "urban",
    "nature": "existing",
    "extent": "part",
    "items": ["wall", "fittings"],
    "proof": "title",
    "proof_name": "",
    "proof_issuer": "",
    "contractor": WORD,
    "contract_signed_on": "2026-09-01",
    "applied_on": TODAY,
    "home_reason": "",
    "proof_files": [Paper(FileKind.OWNERSHIP_PROOF)],
    "contract_files": [Paper(FileKind.CONTRACT_SCAN)],
}
_BODY = {**_PLAIN, "contract_amount_yuan": "38600.00", "patrol_organisation": None}
_PAGE = {**_PLAIN, "contract_amount": "38600元", "patrol_organisation": ""}
_STREET = {"street_code": "330102001"}
_LOOK = {
    "kind": "filing",
    "finding": "found",
    "looked_on": TODAY,
    "source": WORD,
    "on": "2026-08-20",
    "reference": "BA-示例-01",
    "seen": WORD,
    "evidence": [Paper(FileKind.MATERIAL)],
}


def _company(stage: Stage, _renovation: Any) -> dict[str, Any]:
    return {"organisation": stage.world.property.pk}


def _chosen(stage: Stage, _renovation: Any) -> dict[str, Any]:
    return {"organisation": str(stage.world.property.pk)}


def _photos(**said: Any) -> dict[str, Any]:
    return {**said, "photos": [Paper(FileKind.WORK_PHOTO)]}


OF_OTHER_TRACK: dict[str, Sound] = {
    "acceptance.convert": Sound(
        by="ling",
        at="rectifying",
        body={
            "shortfall": "ratio",
            "measured_on": TODAY,
            "measured": WORD,
            **REASON,
            "evidence": [Paper(FileKind.ENDING_PAPER)],
        },
    ),
    "othertrack.apply": Sound(
        by="zhou", at="renovation_applied", body={**_BODY, **_STREET}, page={**_PAGE, **_STREET}
    ),
    "exchange.ask": Sound(by="zhou", at="renovation_applied", body={"kind": "filing"}),
    "othertrack.amend": Sound(
        by="zhou",
        at="renovation_returned",
        body=lambda _stage, renovation: {
            **_BODY,
            "return_number": asked_now(renovation),
            "answer": "",
            "answers": [{"number": "1", "word": WORD}],
        },
        page=lambda _stage, renovation: {
            **_PAGE,
            "return_number": asked_now(renovation),
            "answer": "",
            "1-word": WORD,
        },
    ),
    "othertrack.check": Sound(by="zhou", at="renovation_applied", body=_LOOK),
    "othertrack.works": Sound(
        by="zhou", at="renovation_applied", body=_photos(kind="started", on=TODAY, source=WORD)
    ),
    "othertrack.return": Sound(by="wang", at="renovation_applied", body=REASON),
    "othertrack.review": Sound(by="shen", at="renovation_checked", body={"opinion": WORD}),
    "othertrack.decline": Sound(
        by="ling", at="renovation_checked", body={**REASON, "ground": "unfit", "clause": WORD}
    ),
    "othertrack.approve": Sound(
        by="yan", at="renovation_finished", body=_photos(verdict="passed", looked_on=TODAY, seen=WORD)
    ),
    "othertrack.patrol": Sound(
        by="wu", at="renovation_checked", body=_photos(on=TODAY, seen="open", text=WORD)
    ),
    "othertrack.settle": Sound(
        by="wang", at="renovation_troubled", body={"number": 1, "settled_on": TODAY, "text": WORD}
    ),
    "othertrack.name_patrol": Sound(by="zhou", at="renovation_applied", body=_company, page=_chosen),
    "othertrack.withdraw": Sound(by="zhou", at="renovation_applied", body={}),
}
