"""What the case page shows of supervision."""

from apps.cases.enums import ACCEPTED, Status
from apps.cases.frame import Tab, register

register(
    Tab(
        "supervision",
        "监督",
        "revocations:page",
        60,
        when=lambda case: case.status in ACCEPTED or case.status == Status.REVOKED,
    )
)
