"""公布: letting the public see the accepted tables of a week (R16)."""

from __future__ import annotations

from django.db import transaction

from apps.audit.services import record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.reports.models import Release, WeekSnapshot
from apps.reports.permissions import may_release
from apps.reports.queries.releases import to_release
from apps.reports.services.notices import subject_of


@transaction.atomic
def release_week(*, by: Actor, snapshot: WeekSnapshot, shown: str = "") -> Release:
    """Release the week of ``snapshot`` for the bureaus that report to the same body.

    ``shown``: the digest of what the page showed. Refused where something else would be released, where no
    report of the week is accepted, and where the public sees the very same already.
    """
    require(may_release(by, snapshot))
    week = WeekSnapshot.objects.filter(
        program_id=snapshot.program_id, number=snapshot.number, reports_to_id=snapshot.reports_to_id
    )
    # Of two who press at once the second finds what the first has released.
    list(week.select_for_update().order_by("pk").values_list("pk"))
    found = to_release(snapshot)
    if snapshot.reports_to is None or not found.rows:
        raise Refused("本期还没有已接收的周报，没有可以公布的数。", code="nothing")
    if shown and shown != found.digest:
        raise Refused("本期刚有接收、退回或重开；下面是现在的内容，请核对后再公布。", code="changed")
    if found.is_same:
        raise Refused("与已经公布的一样，不用再公布。", code="same")
    release = Release.objects.create(
        program_id=snapshot.program_id,
        number=snapshot.number,
        body=snapshot.reports_to,
        edition=found.last.edition + 1 if found.last is not None else 1,
        cutoff_at=snapshot.cutoff_at,
        rows=found.rows,
        waited_for=found.waited_for,
        made_at=clock.now(),
        made_by=by.signature,
    )
    record(
        by=by,
        subject=subject_of(snapshot),
        action="report.released",
        facts={"week": snapshot.number, "edition": release.edition, "bureaus": len(found.rows)},
    )
    return release
