"""归档范围和保管期限表: set by who sets a body's parameters (decision 0126)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apps.acts.acts import Act
from apps.administration.acts.grounds import RETENTION
from apps.administration.forms.retention import RetentionForm
from apps.administration.queries.years import OfBody
from apps.lib import clock
from apps.programs import services
from apps.programs.permissions import may_set_limit
from apps.programs.queries import retention_versions


def _now(subject: OfBody) -> dict[str, Any]:
    versions = retention_versions(subject.organisation)
    said: dict[str, Any] = {"valid_from": clock.today() + timedelta(days=1)}
    for last in versions[:1]:
        said["source"] = last.source
        for number, line in enumerate(last.lines):
            said |= {f"lines-{number}-{name}": value for name, value in line.items()}
    return said


SET_RETENTION = Act(
    name="retention.set",
    label="设定归档范围和保管期限表",
    ground=RETENTION,
    may=lambda actor, subject: may_set_limit(actor, subject.organisation),
    form=RetentionForm,
    service=services.set_retention,
    button="保存",
    explain="整张表另出一版，以前的照样保留。注明是哪类办件一户一档的一行，写进档案页的归档标识。",
    success="归档范围和保管期限表已保存，自生效日起归档的适用。",
    records={"retention.set": "设定归档范围和保管期限表"},
    path="years/bodies/<int:pk>/retention/",
    page="administration:retention",
    template="administration/years/retention.html",
    initial=lambda _actor, subject: _now(subject),
    context=lambda _actor, subject: {
        "about": subject.organisation.name,
        "versions": retention_versions(subject.organisation),
    },
)
