"""Sound submissions of the steps of 项目抽查."""

from __future__ import annotations

from typing import Any

from tests.access.stage import Stage
from tests.acts.sound import REASON, WORD, Sound
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
        "first": str(stage.world.shi.user_id),
        "second": str(stage.world.hu.user_id),
    }


def _tie(stage: Stage, _nothing: Any) -> dict[str, Any]:
    return {"user_id": str(stage.world.wang.user_id), "enterprise": stage.world.shili.name, "reason": WORD}


OF_DRAWS: dict[str, Sound] = {
    "draw.fix": Sound(by="ling", at="draw_fixed", body=_rule),
    "draw.commit": Sound(by="shi", at="draw_fixed", body={"number": NUMBERS["shi"], "commitment": ""}),
    "draw.open": Sound(by="shi", at="draw_digested", body={"number": NUMBERS["shi"]}),
    "draw.withdraw": Sound(by="ling", at="draw_fixed", body=REASON),
    "draw.declare_tie": Sound(by="ling", at="draw_fixed", body=_tie),
    "draw.end_tie": Sound(by="ling", at="tie", body=REASON),
}
