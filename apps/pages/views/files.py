"""The one way to a stored file: through the scope of its case and the field policy."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from apps.cases.models import Case
from apps.cases.permissions import may_fetch
from apps.documents.models import StoredFile
from apps.documents.services import file_response
from apps.lib.actors import Actor
from apps.orgs.permissions import acting
from apps.outbox.models import Job


@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Serve a case's file as attachment; pictures may be shown in place with ``?inline=1``.

    Outside the actor's rows, sensitive for a post that may not see 身份证号, or of the enterprise that
    the actor's replaced: 404, as if it were not there. Every fetch is logged.
    """
    actor = acting(request)
    stored = get_object_or_404(StoredFile, pk=pk)
    if stored.owner_kind == "job":
        return _result(actor, stored)
    if stored.owner_kind != "case":
        raise Http404
    case = get_object_or_404(Case.objects.visible_to(actor).only("pk"), pk=stored.owner_id)
    if not may_fetch(actor, case, stored):
        raise Http404
    return file_response(stored, inline=request.GET.get("inline") == "1", by=actor, purpose="查看案件材料")


def _result(actor: Actor, stored: StoredFile) -> HttpResponse:
    """Serve what a job made to who asked for it, in the post of then; to anyone else it is not there."""
    get_object_or_404(
        Job,
        pk=stored.owner_id,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        actor_post=actor.post,
    )
    return file_response(stored, by=actor, purpose="下载导出结果")
