"""Tags of the case pages: their tabs, and URLs of pages that belong to another app."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.urls import reverse

from apps.cases import frame
from apps.cases.models import Case

register = template.Library()


@dataclass(frozen=True, slots=True)
class TabEntry:
    """One tab of the case page, as components/tabs.html draws it."""

    label: str
    url: str
    current: bool
    count: str = ""


def _current(context: Context, tabs: list[frame.Tab]) -> str:
    """Name the tab a page belongs to: the view's ``tab``, else the first of the page's own app."""
    if context.get("tab"):
        return str(context["tab"])
    match = getattr(context.get("request"), "resolver_match", None)
    app = match.namespace if match is not None else ""
    return next((tab.name for tab in tabs if tab.url_name.partition(":")[0] == app), "")


@register.simple_tag(takes_context=True)
def case_tabs(context: Context, case: Case) -> list[TabEntry]:
    """List the tabs of a case page, the shown one marked."""
    tabs = frame.tabs()
    current = _current(context, tabs)
    return [TabEntry(tab.label, case_url(tab.url_name, case), tab.name == current) for tab in tabs]


@register.simple_tag
def case_url(name: str, case: Case) -> str:
    """Return the URL of a page of the case, by the page's name."""
    return reverse(name, kwargs={"pk": case.pk})


@register.simple_tag
def tab_url(name: str, case: Case) -> str:
    """Return the URL of a tab of the case, by the tab's name."""
    return case_url(frame.page_of(name), case)


@register.simple_tag
def case_list_url() -> str:
    return frame.list_url()
