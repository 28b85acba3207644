"""Sound submissions of the acts on what a household reported."""

from __future__ import annotations

from apps.documents.enums import FileKind
from tests.acts.sound import REASON, TODAY, WORD, Paper, Sound

ON_REPORTS: dict[str, Sound] = {
    "defects.record": Sound(
        by="zhou",
        at="building",
        body={"text": WORD, "channel": "paper", "photos": [Paper(FileKind.WORK_PHOTO)]},
    ),
    "defects.schedule": Sound(by="jiang", at="defect_reported", body={"comes_on": TODAY, "note": WORD}),
    "defects.dispute": Sound(by="jiang", at="defect_reported", body=REASON),
    "defects.settle": Sound(
        by="zhou", at="reported_mended", body={"number": 1, "channel": "desk", "words": WORD}
    ),
    "defects.insist": Sound(
        by="zhou", at="reported_disputed", body={"number": 1, "channel": "telephone", "words": WORD}
    ),
}
