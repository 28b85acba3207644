"""Tags of the case pages: their tabs, and buttons whose page belongs to another app."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.urls import reverse

from apps.cases.models import Case

register = template.Library()

TABS = (
    ("case", "申请", "pages:case"),
    ("plan", "方案与预算", "plans:plan"),
    ("works", "施工与巡查", "inspections:works"),
    ("acceptance", "验收", "inspections:acceptance"),
    ("archive", "档案", "pages:case-archive"),
    ("record", "记录", "pages:case-record"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the case page."""

    label: str
    url: str
    current: bool
    count: str = ""


def _key(context: Context) -> str:
    """Name the tab a page belongs to: the view's ``tab``, else by its address."""
    if context.get("tab"):
        return str(context["tab"])
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    name = match.url_name or ""
    if match.namespace == "plans":
        return "plan"
    if match.namespace == "inspections":
        return "acceptance" if "accept" in name or "rectif" in name else "works"
    if match.namespace == "cases":
        return "case"
    return name.removeprefix("case-") if name != "case" else "case"


@register.simple_tag(takes_context=True)
def case_tabs(context: Context, case: Case) -> list[Tab]:
    """List the tabs of a case page, the shown one marked."""
    key = _key(context)
    return [Tab(label, reverse(name, kwargs={"pk": case.pk}), tab == key) for tab, label, name in TABS]


@register.simple_tag
def case_url(name: str, case: Case) -> str:
    """Return the address of a page of the case, by the page's name."""
    return reverse(name, kwargs={"pk": case.pk})
