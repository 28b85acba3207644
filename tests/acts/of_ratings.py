"""Sound submissions of the acts on 服务评价 and 对接."""

from __future__ import annotations

from tests.acts.sound import REASON, TODAY, WORD, Sound

OF_RATINGS: dict[str, Sound] = {
    "ratings.rate": Sound(
        by="zhou", at="passed", body={"level": "bad", "about": "street", "words": WORD, "said_on": TODAY}
    ),
    "ratings.follow_up": Sound(by="zhou", at="rated", body={"words": WORD, "said_on": TODAY}),
    "connections.switch_off": Sound(by="shi", at="system_on", body=REASON),
    "connections.switch_on": Sound(by="shi", at="system_off", body=REASON),
    "connections.push_all": Sound(by="shi", at="system_on", body=REASON),
    "connections.push_mended": Sound(by="zhou", at="delivery", body={}),
    "connections.give_up": Sound(by="zhou", at="delivery", body=REASON),
    "connections.push_again": Sound(by="shi", at="delivery", body=REASON),
}
