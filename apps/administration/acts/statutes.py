"""核对原文: said by who sets a body's parameters (decision 0168)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.acts.acts import Act
from apps.administration.acts.grounds import STATUTE
from apps.administration.forms.statutes import READ, StatuteForm
from apps.administration.queries.years import OfBody
from apps.lib import clock
from apps.programs import services
from apps.programs.models import StatuteReading
from apps.programs.permissions import may_set_limit
from apps.programs.queries import reading_versions


def _versions(subject: OfBody) -> list[StatuteReading]:
    return reading_versions(subject.organisation, subject.statute.code) if subject.statute else []


def _now(subject: OfBody) -> dict[str, Any]:
    # Nothing of the house's words is offered as the original's: whoever reads it types it.
    said: dict[str, Any] = {"valid_from": clock.today() + timedelta(days=1)}
    last = next((row for row in _versions(subject) if row.is_read), None)
    if last is not None:
        names = ("article", "wording", "years", "approvable", "seen_in")
        said |= {"is_read": READ, **{name: getattr(last, name) for name in names}}
    return said


READ_STATUTE = Act(
    name="statutes.read",
    label="核对原文",
    ground=STATUTE,
    may=lambda actor, subject: may_set_limit(actor, subject.organisation),
    form=StatuteForm,
    service=services.read_statute,
    button="保存",
    explain=(
        "核对的人、时间和抄录的原文都留下记录，自生效日起本单位和报送至它的单位适用："
        "禁止事项在方案提交户主以前核验、巡查时逐条检查，保修年限在登记质量保修书时核验。"
    ),
    success="已保存，自生效日起适用。",
    records={"statute.read": "核对法规原文", "statute.taken_back": "恢复待核对原文"},
    path="years/bodies/<int:pk>/statutes/<slug:line>/",
    page="administration:statute",
    template="administration/years/statute.html",
    options=lambda _actor, subject: {"statute": subject.statute},
    initial=lambda _actor, subject: _now(subject),
    context=lambda _actor, subject: {
        "about": f"{subject.organisation.name} · {subject.statute.label if subject.statute else ''}",
        "statute": subject.statute,
        "versions": _versions(subject),
    },
)
