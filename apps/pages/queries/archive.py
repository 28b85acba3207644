"""The 档案 tab: each paper of the household's archive, and the way to it for this reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from apps.cases.models import Case
from apps.cases.permissions import may_fetch
from apps.documents.models import StoredFile
from apps.inspections.queries import ArchiveItem, archive_items
from apps.lib.actors import Actor
from apps.orgs.permissions import may_read_sensitive_papers


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """One paper; ``url`` is '' where there is none yet or the reader may not open it."""

    item: ArchiveItem
    url: str
    closed: bool
    """True where the paper is there but carries values this reader's post may not see."""


def archive_lines(actor: Actor, case: Case) -> list[ArchiveLine]:
    """Return the completeness list of a case as the actor may use it."""
    items = archive_items(case)
    files = StoredFile.objects.in_bulk([item.file_id for item in items if item.file_id])
    closed_files = {pk for pk, file in files.items() if not may_fetch(actor, case, file)}
    trusted = may_read_sensitive_papers(actor)
    lines = []
    for item in items:
        closed = (item.sensitive and not trusted) or item.file_id in closed_files
        url = "" if closed else _url(case, item)
        lines.append(ArchiveLine(item, url, closed and bool(item.file_id or item.url_name)))
    return lines


def _url(case: Case, item: ArchiveItem) -> str:
    if item.file_id is not None:
        return reverse("documents:file", kwargs={"pk": item.file_id})
    if not item.url_name:
        return ""
    kwargs: dict[str, object] = {"pk": case.pk}
    if item.attempt is not None:
        kwargs["number"] = item.attempt
    return reverse(item.url_name, kwargs=kwargs)
