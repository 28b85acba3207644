"""A week snapshot with its report, and a 年终核定, as acts stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.reports.models import ReportVersion, WeekSnapshot, YearClose
from apps.reports.permissions import may_read
from apps.reports.queries.lists import standing_of
from apps.reports.queries.loading import loaded_week
from apps.reports.queries.week_data import edits_since
from apps.reports.serializers.weeks import WeekStands
from apps.reports.serializers.yearend import YearCloseStands


@dataclass(frozen=True, slots=True)
class Reported:
    """A week snapshot with the versions of its report, newest first; never without one."""

    snapshot: WeekSnapshot
    versions: tuple[ReportVersion, ...]
    before: ReportVersion | None = None
    """The last version before this week that declared a total; read with the others."""

    @property
    def newest(self) -> ReportVersion:
        """The version that acts are done to."""
        return self.versions[0]


class WeekGround(Ground[Reported]):
    """A week; its version is the newest edit, the API answers where the week then stands."""

    title = "周报"
    found = "reports:index"
    path = "reports/weeks/<int:pk>"
    operation = "api-week"
    tag = "周报"
    result_class = WeekStands

    def reads(self, actor: Actor) -> Decision:
        """Streets, enterprises and property read no reports."""
        return may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Reported:
        """Return the week of the URL."""
        # Loading is authorising: a week outside the scope is not found, as if it did not exist.
        found = loaded_week(actor, int(kwargs["pk"]))
        if found is None:
            raise Http404("没有这一期周报")
        return Reported(*found)

    def version(self, subject: Reported) -> int:
        """Return the newest version's edit."""
        return subject.newest.edit

    def named(self, subject: Reported) -> dict[str, Any]:
        """Services take the week as ``snapshot``."""
        return {"snapshot": subject.snapshot}

    def place(self, subject: Reported) -> dict[str, Any]:
        """Addresses take the snapshot's ``pk``."""
        return {"pk": subject.snapshot.pk}

    def home(self, act: Act[Reported], subject: Reported) -> str:
        """Return the week's page, which hosts its acts."""
        return reverse("reports:detail", kwargs=self.place(subject))

    def stands(self, actor: Actor, subject: Reported, record: object) -> Any:
        """Return the week's state, its newest version and the id of the record."""
        standing = standing_of(subject.snapshot, subject.versions[::-1], clock.now())
        return {
            "id": subject.snapshot.pk,
            "state": standing.state.value,
            "state_label": standing.state.label,
            "late": standing.late,
            "version": subject.newest.edit,
            "version_number": subject.newest.number,
            "record_id": str(record.pk if isinstance(record, Model) else record),
        }

    def conflict(self, actor: Actor, subject: Reported, sent: object) -> dict[str, object]:
        """Say where the week stands now and who touched it."""
        # What was sent in place of a version may be anything; without a number nothing can be told since it.
        changes = edits_since(subject.snapshot, subject.newest, sent) if isinstance(sent, int) else []
        return {"current_version": subject.newest.edit, "changes": changes}


WEEK = WeekGround()


class YearCloseGround(Ground[YearClose]):
    """A 年终核定; its version is its edit."""

    title = "年终核定"
    found = "reports:index"
    path = "reports/year-closes/<int:pk>"
    operation = "api-year-close"
    tag = "周报"
    result_class = YearCloseStands

    def reads(self, actor: Actor) -> Decision:
        """Who reads weekly reports reads what the year came to."""
        return may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> YearClose:
        """Return the 年终核定 of the URL within the scope."""
        closes = YearClose.objects.visible_to(actor).select_related("bureau", "program", "reports_to", "last")
        return get_object_or_404(closes, pk=kwargs["pk"])

    def version(self, subject: YearClose) -> int:
        """Return its edit."""
        return subject.edit

    def named(self, subject: YearClose) -> dict[str, Any]:
        """Services take it as ``close``."""
        return {"close": subject}

    def place(self, subject: YearClose) -> dict[str, Any]:
        """Addresses take its ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[YearClose], subject: YearClose) -> str:
        """Return its page, which hosts its acts."""
        return reverse("reports:year-close", kwargs=self.place(subject))

    def stands(self, actor: Actor, subject: YearClose, record: object) -> Any:
        """Return its state, its edit and the id of the record."""
        return {
            "id": subject.pk,
            "state": subject.status,
            "state_label": subject.get_status_display(),
            "version": subject.edit,
            "record_id": str(record.pk if isinstance(record, Model) else record),
        }


YEAR_CLOSE = YearCloseGround()
