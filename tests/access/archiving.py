"""After 验收合格: the moments of the stage's passed case until it is filed, or revoked, and its pages."""

from __future__ import annotations

from collections.abc import Collection

from apps.archives.permissions import BUNDLERS, COMPILERS, READERS
from apps.inspections.permissions.products import READERS as FAULT_READERS
from apps.inspections.permissions.showcase import MARKERS as SHOWCASE_MARKERS
from apps.inspections.permissions.showcase import READERS as SHOWCASE_READERS
from apps.inspections.queries.roster import READERS as ROSTER_READERS
from apps.orgs.enums import Role
from tests.access.entries import (
    CONTRACTOR,
    CORRECTORS,
    COUNTER,
    DISTRICT,
    NOBODY,
    PATROL,
    STREET,
    Entry,
    Rows,
    case,
    desk,
    holders,
    of_case,
)
from tests.access.moment import Moment
from tests.access.revoking import ENTRIES as PROCEDURE
from tests.access.revoking import MOMENTS as REVOKING
from tests.access.stage import ROLES
from tests.factories.archiving import compiled, filed, make_whole, packed, shown

MOMENTS = (
    Moment("shown", "样板工程", "passed", lambda stage, case: shown(stage.world, case)),
    Moment("whole", "验收合格（资料齐全）", "passed", lambda stage, case: make_whole(stage.world, case)),
    Moment("compiled", "已立卷", "passed", lambda stage, case: compiled(stage.world, case)),
    Moment("archived", "已归档（包未生成）", "passed", lambda stage, case: filed(stage.world, case)),
    Moment("packed", "已归档", "passed", lambda stage, case: packed(stage.world, case)),
    *REVOKING,
)
"""After 验收合格, in order."""


def holding(roles: Collection[Role]) -> frozenset[str]:
    """Return everybody with one of the roles, in whatever district: each sees the rows of its own."""
    return frozenset(name for name, role in ROLES.items() if role in roles)


AT_DESK = holders(*COMPILERS)
MARKERS = holders(*SHOWCASE_MARKERS)
FEEDING = CONTRACTOR | STREET | DISTRICT | PATROL
OPENERS = holding(READERS)
ASKERS = holding(BUNDLERS)
ENTRIES = (
    case("inspections:warranty", "passed", COUNTER | CONTRACTOR, COUNTER | CONTRACTOR),
    case("inspections:product-record", "building", CONTRACTOR, CONTRACTOR),
    case("inspections:product-fault", "building", FEEDING, FEEDING),
    Entry("inspections:patrols", Rows.NONE, holding(ROSTER_READERS)),
    Entry("inspections:product-faults", Rows.NONE, holding(FAULT_READERS)),
    case("inspections:showcase-mark", "passed", MARKERS, MARKERS),
    case("inspections:showcase-unmark", "passed", MARKERS, MARKERS),
    Entry("inspections:showcases", Rows.NONE, holding(SHOWCASE_READERS)),
    case("archives:missing-note", "passed", COUNTER, COUNTER),
    case("archives:missing-note-paper", "passed", COUNTER, refused=404),
    case("archives:compile", "passed", AT_DESK, AT_DESK),
    case("archives:file", "passed", desk("archive"), desk("archive")),
    case("archives:return", "passed", desk("archive"), desk("archive")),
    case("archives:repack", "passed", desk("archive"), desk("archive")),
    case("archives:supplement", "passed", AT_DESK, AT_DESK),
    # Of a case that is not filed there is none: tests/archives/test_views.py.
    # Of one that has not ended the page leads back; who may: tests/archives/test_put_right.py.
    case("archives:put-right", "passed", CORRECTORS, CORRECTORS),
    case("archives:supplement-zip", "passed", NOBODY, args=of_case("passed", number=1), refused=404),
    case("archives:day-proof", "passed", NOBODY, refused=404),
    Entry("transfer:list", Rows.NONE, OPENERS),
    Entry("transfer:bundle-new", Rows.NONE, ASKERS, ASKERS),
    # Of the stage there is none: tests/archives/test_bundles.py.
    *(
        Entry(f"transfer:{name}", Rows.NONE, NOBODY, args=lambda _stage: {"pk": 1}, refused=404)
        for name in ("bundle", "bundle-zip")
    ),
    Entry("transfer:pdf", Rows.NONE, OPENERS, args=lambda _stage: {"year": 2026}),
    Entry("transfer:xlsx", Rows.NONE, OPENERS, args=lambda _stage: {"year": 2026}),
    *PROCEDURE,
)
