"""What the weekly table says on a case's pages: what a move would do to the week that runs."""

from apps.cases.frame import register_effect
from apps.reports.queries.effects import week_effect

register_effect(week_effect)
