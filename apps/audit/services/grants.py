"""What the application's own database role may do: read and write rows, and nothing to what guards them.

On PostgreSQL a site has two roles. The owner makes tables and triggers (migrate, restore). The application
owns nothing: it can neither drop a trigger nor change a row of the record, whatever its code is made to say.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from apps.audit.models import Chain
from apps.audit.services.triggers import APPEND_ONLY, PURGE, install_functions

_CHAIN = Chain._meta.db_table
_MIGRATIONS = "django_migrations"


@transaction.atomic
def grant(role: str, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Give the application's role what it needs on the tables that are there; repeatable.

    One transaction, so that processes at work never meet a moment without their rights. Needs the owner;
    the role must exist. Only for PostgreSQL.
    """
    connection = connections[using]
    install_functions(using)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute("SELECT quote_ident(%s)", [role])
        to = cursor.fetchone()[0]
        tables = set(connection.introspection.table_names(cursor))
        guarded = [table for table in (*APPEND_ONLY, _CHAIN, _MIGRATIONS) if table in tables]
        for statement in (
            # Who may create could put a function of their own in the way of ours.
            f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
            f"REVOKE ALL ON SCHEMA {schema} FROM {to}",
            f"GRANT USAGE ON SCHEMA {schema} TO {to}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {to}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
            *(f"REVOKE UPDATE, DELETE ON {table} FROM {to}" for table in guarded),
            *([f"GRANT UPDATE ON {_CHAIN} TO {to}"] if _CHAIN in tables else []),
            f"REVOKE INSERT ON {_MIGRATIONS} FROM {to}",
            f"REVOKE ALL ON FUNCTION {PURGE}(timestamptz) FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {PURGE}(timestamptz) TO {to}",
        ):
            cursor.execute(statement)


def grant_to_application(*, using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Receive post_migrate, and follow a restore: grant where settings name the application's role."""
    if settings.DATABASE_APPLICATION_ROLE and connections[using].vendor == "postgresql":
        grant(settings.DATABASE_APPLICATION_ROLE, using=using)


def could_change(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the tables of the record that the connected role could open, as their owner or by a grant.

    Empty for a role that owns nothing, and on SQLite, where whoever has the file has everything.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid)"
            " AND (pg_has_role(c.relowner, 'USAGE')"
            "      OR has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER')"
            "      OR (c.relname <> %s AND has_table_privilege(c.oid, 'UPDATE')))",
            [[*APPEND_ONLY, _CHAIN], _CHAIN],
        )
        return sorted(str(name) for (name,) in cursor.fetchall())
