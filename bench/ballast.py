"""The many households a page must get past: copies of the model households, made by the database.

Copying goes by what Django knows of the tables, so that a new column or a new table with a case
takes part by itself: rows that name the case are copied with it; UUIDs get a new one that follows
from the old one and the copy's number, so that copies refer to copies; dates and moments shift
together. Encrypted values stay those of the model and cannot be opened in a copy, because they are
tied to the row's id: no list opens them, and the cases whose pages are measured are no copies.
Nothing below a table that names the case (items, surfaces, lines) is copied: one reads it by one
case's key alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from apps.audit.models import Chain, Event
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.outbox.models import Message, MessageRead
from bench.programme import NOW, Programme, places

SLOTS = 10_000
SHARES: tuple[tuple[str, int, int, int], ...] = (
    ("draft", 80, 20, -30),
    ("submitted", 150, 20, -10),
    ("received", 250, 20, -10),
    ("returned", 70, 20, -30),
    ("filed", 200, 20, -40),
    ("designing", 250, 20, -60),
    ("failing_plan", 50, 20, -30),
    ("submitted_plan", 150, 18, -20),
    ("confirmed", 150, 18, -20),
    ("contracted", 200, 17, -20),
    ("building", 700, 14, -12),
    ("faulty", 100, 13, -10),
    ("completed", 250, 5, -25),
    ("attempt", 100, 5, -20),
    ("verdict", 100, 5, -20),
    ("rectifying", 150, 5, -20),
    ("passed", 400, 5, -60),
    ("complete", 6200, 5, -950),
    ("declined", 100, 20, -900),
    ("withdrawn", 200, 20, -900),
    ("terminated", 150, 5, -900),
)
"""(state, of ten thousand, newest and oldest shift in days): open ones of the last weeks, closed ones of
almost three years."""
SURNAMES = "周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("示例", "演示", "样本", "样张", "虚构", "模拟", "假设", "范例", "试用")
KEPT_MESSAGES = timedelta(days=90)
BY_TEXT = (StoredFile, Chain, Event, Message, MessageRead)
"""Tables that name the case without a foreign key."""

# What a copy takes from its plan instead of its model, by column.
_PLANNED = {
    **{name: f"p.{name}" for name in ("street_code", "county_code", "city_code", "street_office_id")},
    **{name: f"p.{name}" for name in ("city_bureau_id", "bureau_id", "program_id", "dwelling_key")},
    "bureau_id_at": "p.bureau_id",
    "enterprise_id": "CASE WHEN m.enterprise_id IS NOT NULL THEN p.enterprise_id END",
    # One property company patrols the models' county, streets patrol everywhere else.
    "patrol_organisation_id": "CASE WHEN p.county_code = '330102' THEN m.patrol_organisation_id END",
    "address": "p.address",
    "id_number_index": "md5('id' || p.n) || md5(p.n::text)",
    "phone_index": "md5('phone' || p.n) || md5(p.n::text)",
}
_NUMBERED = "CASE WHEN m.number IS NOT NULL THEN p.number END"


def fill(programme: Programme, count: int) -> None:
    """Add ``count`` households to the current database, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A look-up for each foreign key of each row would cost more than the rows themselves.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        _plan(cursor, programme, count)
        with _without_indexes(cursor):
            for model in _tables_of_a_case():
                key = "id" if model is Case else "case_id"
                more = {"name": "p.name"} if model.__name__ == "Household" else {}
                _copy(cursor, model, f"m.{key} = p.model", more)
            _copy_by_text(cursor)
        cursor.execute("DROP TABLE bench_plan")


def _tables_of_a_case() -> list[type[models.Model]]:
    """The case and all that is a part of it; what a snapshot holds is written by bench/weeks.py.

    What only came out of a case, as a conversion's 装修 of the other track did, is no part of it.
    """
    found = [
        relation.related_model
        for relation in Case._meta.related_objects
        if relation.related_model._meta.app_label != "reports" and relation.field.column == "case_id"
    ]
    return list(dict.fromkeys([Case, *found]))


@contextmanager
def _without_indexes(cursor: CursorWrapper) -> Iterator[None]:
    """Let the indexes of the tables rest and build them anew: millions of scattered keys, sorted once."""
    tables = [model._meta.db_table for model in (*_tables_of_a_case(), *BY_TEXT)]
    cursor.execute(
        "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = ANY(%s::regclass[])",
        [tables],
    )
    yield
    for table in tables:
        cursor.execute(f"REINDEX TABLE {table}")  # refuses doubles of a unique key
        cursor.execute(f"ANALYZE {table}")


def _plan(cursor: CursorWrapper, programme: Programme, count: int) -> None:
    """Decide for each copy which model, where, when: oldest first, as a programme grows."""
    cursor.execute("SELECT setseed(0.43)")
    fill_table(
        cursor,
        "bench_model (slot int PRIMARY KEY, model uuid, newest int, oldest int)",
        _spread(
            (programme.models[name], newest, oldest, share)
            for name, share, newest, oldest in SHARES
            if name in programme.models
        ),
    )
    fill_table(
        cursor,
        "bench_place (slot int PRIMARY KEY, street_code text, county_code text, city_code text,"
        " street_office_id bigint, bureau_id bigint, city_bureau_id bigint)",
        _spread(
            (
                *(each.street_code, each.county_code, each.city_code),
                *(each.street_office_id, each.bureau_id, each.city_bureau_id, each.weight),
            )
            for each in places(programme.world)
        ),
    )
    cursor.execute(
        """
        CREATE TEMP TABLE bench_plan AS
        WITH drawn AS (
            SELECT floor(random() * %(slots)s)::int AS place, floor(random() * %(slots)s)::int AS kind,
                   random() AS age, random() AS hour
            FROM generate_series(1, %(count)s)
        ), shifted AS (
            SELECT model, place, hour, newest - floor(age * (newest - oldest + 1))::int AS days
            FROM drawn JOIN bench_model ON bench_model.slot = kind
        ), ordered AS (
            SELECT row_number() OVER (ORDER BY days, hour) AS n, * FROM shifted
        )
        SELECT n, model, days, make_interval(days => days, secs => hour * 28800 - 14400) AS shift,
               bench_place.street_code, bench_place.county_code, bench_place.city_code,
               bench_place.street_office_id, bench_place.bureau_id, bench_place.city_bureau_id,
               programs_program.id AS program_id,
               md5('dwelling' || n) || md5(n::text) AS dwelling_key,
               '示例路' || n / 100 || '号' || n %% 100 + 1 || '幢1单元101室' AS address,
               substr(%(surnames)s, 1 + (n %% %(count_of_surnames)s)::int, 1)
                   || (%(given)s::text[])[1 + n %% %(count_of_given)s] AS name,
               (SELECT min(id) FROM enterprises_enterprise)
                   + n %% (SELECT count(*) FROM enterprises_enterprise) AS enterprise_id,
               ''::text AS number
        FROM ordered
        JOIN bench_place ON bench_place.slot = place
        JOIN cases_case ON cases_case.id = model
        JOIN programs_program
          ON cases_case.applied_on + days BETWEEN programs_program.opens_on AND programs_program.closes_on
        ORDER BY n
        """,
        {
            "slots": SLOTS,
            "count": count,
            "surnames": SURNAMES,
            "count_of_surnames": len(SURNAMES),
            "given": list(GIVEN),
            "count_of_given": len(GIVEN),
        },
    )
    cursor.execute("DROP TABLE bench_model")
    cursor.execute("DROP TABLE bench_place")
    _number(cursor)


def _number(cursor: CursorWrapper) -> None:
    """Give the copies the numbers that follow in their bureau's series, and move the series on."""
    cursor.execute("ALTER TABLE bench_plan RENAME TO bench_unnumbered")
    cursor.execute(
        """
        CREATE TEMP TABLE bench_plan AS
        SELECT plan.n, plan.model, plan.days, plan.shift, plan.street_code, plan.county_code, plan.city_code,
               plan.street_office_id, plan.bureau_id, plan.city_bureau_id, plan.program_id, plan.dwelling_key,
               plan.address, plan.name, plan.enterprise_id,
               office.short_name || '-' || year.year || '-'
                   || lpad(series::text, greatest(4, length(series::text)), '0') AS number, series
        FROM (
            SELECT *, coalesce((SELECT last FROM cases_casenumber, programs_program
                                WHERE cases_casenumber.bureau_id = each.bureau_id
                                AND programs_program.id = each.program_id
                                AND cases_casenumber.year = programs_program.year), 0)
                + row_number() OVER (PARTITION BY bureau_id, program_id ORDER BY n) AS series
            FROM bench_unnumbered each
        ) plan
        JOIN orgs_organisation office ON office.id = plan.bureau_id
        JOIN programs_program year ON year.id = plan.program_id
        ORDER BY plan.n
        """
    )
    cursor.execute("DROP TABLE bench_unnumbered")
    cursor.execute("ANALYZE bench_plan")
    cursor.execute(
        """
        INSERT INTO cases_casenumber (bureau_id, year, last)
        SELECT bureau_id, year, max(series) FROM bench_plan
        JOIN programs_program ON programs_program.id = program_id GROUP BY bureau_id, year
        ON CONFLICT (bureau_id, year) DO UPDATE SET last = excluded.last
        """
    )


def _spread(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Write each row, whose last value is its weight, into as many slots as its share."""
    known = list(rows)
    whole = sum(row[-1] for row in known)
    filled: list[tuple[Any, ...]] = []
    reached = 0.0
    for row in known:
        reached += row[-1] / whole * SLOTS
        filled += [(slot, *row[:-1]) for slot in range(len(filled), round(reached))]
    return filled


def fill_table(cursor: CursorWrapper, declaration: str, rows: Iterable[Sequence[Any]]) -> None:
    """Make a temporary table, declared as ``name (columns)``, of the given rows."""
    name = declaration.partition(" ")[0]
    cursor.execute(f"CREATE TEMP TABLE {declaration}")
    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _renamed(value: str) -> str:
    """Return the SQL of a copy's UUID: it follows from the model's and the copy's number."""
    return f"md5({value}::text || ':' || p.n)::uuid"


def _value(field: models.Field[Any, Any], more: dict[str, str]) -> str:
    column = field.column
    if column in more:
        return more[column]
    if column in _PLANNED:
        return _PLANNED[column]
    if column == "number" and isinstance(field, models.CharField):
        return _NUMBERED
    own = f'm."{column}"'
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.UUIDField):
        return _renamed(own)
    if isinstance(kind, models.DateTimeField):
        return f"{own} + p.shift"
    if isinstance(kind, models.DateField):
        return f"{own} + p.days"
    return own


def _copy(
    cursor: CursorWrapper, model: type[models.Model], where: str, more: dict[str, str], joined: str = ""
) -> None:
    """Copy a table's rows of every model household to every copy of it."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    table = sql.Identifier(model._meta.db_table)
    copied = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM bench_plan p JOIN {} m ON ").format(
        table,
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL(", ").join(sql.SQL(_value(field, more)) for field in fields),
        table,
    )
    cursor.execute(f"{copied.as_string()}{where} {joined}")


def _copy_by_text(cursor: CursorWrapper) -> None:
    """Copy files, the record, and the messages that are not forgotten yet."""
    case = f"{_renamed('p.model')}::text"
    subject = "m.subject_kind = 'case' AND m.subject_id = p.model::text"
    _copy(
        cursor,
        StoredFile,
        "m.owner_kind = 'case' AND m.owner_id = p.model::text",
        {"owner_id": case, "storage_name": "m.storage_name || ':' || p.n"},
    )
    _copy(cursor, Chain, subject, {"subject_id": case})
    cursor.execute(f"ANALYZE {Chain._meta.db_table}")
    _copy(
        cursor,
        Event,
        subject,
        {"subject_id": case, "chain_id": "c.id"},
        f"JOIN {Chain._meta.db_table} c ON c.subject_kind = 'case' AND c.subject_id = {case}",
    )
    desk = (
        "CASE WHEN m.post = 'street_clerk' THEN p.street_office_id"
        " WHEN m.post LIKE 'district%' THEN p.bureau_id ELSE m.organisation_id END"
    )
    _copy(
        cursor,
        Message,
        f"{subject} AND m.created_at + p.shift BETWEEN '{NOW - KEPT_MESSAGES}' AND '{NOW}'",
        {"subject_id": case, "key": "m.key || ':' || p.n", "organisation_id": desk},
    )
    # Nine of ten were read by whoever sits at the desk.
    cursor.execute(
        """
        INSERT INTO outbox_messageread (message_id, user_id, at)
        SELECT message.id, member.user_id, message.created_at + interval '1 hour'
        FROM outbox_message message JOIN orgs_membership member
          ON member.organisation_id = message.organisation_id AND member.post = message.post
        WHERE hashtext(message.key) % 10 <> 0
        """
    )
