"""Who looks at cases at all, and who may read what background work made."""

from __future__ import annotations

from django.http import HttpRequest

from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import Role
from apps.orgs.permissions import acting, admit
from apps.outbox.models import Job

CASE_READERS = frozenset(Role) - {Role.ADMINISTRATOR, Role.DIRECTORY_KEEPER, Role.FINANCE_READER}


def reads_cases(actor: Actor) -> Decision:
    """Everybody looks at cases but who keeps accounts and settings, or keeps or reads the directory."""
    if actor.role in CASE_READERS:
        return Allowed()
    if actor.role == Role.ADMINISTRATOR:
        return Denied("管理员只办理“管理”里的事，不查看案件。", code="post")
    return Denied("这一岗位只看企业名录，不查看案件。", code="post")


def reading(request: HttpRequest) -> Actor:
    """Return the request's actor, or refuse the page to those who do not look at cases."""
    actor = acting(request)
    admit(reads_cases(actor))
    return actor


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
