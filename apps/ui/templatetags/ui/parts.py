"""Components: icon, states, bars, steps, lists. Each draws templates/components/NAME.html."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zlib import crc32

from django import template
from django.conf import settings
from django.shortcuts import resolve_url
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.lib.decisions import Denied
from apps.lib.formats import Number, percent
from apps.ui.templatetags.ui.formats import time_left

register = template.Library()

TONE_ICONS = {
    "ok": "circle-check",
    "warn": "clock",
    "bad": "alert-circle",
    "accent": "circle-dot",
    "": "circle-dashed",
}
STATE_ICONS = {
    "ok": ("circle-check", "符合"),
    "bad": ("circle-x", "不符合"),
    "warn": ("alert-triangle", "注意"),
    "open": ("circle", "待办"),
    "neutral": ("minus", "不适用"),
}
NOTICE_ICONS = {"ok": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw a Tabler icon named in static/icons.txt; without ``label`` it is decoration."""
    href = f"{static('vendor/icons.svg')}#{name}"
    css = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, href)


@register.simple_tag
def pill(text: str, tone: str = "", icon: str = "") -> SafeString:
    """Show a state: a word and an icon. ``tone``: ok, warn, bad, accent or '' for neutral."""
    drawing = _icon(icon or TONE_ICONS.get(tone, "circle-dashed"))
    return format_html('<span class="pill {}">{}<span>{}</span></span>', tone, drawing, text)


@register.simple_tag
def chip(text: str, icon: str = "", tone: str = "") -> SafeString:
    """Show a property of a thing (not a state): a small tag, with an icon if given."""
    drawing = _icon(icon) if icon else ""
    return format_html('<span class="chip {}">{}<span>{}</span></span>', tone, drawing, text)


# Tags below have a parameter called icon, which templates name; it hides the function.
_icon = icon


@register.inclusion_tag("components/state_icon.html")
def state_icon(state: str) -> dict[str, str]:
    """Draw the sign of a check: ok, bad, warn, open or neutral, with its word for readers."""
    name, word = STATE_ICONS.get(state, STATE_ICONS["neutral"])
    return {"state": state, "name": name, "word": word, "sprite": static("vendor/icons.svg")}


@register.inclusion_tag("components/deadline.html")
def deadline(
    due: date | None,
    *,
    finished: date | None = None,
    prefix: str = "",
    provisional: bool = False,
    soon: int = 2,
) -> dict[str, object]:
    """Show how long a deadline is away; a missing ``due`` shows a dash."""
    left = time_left(due, finished=finished, soon=soon) if due else None
    return {"left": left, "due": due, "prefix": prefix, "provisional": provisional}


@dataclass(frozen=True, slots=True)
class Mark:
    """A line on a bar: where (per cent of its width) and how its words are anchored."""

    x: str
    label: str
    anchor: str


def _width(share: Fraction) -> str:
    return percent(min(max(share, Fraction(0)), Fraction(1)), sign="%")


def _mark(at: Fraction, label: str) -> Mark:
    # Words near an end are anchored to it; else they would leave a narrow bar.
    anchor = "end" if at > Fraction(85, 100) else "start" if at < Fraction(12, 100) else "middle"
    return Mark(x=_width(at), label=label, anchor=anchor)


@register.inclusion_tag("components/bar.html")
def ratio_bar(
    share: Number | None, *, line: Number, note: str = "", name: str = "干式工法比例"
) -> dict[str, object]:
    """Draw a share (0 to 1) against its limit ``line`` (0 to 1); at or over the line is green."""
    # Exact: as a float 0.7 lies beside the limit it is compared with.
    exact, limit = Fraction(share or 0), Fraction(line)
    tone = "" if share is None else "ok" if exact >= limit else "bad"
    return {
        "name": name,
        "tone": tone,
        "width": _width(exact),
        "marks": [_mark(limit, percent(line))],
        "value": percent(None if share is None else exact),
        "note": note,
    }


@register.inclusion_tag("components/bar.html")
def milestone_bar(
    value: int | Decimal,
    total: int | Decimal | None,
    marks: Iterable[tuple[Number, str]] = (),
    *,
    note: str = "",
    tone: str = "ok",
    name: str = "年度进度",
) -> dict[str, object]:
    """Draw ``value`` of ``total`` with milestones, each ``(share from 0 to 1, words)``."""
    share = Fraction(value) / Fraction(total) if total else Fraction(0)
    return {
        "name": name,
        "tone": tone,
        "width": _width(share),
        "marks": [_mark(Fraction(at), label) for at, label in marks],
        "value": "",
        "reading": f"{value} / {total}" if total else f"{value}",
        "note": note,
    }


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Iterable[Any]) -> dict[str, object]:
    """Draw the course of a case; see the component for a step's attributes."""
    return {"steps": steps}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, object]:
    """Draw what happened, newest first as given."""
    return {"entries": entries}


@register.inclusion_tag("components/checklist.html")
def checklist(items: Iterable[Any], verdicts: bool = False) -> dict[str, object]:
    """Draw checks; ``verdicts`` adds the word of the state at the end of each line."""
    return {"items": items, "verdicts": verdicts}


@register.inclusion_tag("components/key_figures.html")
def key_figures(figures: Iterable[Any]) -> dict[str, object]:
    return {"figures": figures}


@register.inclusion_tag("components/tabs.html")
def tabs(entries: Iterable[Any], label: str = "分栏") -> dict[str, object]:
    """Draw tabs, each a page of its own."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("components/definition.html")
def definition(rows: Iterable[Any], css: str = "") -> dict[str, object]:
    """Draw pairs of label and value."""
    return {"rows": rows, "css": css}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Any]) -> dict[str, object]:
    return {"tasks": tasks}


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, text: str = "", *, icon: str = "inbox", url: str = "", action: str = ""
) -> dict[str, str]:
    """Say why there is nothing here and what would bring something."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.simple_tag
def home_url() -> str:
    """Return the URL where a signed-in person starts."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@register.inclusion_tag("components/pagination.html")
def pagination(*, next_url: str = "", previous_url: str = "", summary: str = "") -> dict[str, str]:
    """Draw the way to the next and previous part of a list."""
    return {"next_url": next_url, "previous_url": previous_url, "summary": summary}


@register.inclusion_tag("components/action_button.html", takes_context=True)
def action(
    context: Context,
    label: str,
    *,
    url: str = "",
    decision: object = None,
    reason: str = "",
    method: str = "get",
    style: str = "",
    icon: str = "",
    form: str = "",
    name: str = "",
    value: str = "",
    sends: object = None,
) -> dict[str, object]:
    """Draw a button, or the same button switched off with its reason under it.

    ``decision`` may be Allowed or Denied; ``reason`` is words of one's own. ``method`` "post"
    makes a form of one button (with the hidden fields of the form ``sends``),
    "submit" a submit button (of ``form`` by id, if given). ``style``: primary, danger, quiet or ''.
    """
    if isinstance(decision, Denied):
        reason = decision.reason
    if reason and label not in reason:
        reason = f"{label}：{reason}"
    return {
        "label": label,
        "url": url,
        "reason": reason,
        "method": method,
        "style": style,
        "icon": icon,
        "form": form,
        "name": name,
        "value": value,
        "sends": sends,
        # hash() differs from process to process, and the id of a reason would with it.
        "slug": f"reason-{crc32(f'{label}{url}{reason}'.encode()):x}",
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_block_tag
def notice(content: str, tone: str = "", title: str = "") -> SafeString:
    """Frame a message: ``tone`` '', ok, warn or bad; the content is the block's."""
    head = format_html('<p class="notice-title">{}</p>', title) if title else ""
    # role=alert is read out at once: kept for what went wrong.
    role = mark_safe(' role="alert"') if tone == "bad" else ""
    return format_html(
        '<div class="notice {}"{}>{}<div>{}{}</div></div>',
        tone,
        role,
        _icon(NOTICE_ICONS.get(tone, "info-circle")),
        head,
        content,
    )


@register.simple_block_tag
def panel(content: str, title: str, aside: str = "", body: bool = True, id: str = "") -> SafeString:
    """Frame the block as a card; with ``body=False`` tables and lists reach its edges."""
    return format_html(
        '<section class="card"{}><div class="card-header"><h2 class="card-title">{}</h2>{}</div>{}</section>',
        format_html(' id="{}"', id) if id else "",
        title,
        format_html('<div class="card-aside">{}</div>', aside) if aside else "",
        format_html('<div class="card-body">{}</div>', content) if body else content,
    )
