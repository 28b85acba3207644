"""What apps above say of a version of a plan in its tab: each registers a template and asks for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.plans.models import PlanVersion

Ask = Callable[[PlanVersion], Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the tab: its template, and what it says."""

    template: str
    said: Any


_panels: dict[str, Ask] = {}


def register_panel(template: str, ask: Ask) -> None:
    """Add a panel to the tab; ``ask`` returns what the template shows as ``said``, None for nothing."""
    _panels[template] = ask


def panels_of(plan: PlanVersion) -> list[Panel]:
    """Return what there is to say of a version."""
    found = [Panel(template, ask(plan)) for template, ask in _panels.items()]
    return [panel for panel in found if panel.said is not None]
