"""What the weekly table says on pages of others: what a move or an end would do to the week that runs."""

from apps.cases.frame import register_effect
from apps.othertrack.queries.effects import register_ending
from apps.reports.queries.effects import week_effect
from apps.reports.queries.own_effects import converting_effect, ending_effects

register_effect(week_effect)
register_effect(converting_effect)
register_ending(ending_effects)
