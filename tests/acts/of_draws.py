"""Sound submissions of the steps of 项目抽查."""

from __future__ import annotations

from typing import Any

from apps.documents.enums import FileKind
from tests.access.stage import Stage
from tests.acts.sound import REASON, TODAY, WORD, Paper, Sound
from tests.factories.draws import NUMBERS


def _rule(stage: Stage, _nothing: Any) -> dict[str, Any]:
    return {
        "population": "accepted",
        "from_on": "2026-01-01",
        "until_on": "2026-09-30",
        "enterprise": "",
        "share": "30",
        "shares": "",
        "due_on": "2026-11-01",
        "first": str(stage.world.sheng.user_id),
        "second": str(stage.world.ling.user_id),
    }


def _tie(stage: Stage, _nothing: Any) -> dict[str, Any]:
    return {"user_id": str(stage.world.wang.user_id), "enterprise": stage.world.shili.name, "reason": WORD}


_LOOKED = {
    "means": "visit",
    "checked_on": TODAY,
    "exists": "agrees",
    "as_planned": "differs",
    "photos": "unseen",
    "paid": "",
    "invoice": "106600",
    "satisfaction": "unsaid",
    "finding": "correction",
    "text": WORD,
    "papers": Paper(FileKind.RECHECK_PAPER),
}


def _gone(stage: Stage, _row: Any) -> dict[str, Any]:
    return {"user_id": str(stage.world.wang.user_id), **REASON}


OF_DRAWS: dict[str, Sound] = {
    # The city: of the bureau another draw of the same case waits on the stage.
    "draw.fix": Sound(by="shi", at="draw_fixed", body=_rule),
    "draw.commit": Sound(by="shi", at="draw_fixed", body={"number": NUMBERS["shi"], "commitment": ""}),
    "draw.open": Sound(by="shi", at="draw_digested", body={"number": NUMBERS["shi"]}),
    "draw.publish": Sound(by="ling", at="draw_ready", body={"note": WORD}),
    "draw.ask": Sound(
        by="wang",
        at="recheck_asking",
        body={
            "answer": "agreed",
            "way": "paper",
            "asked_on": TODAY,
            "note": WORD,
            "paper": Paper(FileKind.RECHECK_PAPER),
        },
    ),
    "draw.record": Sound(by="wang", at="recheck_agreed", body=_LOOKED),
    "draw.confirm": Sound(by="yan", at="recheck_recorded", body={"opinion": "change", **REASON}),
    "draw.replace": Sound(by="ling", at="recheck_asking", body=_gone),
    "draw.withdraw": Sound(by="ling", at="draw_fixed", body=REASON),
    "draw.declare_tie": Sound(by="ling", at="draw_fixed", body=_tie),
    "draw.end_tie": Sound(by="ling", at="tie", body=REASON),
}
