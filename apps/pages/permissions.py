"""Who may read what background work made."""

from __future__ import annotations

from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.outbox.models import Job


def may_read_result(actor: Actor, file: StoredFile) -> bool:
    """Whether the actor asked for the job, in the role of then."""
    own = Job.objects.filter(
        pk=file.owner_id,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        actor_role=actor.role,
    )
    return own.exists()


register_reading("job", Reading(may_read_result, "下载导出结果"))
