"""What apps above say of a version of a plan, in its tab and on its paper; each registers there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.lib.actors import Actor
from apps.plans.models import PlanVersion
from apps.plans.rules import papers

Ask = Callable[[PlanVersion, Actor], Any]
Tell = Callable[[PlanVersion], "papers.Beside | None"]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the tab: its template, and what it says."""

    template: str
    said: Any


_panels: dict[str, Ask] = {}
_papers: list[Tell] = []


def register_panel(template: str, ask: Ask) -> None:
    """Add a panel to the tab; ``ask`` returns what the template shows as ``said``, None for nothing.

    It is asked for whoever looks: what is not everybody's it says to nobody else.
    """
    _panels[template] = ask


def register_beside(tell: Tell) -> None:
    """Add a part to the paper of a plan; ``tell`` returns the same for everybody, None for nothing."""
    if tell not in _papers:
        _papers.append(tell)


def panels_of(plan: PlanVersion, actor: Actor) -> list[Panel]:
    """Return what there is to say of a version to an actor."""
    found = [Panel(template, ask(plan, actor)) for template, ask in _panels.items()]
    return [panel for panel in found if panel.said is not None]


def beside_on_paper(plan: PlanVersion) -> tuple[papers.Beside, ...]:
    """Return what stands beside the content on the paper of a version."""
    return tuple(said for tell in _papers if (said := tell(plan)) is not None)
