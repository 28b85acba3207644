"""Case list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.archives.permissions import lists_transfers
from apps.cases.views.search import may_stand_in_url, recall, remember
from apps.inspections.permissions.showcase import READERS as SHOWCASE_READERS
from apps.inspections.queries.roster import READERS as ROSTER_READERS
from apps.lib import clock
from apps.lib.actors import Actor
from apps.othertrack.permissions import may_read as may_read_renovations
from apps.pages.forms import CaseFilterForm
from apps.pages.permissions import reading
from apps.pages.queries.case_list import FLAGS, GROUPS, PAGE, Wanted, listed, page_of
from apps.pages.queries.rows import case_rows


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases inside the actor's rows, filtered, newest change first."""
    actor = reading(request)
    form = CaseFilterForm(request.GET or {}, actor=actor, on=clock.today())
    typed, word = form.text("q"), request.GET.get("found", "")
    if typed and not may_stand_in_url(typed):  # a URL written by hand, or an old bookmark
        return redirect(_url({**_filters(request.GET), "found": remember(request.session, typed)}))
    wanted = Wanted(
        text=typed or recall(request.session, word),
        group=request.GET.get("group", ""),
        status=form.text("status"),
        flag=request.GET.get("flag", ""),
        street=form.text("street"),
    )
    after = request.GET.get("after", "")
    page = page_of(listed(actor, wanted), after)
    kept = {name: getattr(wanted, name) for name in ("group", "status", "flag", "street")}
    kept = {"q": typed, "found": word if wanted.text and not typed else "", **kept}
    context = {
        "form": form,
        "wanted": wanted,
        "reads_roster": actor.role in ROSTER_READERS,
        "reads_showcases": actor.role in SHOWCASE_READERS,
        "reads_archives": lists_transfers(actor),
        "rows": case_rows(actor, page.rows),
        "quick": _quick(wanted, kept),
        "next_url": _url({**kept, "after": page.following}) if page.following else "",
        "first_url": _url(kept) if after else "",
        "is_filtered": any(kept.values()),
        "other_track_url": _other_track(actor, kept) if wanted.text else "",
        "export_url": f"{reverse('pages:case-export')}?{urlencode({k: v for k, v in kept.items() if v})}",
        # Told only where one page holds all: a longer list is never counted.
        "summary": f"每页 {PAGE} 件" if page.following or after else f"共 {len(page.rows)} 件",
    }
    return render(request, "pages/case_list.html", context)


@require_POST
def case_search(request: HttpRequest) -> HttpResponse:
    """Take a search by POST and go to a list whose URL says nothing about a person."""
    actor = reading(request)
    text = CaseFilterForm(request.POST, actor=actor, on=clock.today()).text("q")
    kept = _filters(request.POST)
    if text and may_stand_in_url(text):
        kept["q"] = text
    elif text:
        kept["found"] = remember(request.session, text)
    return redirect(_url(kept))


def _other_track(actor: Actor, kept: dict[str, str]) -> str:
    """Return where the same words are sought among the renovations; '' for who reads none."""
    if not may_read_renovations(actor):
        return ""
    searched = {"found": kept["found"]} if kept["found"] else {"text": kept["q"]}
    return f"{reverse('othertrack:index')}?{urlencode({'state': 'all', **searched})}"


def _filters(data: QueryDict) -> dict[str, str]:
    return {name: data.get(name, "") for name in ("group", "status", "flag", "street")}


def _url(query: dict[str, str]) -> str:
    text = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('pages:case-list')}{'?' if text else ''}{text}"


def _quick(wanted: Wanted, kept: dict[str, str]) -> list[dict[str, object]]:
    """The quick filters: all, groups of states, flags; each keeps search and street."""
    base = {"q": kept["q"], "found": kept["found"], "street": kept["street"]}
    entries: list[dict[str, object]] = [
        {
            "label": "全部",
            "url": _url(base),
            "current": not (wanted.group or wanted.flag or wanted.status),
        }
    ]
    entries += [
        {"label": label, "url": _url({**base, "group": key}), "current": wanted.group == key}
        for key, (label, _) in GROUPS.items()
    ]
    entries += [
        {
            "label": label,
            "url": _url({**base, "flag": key}),
            "current": wanted.flag == key,
            "starts": place == 0,
        }
        for place, (key, label) in enumerate(FLAGS.items())
    ]
    return entries
