"""A parameter of the frozen rule set as a test needs it: the database itself refuses to change one."""

from __future__ import annotations

from django.db import connection

from apps.audit.services import triggers
from apps.programs.enums import RuleCode
from apps.programs.models import Rule


def let_rule_be(code: RuleCode, value: str) -> None:
    """Give a parameter a value in every rule set."""
    # PostgreSQL touches no trigger while a constraint of its table waits for the transaction's end.
    connection.check_constraints()
    with triggers.lifted():
        Rule.objects.filter(code=code).update(value=value)
        connection.check_constraints()
