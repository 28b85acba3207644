"""Triggers that write down what each change of a case does to the counts of the moment (R32).

Triggers and no service, because a case is changed in many services and by hand, and a count that one of them
forgot would be wrong for ever. They add rows and change none: nobody waits for a count (docs/decisions/0114).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.cases.enums import FINISHED, STARTED, LinkedProgramme, Status
from apps.cases.models import Case
from apps.cases.queries import running_periods
from apps.inspections.models import AcceptanceAttempt
from apps.reports.enums import LiveFacet
from apps.reports.models import LiveCount

_CASE, _ATTEMPT = Case._meta.db_table, AcceptanceAttempt._meta.db_table
_COUNTS = LiveCount._meta.db_table
_INTO = (
    f"INSERT INTO {_COUNTS}"
    " (program_id, city_bureau_id, bureau_id, street_office_id, facet, value, day, count)"
)


def _words(values: Collection[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def _of_case(row: str, sign: int) -> str:
    """What one version of a case counts as: +1 when it comes, -1 when another takes its place."""
    place = f"{row}.program_id, {row}.city_bureau_id, {row}.bureau_id"
    periods = running_periods().items()
    due = " ".join(f"WHEN '{status.value}' THEN {row}.{each.column}" for status, each in periods)
    codes = " UNION ALL ".join(f"SELECT '{each.value}' AS code" for each in LinkedProgramme)
    return f"""
    {_INTO} SELECT {place}, {row}.street_office_id, '{LiveFacet.STATUS}', {row}.status, NULL, {sign}
    WHERE {row}.status <> '{Status.DRAFT}';
    {_INTO} SELECT {place}, NULL, '{LiveFacet.DUE}', {row}.status, running.day, {sign}
    FROM (SELECT CASE {row}.status {due} END AS day) AS running WHERE running.day IS NOT NULL;
    {_INTO} SELECT {place}, NULL, '{LiveFacet.LINKED}', known.code, NULL, {sign}
    FROM ({codes}) AS known
    WHERE {row}.status IN ({_words(STARTED)})
    AND CAST({row}.linked_programmes AS text) LIKE '%"' || known.code || '"%';
    {_INTO} SELECT {place}, NULL, '{LiveFacet.OPINION}', latest.satisfaction, NULL, {sign}
    FROM {_ATTEMPT} AS latest
    WHERE latest.case_id = {row}.id AND latest.verdict <> '' AND {row}.status IN ({_words(FINISHED)})
    AND NOT EXISTS (
        SELECT 1 FROM {_ATTEMPT} AS later
        WHERE later.case_id = latest.case_id AND later.number > latest.number
    );
    """  # noqa: S608 - names and codes of our own


def _of_attempt(row: str, said: str, sign: int) -> str:
    """What an acceptance counts as (``said``) while none follows ``row``."""
    return f"""
    {_INTO}
    SELECT own.program_id, own.city_bureau_id, own.bureau_id, NULL, '{LiveFacet.OPINION}',
           said.satisfaction, NULL, {sign}
    FROM {_CASE} AS own, ({said}) AS said
    WHERE own.id = {row}.case_id AND own.status IN ({_words(FINISHED)}) AND said.verdict <> ''
    AND NOT EXISTS (
        SELECT 1 FROM {_ATTEMPT} AS later WHERE later.case_id = {row}.case_id AND later.number > {row}.number
    );
    """  # noqa: S608 - names and codes of our own


def _itself(row: str) -> str:
    return f"SELECT {row}.verdict AS verdict, {row}.satisfaction AS satisfaction"


_BEFORE_IT = (
    f"SELECT verdict, satisfaction FROM {_ATTEMPT}"  # noqa: S608
    " WHERE case_id = NEW.case_id AND number < NEW.number ORDER BY number DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class _Trigger:
    name: str
    table: str
    when: str
    body: str
    columns: tuple[str, ...] = ()
    """Of an update: nothing is counted anew where all of these stay."""


def _triggers() -> list[_Trigger]:
    due = dict.fromkeys(each.column for each in running_periods().values())
    place = ("program_id", "city_bureau_id", "bureau_id", "street_office_id")
    changed = ("status", *place, "linked_programmes", *due)
    of_attempt = _of_attempt("OLD", _itself("OLD"), -1) + _of_attempt("NEW", _itself("NEW"), 1)
    added = _of_attempt("NEW", _BEFORE_IT, -1) + _of_attempt("NEW", _itself("NEW"), 1)
    # Acceptances before and not after: of several in one statement each then finds those before it alone.
    return [
        _Trigger("live_count_new_case", _CASE, "AFTER INSERT", _of_case("NEW", 1)),
        _Trigger("live_count_case", _CASE, "AFTER UPDATE", _of_case("OLD", -1) + _of_case("NEW", 1), changed),
        _Trigger("live_count_new_attempt", _ATTEMPT, "BEFORE INSERT", added),
        _Trigger("live_count_attempt", _ATTEMPT, "BEFORE UPDATE", of_attempt, ("verdict", "satisfaction")),
    ]


def _differs(columns: Collection[str]) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def _statements(vendor: str, each: _Trigger, *, is_new: bool) -> list[str]:
    on = f"CREATE TRIGGER {each.name} {each.when} ON {each.table} FOR EACH ROW"
    if vendor == "sqlite":
        condition = f" WHEN {_differs(each.columns)}" if each.columns else ""
        return [f"{on}{condition} BEGIN {each.body} END"]
    skip = f"IF NOT ({_differs(each.columns)}) THEN RETURN NEW; END IF;" if each.columns else ""
    # The services hold the case anyway; whoever does not must not count it as it stood before.
    lock = f"PERFORM 1 FROM {_CASE} WHERE id = NEW.case_id FOR NO KEY UPDATE;" if each.table != _CASE else ""
    function = (
        f"CREATE OR REPLACE FUNCTION {each.name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {skip} {lock} {each.body} RETURN NEW; END $$"
    )
    return [function, f"{on} EXECUTE FUNCTION {each.name}()"] if is_new else [function]


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            # Only visible tables: a restore sets the old schema aside, with triggers of the same names.
            cursor.execute(
                "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
            )
        return {str(name) for (name,) in cursor.fetchall()}


def install(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Put the triggers in place, as they are written here; return whether one was missing."""
    connection = connections[using]
    if not {_CASE, _ATTEMPT, _COUNTS} <= set(connection.introspection.table_names()):
        return False
    if connection.vendor == "sqlite":
        drop(using)
    present = _present(connection)
    missing = False
    with connection.cursor() as cursor:
        for each in _triggers():
            # On PostgreSQL the trigger itself is made once: making it anew would wait for everybody at work.
            is_new = each.name not in present
            missing |= is_new
            for statement in _statements(connection.vendor, each, is_new=is_new):
                cursor.execute(statement)
    return missing


def drop(using: str = DEFAULT_DB_ALIAS) -> None:
    """Take the triggers away: SQLite cannot remake a table which a trigger of another one names."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for each in _triggers():
            if each.table in tables:
                on_table = f" ON {each.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {each.name}{on_table}")


def drop_before_migrate(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receive pre_migrate."""
    if connections[using].vendor == "sqlite":
        drop(using)
