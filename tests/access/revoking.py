"""撤销验收合格: the moments of the stage's passed case, and who opens which page of the procedure."""

from __future__ import annotations

from apps.orgs.enums import Role
from apps.revocations.permissions import DESK
from tests.access.entries import NOBODY, case, desk, holders, of_case
from tests.access.moment import Moment
from tests.access.stage import OWN
from tests.factories.revoking import decided, proposed, revoked, told

MOMENTS = (
    Moment("revocation_proposed", "拟撤销", "passed", lambda stage, case: proposed(stage.world, case)),
    Moment("revocation_told", "拟撤销已告知", "passed", lambda stage, case: told(stage.world, case)),
    Moment("revocation_decided", "决定撤销待复核", "passed", lambda stage, case: decided(stage.world, case)),
    Moment("revoked", "已撤销", "passed", lambda stage, case: revoked(stage.world, case)),
)
"""After 验收合格, where it is taken back."""

BUREAU = holders(*DESK)
BY_DESK = ("propose", "tell", "state", "serve")
LEADERS = holders(Role.DISTRICT_LEADER)
ENTRIES = (
    case("revocations:page", "passed", OWN),
    *(case(f"revocations:{step}", "passed", BUREAU, BUREAU) for step in BY_DESK),
    case("revocations:decide", "passed", LEADERS, LEADERS),
    # Of a case without a procedure there is none: tests/revocations/test_services.py.
    case("revocations:notice-paper", "passed", NOBODY, args=of_case("passed", number=1), refused=404),
    case("revocations:decision-paper", "passed", NOBODY, args=of_case("passed", number=1), refused=404),
    case("revocations:agree", "passed", desk("revoke"), desk("revoke")),
)
