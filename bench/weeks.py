"""The week snapshots over the households of bench/ballast.py, with their movements and reports.

What the service would take one by one is derived here from the same transitions by set. The newest
week of the measured city is left to the service itself: its recount then says whether the rest,
which it folds, was derived rightly.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.audit.services import digest_until_yesterday
from apps.cases.enums import ENDED, FINISHED, STARTED
from apps.lib import clock
from apps.orgs.models import Organisation
from apps.orgs.queries import reporting_bureaus
from apps.programs.models import Program
from apps.reports.queries.ledger import week as opened_week
from apps.reports.queries.sheets import sheet_content
from apps.reports.queries.weeks import all_weeks, bureaus_that_report, year_opened_at
from apps.reports.services import draft_report, recount_live_counts, take_snapshot
from apps.reports.services.counts import fill_counts
from bench.ballast import fill_table
from bench.programme import NOW, Programme


def close(programme: Programme) -> None:
    """Take every week that is over: the city's newest by the service, the others by set."""
    with transaction.atomic(), connection.cursor() as cursor:
        _list_weeks(cursor)
        _lives(cursor)
        _movements(cursor)
        _snapshots(cursor)
        cursor.execute("DROP TABLE bench_week, bench_end, bench_life, bench_move")
    with clock.at(NOW):
        newest = next(week for week in reversed(all_weeks(NOW.year)) if week.cutoff_at <= NOW)
        for bureau in reporting_bureaus(programme.world.city, clock.today()):
            take_snapshot(bureau=bureau, program=programme.world.program, week=newest)
        # What the service keeps beside each week it takes, for the weeks that were taken by set.
        for bureau in bureaus_that_report():
            fill_counts(bureau=bureau)
        _report(programme)
        # What the triggers keep of each case that changes, for the copies they did not see.
        recount_live_counts()
        # The night before took the record's day; a submission takes it only where that failed.
        digest_until_yesterday()


def _list_weeks(cursor: CursorWrapper) -> None:
    """Number all weeks but the newest through, and as one more the days after a year's last cut-off.

    What is recorded in those days is no week's (apps/reports/queries/weeks.py, year_opened_at).
    """
    rows: list[tuple[Any, ...]] = []
    ends: list[tuple[int, datetime]] = []
    for program in Program.objects.order_by("year"):
        weeks = all_weeks(program.year)
        following = [*weeks, *all_weeks(program.year + 1)]
        opened_at = year_opened_at(program.year)
        previous = ends[-1][0] if ends else None
        ends.append((len(ends) + 1, opened_at))
        for week, after in zip(weeks, following[1:], strict=False):
            if after.cutoff_at <= NOW:
                ends.append((len(ends) + 1, week.cutoff_at))
                rows.append(
                    (
                        *(ends[-1][0], previous, program.pk, program.year, week.number),
                        *(week.period_start, week.period_end, week.cutoff_at, week.due_at, week.moved),
                        *(after.cutoff_at, opened_at),
                    )
                )
                previous = ends[-1][0]
    fill_table(
        cursor,
        "bench_week (idx int PRIMARY KEY, previous int, program_id bigint, year int, number int,"
        " period_start date, period_end date, cutoff_at timestamptz, due_at timestamptz, moved boolean,"
        " final_at timestamptz, year_opened_at timestamptz)",
        rows,
    )
    fill_table(cursor, "bench_end (idx int PRIMARY KEY, end_at timestamptz)", ends)


def _lives(cursor: CursorWrapper) -> None:
    """Say of each started case in which week it started, was complete and left."""
    cursor.execute(
        """
        CREATE TEMP TABLE bench_life AS
        WITH cut AS (SELECT array_agg(end_at ORDER BY idx) AS offs FROM bench_end),
        life AS (
            SELECT case_id, max(bureau_id_at) AS bureau_id,
                   min(recorded_at) FILTER (WHERE target = ANY(%(started)s)) AS started,
                   min(recorded_at) FILTER (WHERE target = ANY(%(finished)s)) AS done,
                   min(recorded_at) FILTER (WHERE target = ANY(%(ended)s)) AS gone
            FROM cases_transition GROUP BY case_id
        )
        SELECT case_id, life.bureau_id, contract_amount_yuan AS amount,
               1 + width_bucket(started, offs) AS started,
               1 + width_bucket(done, offs) AS done,
               1 + width_bucket(gone, offs) AS gone
        FROM life CROSS JOIN cut JOIN cases_case ON cases_case.id = case_id
        WHERE started IS NOT NULL
        """,
        {
            "started": [status.value for status in STARTED],
            "finished": [status.value for status in FINISHED],
            "ended": [status.value for status in ENDED - STARTED],
        },
    )
    cursor.execute("ANALYZE bench_life")


def _movements(cursor: CursorWrapper) -> None:
    """Derive what each week did to each case, as apps/reports/rules/ledger.py does."""
    cursor.execute(
        """
        CREATE TEMP TABLE bench_move AS
        WITH opening AS (SELECT year, min(idx) AS idx FROM bench_week GROUP BY year)
        SELECT life.case_id, bureau_id, started AS idx, 'in' AS kind, 1 AS delta, '' AS before,
               CASE WHEN done = started THEN 'done' ELSE 'ongoing' END AS after, amount
        FROM bench_life life WHERE gone IS NULL OR gone > started
        UNION ALL
        SELECT case_id, bureau_id, done, 'changed', 0, 'ongoing', 'done', 0
        FROM bench_life WHERE done > started AND (gone IS NULL OR gone > done)
        UNION ALL
        SELECT case_id, bureau_id, idx, 'carried', 1, '', 'ongoing', amount
        FROM bench_life JOIN opening ON started < idx AND (done IS NULL OR done >= idx)
        WHERE gone IS NULL OR gone >= idx
        UNION ALL
        SELECT case_id, bureau_id, gone, 'out', -1, 'ongoing', '', -amount
        FROM bench_life WHERE gone > started AND done IS NULL
        """
    )
    cursor.execute("DELETE FROM bench_move WHERE idx > (SELECT max(idx) FROM bench_week)")
    cursor.execute("ANALYZE bench_move")


def _snapshots(cursor: CursorWrapper) -> None:
    """Write the snapshots with their running totals, then movements, reports and accepted versions."""
    cursor.execute(
        """
        WITH bureaus AS (
            SELECT organisation_id AS bureau_id, reports_to_id,
                   row_number() OVER (ORDER BY organisation_id) - 1 AS place
            FROM orgs_reportingline JOIN orgs_organisation ON orgs_organisation.id = organisation_id
            WHERE kind = 'district_bureau'
        ), moved AS (
            SELECT bureau_id, idx, count(*) FILTER (WHERE kind = 'carried') AS carried,
                   count(*) FILTER (WHERE kind = 'in') AS added,
                   count(*) FILTER (WHERE kind = 'out') AS removed,
                   count(*) FILTER (WHERE after = 'ongoing') - count(*) FILTER (WHERE before = 'ongoing')
                       AS ongoing,
                   sum(amount) AS amount
            FROM bench_move GROUP BY bureau_id, idx
        ), running AS (
            SELECT bureaus.*, week.*, coalesce(added, 0) AS added, coalesce(removed, 0) AS removed,
                   coalesce(sum(carried) OVER upto, 0) AS carried,
                   coalesce(sum(carried + added - removed) OVER upto, 0) AS members,
                   coalesce(sum(ongoing) OVER upto, 0) AS ongoing,
                   coalesce(sum(amount) OVER upto, 0) AS amount
            FROM bureaus CROSS JOIN bench_week week LEFT JOIN moved USING (bureau_id, idx)
            WINDOW upto AS (PARTITION BY bureau_id, year ORDER BY idx)
        )
        INSERT INTO reports_weekseal
            (id, bureau_id, reports_to_id, program_id, number, period_start, period_end, cutoff_at, due_at,
             moved, final_at, year_opened_at, carried, opening, added, removed, done, ongoing, amount_yuan,
             manifest_hash, sealed_at, previous_id)
        SELECT place * (SELECT max(idx) FROM bench_week) + idx, bureau_id, reports_to_id, program_id, number,
               period_start, period_end, cutoff_at, due_at, moved, final_at, year_opened_at, carried,
               members - added + removed, added, removed, members - ongoing, ongoing, amount,
               md5(bureau_id || ':' || idx), cutoff_at + interval '15 minutes',
               place * (SELECT max(idx) FROM bench_week) + previous
        FROM running ORDER BY cutoff_at, bureau_id
        """
    )
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('reports_weekseal', 'id'), max(id)) FROM reports_weekseal"
    )
    cursor.execute(
        """
        INSERT INTO reports_sealmovement
            (seal_id, case_id, kind, delta, state_before, state_after, amount_change_yuan, reason)
        SELECT seal.id, case_id, kind, delta, before, after, move.amount, ''
        FROM bench_move move JOIN bench_week USING (idx)
        JOIN reports_weekseal seal ON seal.bureau_id = move.bureau_id
            AND seal.program_id = bench_week.program_id AND seal.number = bench_week.number
        -- By kind as well: what a year opens with comes before what its first week does to the same case.
        ORDER BY idx, case_id, kind
        """
    )
    cursor.execute(
        "INSERT INTO reports_weeklyreport (seal_id, bureau_id, created_at)"
        " SELECT id, bureau_id, sealed_at FROM reports_weekseal ORDER BY id"
    )


def _report(programme: Programme) -> None:
    """Give every older week an accepted version, all of them with the content of one real sheet."""
    world = programme.world
    bureau = Organisation.objects.get(pk=world.shangcheng.pk)
    newest = bureau.week_snapshots.latest("cutoff_at")
    version = draft_report(snapshot=newest)
    content = sheet_content(opened_week(newest), version)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO reports_reportversion
                (id, report_id, number, status, edit, filler, narrative, declared_source,
                 declared_missing_reason, content, content_hash, audit_digest, late, created_at, submitted_at,
                 submitted_by, decided_at, decided_by, return_reason)
            SELECT md5('version:' || report.id)::uuid, report.id, 1, 'accepted', 3, '周示例', '', '',
                   'unavailable',
                   %(content)s::jsonb || jsonb_build_object(
                       'week', seal.number, 'year', extract(year FROM seal.period_end)::int),
                   md5(report.id::text) || md5(report.id::text), '', false, seal.sealed_at,
                   seal.sealed_at + interval '9 hours', '周示例', seal.sealed_at + interval '10 hours',
                   '施示例', ''
            FROM reports_weeklyreport report JOIN reports_weekseal seal ON seal.id = report.seal_id
            WHERE seal.cutoff_at < %(newest)s
            """,
            {"content": json.dumps(content), "newest": newest.cutoff_at - timedelta(seconds=1)},
        )
