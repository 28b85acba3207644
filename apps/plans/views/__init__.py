"""Pages of plan, confirmation, contract and their papers."""

from apps.plans.views.editor import EditorPage
from apps.plans.views.papers import application_form, paper
from apps.plans.views.tab import plan, show_tab

__all__ = ["EditorPage", "application_form", "paper", "plan", "show_tab"]
