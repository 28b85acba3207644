"""公布: letting the public see the accepted tables of a week."""

from __future__ import annotations

from django import forms

from apps.acts.acts import Act
from apps.acts.forms import ActForm
from apps.reports import permissions, services
from apps.reports.acts.grounds import WEEK
from apps.reports.acts.weeks import week_list
from apps.reports.models import Release
from apps.reports.queries.releases import to_release


class ReleaseForm(ActForm):
    """Nothing is asked: what the page shows is released, and refused where it has changed meanwhile."""

    # Of all reports of the week, not of the one whose page it is.
    versioned = False

    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def _released(release: Release) -> str:
    return f"第 {release.number} 期已公布（{len(release.rows)} 家）。"


RELEASE = Act(
    name="weeks.release",
    label="公布本期",
    ground=WEEK,
    may=lambda actor, week: permissions.may_release(actor, week.snapshot),
    form=ReleaseForm,
    service=services.release_week,
    button="公布",
    explain="向公众公布本期已接收的各区县的户数和合同金额，不含名单；以后有更正并重新接收的，可以再公布一次。",
    success=_released,
    describe="公布：向公众公开本期已接收的各区县的数；与已公布的一样的不再公布。",
    records={"report.released": "公布"},
    path="<int:pk>/release/",
    page="reports:release",
    template="reports/release.html",
    initial=lambda _actor, week: {"shown": to_release(week.snapshot).digest},
    context=lambda _actor, week: {"snapshot": week.snapshot, "found": to_release(week.snapshot)},
    after=lambda week, _release: week_list(week),
    api="release",
    body="WeekRelease",
)
