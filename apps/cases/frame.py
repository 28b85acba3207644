"""The frame of the case page: its tabs and signs, which the stages above register in their ``tabs`` module.

So the case page leads to what they show and says whose turn it is, and names none of their URLs and tables.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models.expressions import Combinable
from django.shortcuts import resolve_url

from apps.cases.models import Case


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: ``url_name`` takes the case's id as ``pk``; tabs stand by ``order``, least first."""

    name: str
    label: str
    url_name: str
    order: int
    when: Callable[[Case], bool] = lambda _case: True
    """For which cases it is there; reads the case alone."""


_tabs: dict[str, Tab] = {}


def register(*tabs: Tab) -> None:
    """Add tabs to every case page; a name that is taken raises ValueError."""
    for tab in tabs:
        if _tabs.setdefault(tab.name, tab) != tab:
            raise ValueError(f"two tabs of the case page are called {tab.name}")


def tabs() -> list[Tab]:
    """Return the tabs from left to right."""
    return sorted(_tabs.values(), key=lambda tab: tab.order)


_signs: dict[str, Combinable] = {}


def register_sign(name: str, since: Combinable) -> None:
    """Add a fact that ``workflow.turns`` asks for: since when it holds of a case's row, else NULL."""
    _signs[name] = since


def signs() -> dict[str, Combinable]:
    """Return the stages' facts by name."""
    return dict(_signs)


_remarks: list[Callable[[Case], str]] = []


def register_remark(remark: Callable[[Case], str]) -> None:
    """Add something a stage says in the head of a case's pages; '' while there is nothing to say."""
    if remark not in _remarks:
        _remarks.append(remark)


def remarks_on(case: Case) -> list[str]:
    """Return what the stages say of a case in its head."""
    return [said for remark in _remarks if (said := remark(case))]


_bars: dict[str, list[Callable[[Case], str]]] = {}


def register_bar(move: str, bar: Callable[[Case], str]) -> None:
    """Add why a stage stops a move of the workflow table, or an act by its name; '' while it does not."""
    if bar not in _bars.setdefault(move, []):
        _bars[move].append(bar)


def barred_by(case: Case, move: str) -> list[str]:
    """Return why the stages stop a move or an act of a case."""
    return [said for bar in _bars.get(move, ()) if (said := bar(case))]


_ending_bars: dict[str, list[Callable[[Case], str]]] = {}


def register_ending_bar(cause: str, bar: Callable[[Case], str]) -> None:
    """Add what a stage wants shown before a case is 终止 for a cause; '' while nothing is missing."""
    if bar not in _ending_bars.setdefault(cause, []):
        _ending_bars[cause].append(bar)


def ending_denied(case: Case, cause: str) -> list[str]:
    """Return why the stages do not let a case be 终止 for a cause yet."""
    return [said for bar in _ending_bars.get(cause, ()) if (said := bar(case))]


_effects: list[Callable[[Case, str], str]] = []


def register_effect(effect: Callable[[Case, str], str]) -> None:
    """Add what a move of a case would change elsewhere, by the move's name; '' where it changes nothing."""
    if effect not in _effects:
        _effects.append(effect)


def effects_of(case: Case, move: str) -> list[str]:
    """Return what a move of a case would change elsewhere, to be read before it is made."""
    return [said for effect in _effects if (said := effect(case, move))]


def page_of(name: str) -> str:
    """Return the URL name of a tab; KeyError when nobody registered it."""
    return _tabs[name].url_name


def list_url() -> str:
    """Return the URL of the list of cases, whichever app the settings say shows it."""
    return resolve_url(settings.CASE_LIST_URL)
