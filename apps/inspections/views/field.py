"""现场: the pages a phone opens, and what a browser needs to open them without network."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.inspections.permissions import may_work_in_field
from apps.inspections.queries.field import SHOWN, today_text, todays_route, todays_tasks
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.enums import Role
from apps.orgs.permissions import acting, admit

# Without the fragment: all icons are one file, however often a page names one of them.
_URL = re.compile(r'(?:href|src|data-icons)="([^"#]+)')


def in_field(request: HttpRequest) -> Actor:
    """Return the actor if the acting role works on site."""
    actor = acting(request)
    admit(may_work_in_field(actor))
    return actor


def who(actor: Actor) -> dict[str, str]:
    """Return to whom what is kept on a phone belongs: this person in this role, nobody else."""
    return {
        "key": f"{actor.user_id}.{actor.organisation_id}.{actor.role}",
        "name": actor.signature,
        "post": Role(actor.role).label,
        "organisation": actor.organisation_name,
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """今日任务; without JavaScript a list that leads to the forms of the case."""
    actor = in_field(request)
    tasks = todays_tasks(actor)
    context = {
        "tasks": tasks,
        "route": todays_route(actor),
        "today": today_text(),
        "many": len(tasks) >= SHOWN,
        "online": True,
        "renovations_url": reverse(settings.RENOVATIONS_PAGE),
    }
    return render(request, "inspections/field.html", context)


@require_safe
def visit(request: HttpRequest) -> HttpResponse:
    """One visit, drawn by the phone from what it holds; the URL names case and kind."""
    in_field(request)
    return render(request, "inspections/field.html", {"online": True, "today": today_text()})


def shell_text() -> str:
    """Return the page as it is kept on the phone: without a request, hence without anybody's data."""
    return render_to_string("inspections/field.html", {"shell": True})


@login_not_required
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Return the empty page for offline use."""
    response = HttpResponse(shell_text())
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def tasks(request: HttpRequest) -> JsonResponse:
    """Today's tasks as data, who they belong to, the server's time, and a token for what is sent.

    With ``?brief=1`` without the tasks: a phone that has them asks before each sync.
    """
    actor, brief = in_field(request), bool(request.GET.get("brief"))
    response = JsonResponse(
        {
            "now": round(clock.now().timestamp() * 1000),
            "today": clock.today().isoformat(),
            "today_text": today_text(),
            "who": who(actor),
            "csrf": get_token(request),
            "tasks": None if brief else todays_tasks(actor),
            "route": None if brief else todays_route(actor),
        },
        json_dumps_params={"ensure_ascii": False},  # a third of the bytes over a bad line
    )
    response["Cache-Control"] = "no-store"
    return response


def _modules() -> list[str]:
    folder = Path(settings.BASE_DIR) / "static" / "field"
    return sorted(f"field/{path.name}" for path in folder.glob("*.js"))


def worker_config() -> dict[str, object]:
    """Return what the service worker keeps: the empty page and every static file that it names."""
    page = shell_text()
    named = {url for url in _URL.findall(page) if url.startswith(settings.STATIC_URL)}
    named |= {static(name) for name in _modules()}
    statics = sorted(named)
    # Static files are named by their content, so names and page are all that can differ between releases.
    digest = sha256("\n".join([page, *statics]).encode()).hexdigest()
    return {
        "version": digest[:16],
        "shell": reverse("field:shell"),
        "scope": reverse("field:index"),
        "pages": [reverse("field:index"), reverse("field:visit")],
        "statics": statics,
    }


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker; it knows file names and URLs, nobody's data."""
    # statics of the worker itself are imported, so a changed module makes a changed worker
    script = (
        f"import {{ serve }} from {json.dumps(static('field/worker.js'))};\n"
        f"serve({json.dumps(worker_config(), indent=1)});\n"
    )
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = reverse("field:index")
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Return what a phone needs to put 现场 on its home screen."""
    icons = [
        {"src": static(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    home = reverse("field:index")
    response = JsonResponse(
        {
            "id": home,
            "name": "厨卫换新 · 现场",
            "short_name": "现场",
            "description": "巡查、现场检查和现场验收，没有网络也能用",
            "lang": "zh-Hans",
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "background_color": "#f4f7f8",
            "theme_color": "#0b5f6f",
            "icons": [
                *icons,
                {
                    "src": static("field/icon-mask-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
            ],
        },
        content_type="application/manifest+json",
    )
    response["Cache-Control"] = "no-cache"
    return response
