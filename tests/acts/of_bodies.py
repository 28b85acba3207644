"""Sound submissions of the acts on bodies, of a site's file, and of what goes outside."""

from __future__ import annotations

from apps.administration.forms.setup import digest_of
from tests.acts.of_ratings import OF_RATINGS
from tests.acts.sound import TODAY, WORD, Sound

REASON = {"reason": WORD}
ON_A_DAY = {**REASON, "effective_on": "2026-12-01"}
CONTACTS = dict.fromkeys(("leader_name", "liaison_name"), WORD)
CONTACTS |= dict.fromkeys(("leader_phone", "liaison_phone"), "0571-00000012")
CONTACTS |= {"address": "样张路 9 号", "hours": "周一至周五 9:00—17:00"}
FILE = "since = 2026-01-01"

OF_BODIES: dict[str, Sound] = {
    "bodies.add": Sound(
        by="ling",
        at="body",
        body={"kind": "property", "name": "示例物业公司", "short_name": "示例", "effective_on": TODAY},
    ),
    "bodies.contacts": Sound(by="ling", at="body", body=CONTACTS),
    "bodies.coverage": Sound(
        by="shi", at="body", body={"regions": ["330106002"], "effective_on": TODAY, **REASON}
    ),
    "bodies.succession": Sound(
        by="shi",
        at="body",
        body={"region": "330102001", "heirs": "330102099 示例新街道", "effective_on": TODAY, **REASON},
    ),
    "bodies.reporting": Sound(
        by="sheng",
        at="body",
        body=lambda stage, _body: {"reports_to": stage.world.province.pk, **ON_A_DAY},
    ),
    "bodies.reporting_start": Sound(by="shi", at="body", body={**REASON, "effective_on": "2025-06-01"}),
    "bodies.rename": Sound(
        by="ling", at="body", body={"name": "示例更新局", "short_name": "上城", **ON_A_DAY}
    ),
    "bodies.merge": Sound(
        by="shi", at="body", body=lambda stage, _body: {"into": stage.world.xihu.pk, **ON_A_DAY}
    ),
    "bodies.close": Sound(by="ling", at="body_company", body=ON_A_DAY),
    "site.import": Sound(by="sheng", at="body_province", body={"text": FILE, "seen": digest_of(FILE)}),
    "bodies.call_off": Sound(by="ling", at="body_leaving", body=REASON),
    **OF_RATINGS,
}
