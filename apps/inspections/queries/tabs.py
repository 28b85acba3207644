"""What both tabs share: photos by record, an enterprise's own time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from apps.cases.models import Case
from apps.inspections.models import Photo
from apps.lib.actors import Actor
from apps.orgs.enums import ScopeLevel
from apps.orgs.permissions import row_scope

Photos = Mapping[tuple[str, UUID], Sequence[Photo]]


def photos_of(case: Case) -> Photos:
    """Return all photos of a case by what they belong to (one query)."""
    found: dict[tuple[str, UUID], list[Photo]] = defaultdict(list)
    for photo in Photo.objects.filter(case=case):
        found[photo.subject, photo.subject_id].append(photo)
    return found


def own_time(actor: Actor, case: Case) -> dict[str, int]:
    """Return the filter that keeps an enterprise to the works of its own time; {} for everybody else."""
    if row_scope(actor).level is ScopeLevel.ENTERPRISE:
        return {"enterprise_id": case.enterprise_id or 0}
    return {}
