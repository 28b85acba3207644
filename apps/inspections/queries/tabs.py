"""What both tabs share: buttons with their reasons, photos by record, an enterprise's own time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from apps.cases.models import Case
from apps.inspections.models import Photo
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.orgs.enums import ScopeLevel
from apps.orgs.permissions import row_scope

Photos = Mapping[tuple[str, UUID], Sequence[Photo]]


@dataclass(frozen=True, slots=True)
class Act:
    """A button of a tab: where it leads, and whether it may be pressed now."""

    label: str
    url_name: str
    decision: Decision
    style: str = ""
    icon: str = ""

    @property
    def page(self) -> str:
        """Full name of the page."""
        return f"inspections:{self.url_name}"


def primary_of(acts: Sequence[Act]) -> Act | None:
    """Return the one act that the page puts forward: the first that is marked and may be done."""
    marked = [act for act in acts if act.style == "primary"]
    return next((act for act in marked if act.decision), marked[0] if marked else None)


def beside(acts: Sequence[Act], primary: Act | None) -> list[Act]:
    """Return the other acts, none of them marked as primary."""
    return [
        replace(act, style="" if act.style == "primary" else act.style) for act in acts if act is not primary
    ]


def offered(acts: Sequence[Act]) -> list[Act]:
    """Drop what the actor's post never does; keep what only has to wait, with its reason."""
    return [
        act
        for act in acts
        if not (isinstance(act.decision, Denied) and act.decision.code in ("post", "kind", "status"))
    ]


def photos_of(case: Case) -> Photos:
    """Return all photos of a case by what they belong to (one query)."""
    found: dict[tuple[str, UUID], list[Photo]] = defaultdict(list)
    for photo in Photo.objects.filter(case=case):
        found[photo.subject, photo.subject_id].append(photo)
    return found


def own_time(actor: Actor, case: Case) -> dict[str, int]:
    """An enterprise sees the works of its own time, not those of one it replaced."""
    if row_scope(actor).level is ScopeLevel.ENTERPRISE:
        return {"enterprise_id": case.enterprise_id or 0}
    return {}
