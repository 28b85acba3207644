"""What the case page shows of supervision, and that nothing is filed while an acceptance is in question."""

from apps.cases.enums import ACCEPTED, Status
from apps.cases.frame import Tab, register, register_bar, register_remark
from apps.revocations.queries import open_bar, open_remark

register(
    Tab(
        "supervision",
        "监督",
        "revocations:page",
        65,
        when=lambda case: case.status in ACCEPTED or case.status == Status.REVOKED,
    )
)
register_remark(open_remark)
register_bar("archive", open_bar)
