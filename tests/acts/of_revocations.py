"""Sound submissions of the steps of 撤销验收合格."""

from __future__ import annotations

from apps.documents.enums import FileKind
from tests.acts.sound import REASON, TODAY, WORD, Paper, Sound

_SERVED = {
    "household_on": TODAY,
    "household_way": "direct",
    "enterprise_on": TODAY,
    "enterprise_way": "post",
}
OF_REVOCATIONS: dict[str, Sound] = {
    "revocation.propose": Sound(
        by="wang",
        at="passed",
        body={"facts": WORD, "grounds": WORD, "evidence": [Paper(FileKind.REVOCATION_PAPER)]},
    ),
    "revocation.tell": Sound(by="wang", at="revocation_proposed", body=_SERVED),
    "revocation.state": Sound(
        by="wang", at="revocation_told", body={"party": "enterprise", "text": WORD, "made_on": TODAY}
    ),
    "revocation.decide": Sound(by="ling", at="revocation_told", body={"outcome": "revoke", **REASON}),
    "revocation.agree": Sound(by="shen", at="revocation_decided", body={"opinion": "agree"}),
    "revocation.serve": Sound(by="wang", at="revoked", body=_SERVED),
}
