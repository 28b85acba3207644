"""The numbers of a draw are let out by a named person: no household, no enterprise, no inspector (P10)."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db import transaction

from apps.audit.services import record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import require
from apps.outbox.services import settle
from apps.supervision.enums import Consent, Finding, Stage, Standing
from apps.supervision.models import Draw
from apps.supervision.permissions import may_publish
from apps.supervision.services.draws import locked_draw, subject_of


def figures_of(draw: Draw) -> dict[str, int]:
    """Return what would be published of a draw, counted now."""
    rows = list(draw.rechecks.all())
    dropped = Counter(row.consent for row in rows if row.standing == Standing.DROPPED)
    found = Counter(row.finding for row in rows if row.standing == Standing.DONE)
    return {
        "population": draw.size,
        "drawn": draw.drawn or 0,
        "reserve": sum(1 for row in rows if row.instead_of_id is not None),
        "checked": sum(found.values()),
        "refused": dropped[Consent.REFUSED],
        "unreached": dropped[Consent.UNREACHED],
        **{finding.value: found[finding.value] for finding in Finding},
    }


@transaction.atomic
def publish_draw(*, draw_id: UUID, by: Actor, note: str = "") -> Draw:
    """Publish the numbers, with the name of who did; they stay as they stood."""
    draw = locked_draw(draw_id, by)
    require(may_publish(by, draw))
    draw.figures = figures_of(draw)
    draw.stage, draw.published_at = Stage.PUBLISHED, clock.now()
    draw.published_by, draw.published_note = by.signature, note
    draw.save(update_fields=["figures", "stage", "published_at", "published_by", "published_note"])
    record(by=by, subject=subject_of(draw), action="draw.published", facts=draw.figures)
    settle(subject=subject_of(draw))
    return draw
