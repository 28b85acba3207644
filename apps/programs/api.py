"""/programs/current: the programme of today and its rules with their sources."""

from __future__ import annotations

from typing import Any

from django.urls import path

from apps.api.views import DetailView
from apps.lib import clock
from apps.programs.models import Program, RuleSet
from apps.programs.queries import program_of, rule_set_of, rules_of
from apps.programs.serializers import ProgramSerializer


class CurrentProgramView(DetailView[Any]):
    """今天所在的项目年度和规则版本，每个参数都注明文号、条款和约束力。"""

    tag = "项目"
    summary = "当前项目和规则"
    queryset = Program.objects.none()
    result_class = ProgramSerializer

    def one(self) -> tuple[Program, RuleSet]:
        """Return today's programme and rules; 404 outside all years."""
        today = clock.today()
        # DoesNotExist of either becomes a 404 (apps.api.problems).
        return program_of(today), rule_set_of(today)

    def present(self, row: tuple[Program, RuleSet]) -> dict[str, Any]:
        """Return the programme with its rules in code order."""
        program, rule_set = row
        rules = rules_of(rule_set)
        return {
            "year": program.year,
            "name": program.name,
            "opens_on": program.opens_on,
            "closes_on": program.closes_on,
            "rule_set": {
                "version": rules.version,
                "formula": rules.formula_id,
                "effective_from": rule_set.effective_from,
                "rules": [
                    {
                        "code": code,
                        "label": source.label,
                        "value": source.value,
                        "source": source.source,
                        "clause": source.clause,
                        "strength": source.strength_label,
                    }
                    for code, source in sorted(rules.sources.items())
                ],
            },
        }


routes = [path("programs/current", CurrentProgramView.as_view(), name="api-program")]
