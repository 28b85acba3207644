"""Parameters of bodies, in force from a day before the test's own."""

from __future__ import annotations

from datetime import timedelta

from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.programs.enums import ParameterCode, Strength
from apps.programs.models import Parameter, RetentionTable
from apps.programs.rules.retention import Line
from apps.programs.services import set_parameter, set_retention


def in_force(by: Actor, organisation: Organisation, code: ParameterCode, value: str) -> Parameter:
    """Set a body's parameter as if it had been decided the day before: it holds today."""
    today = clock.today()
    with clock.at(clock.now() - timedelta(days=1)):
        return set_parameter(
            by=by,
            organisation=organisation,
            code=code,
            value=value,
            source="杭房局〔2026〕示例号",
            strength=Strength.LOCAL,
            valid_from=today,
        )


def in_retention(by: Actor, organisation: Organisation) -> RetentionTable:
    """Give a body a 归档范围和保管期限表 that holds today."""
    today = clock.today()
    with clock.at(clock.now() - timedelta(days=1)):
        return set_retention(
            by=by,
            organisation=organisation,
            lines=[Line("一户一档", "30年", "杭房局〔2026〕示例号", "assembled")],
            source="杭房局〔2026〕示例号",
            valid_from=today,
        )
