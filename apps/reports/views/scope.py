"""Who reads, and which version of a week."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest

from apps.lib.actors import Actor
from apps.orgs.permissions import acting
from apps.reports.models import ReportVersion
from apps.reports.permissions import reading
from apps.reports.queries.figures import Cursor


def reader(request: HttpRequest) -> Actor:
    """Return the actor, refused with 403 unless the role reads reports."""
    return reading(acting(request))


def chosen_version(request: HttpRequest, versions: Sequence[ReportVersion]) -> ReportVersion:
    """Return the version named by ``?v=``, else the newest."""
    wanted = request.GET.get("v", "")
    if not wanted:
        return versions[0]
    found = next((each for each in versions if str(each.number) == wanted), None)
    if found is None:
        raise Http404("没有这一版")
    return found


def cursor_of(request: HttpRequest) -> Cursor:
    """Return where the asked page begins: behind ``?after=`` or, turning back, before ``?before=``."""
    # No number has a NUL, and PostgreSQL takes none.
    before, after = (request.GET.get(name, "").replace("\0", "") for name in ("before", "after"))
    return Cursor(before or after, back=bool(before))


def turn_url(request: HttpRequest, name: str, cursor: str) -> str:
    """Return the address of the page behind or before a place in a list; '' where there is none."""
    if not cursor:
        return ""
    kept = request.GET.copy()
    kept.pop("after", None)
    kept.pop("before", None)
    kept[name] = cursor
    return f"?{kept.urlencode()}"
