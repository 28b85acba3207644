"""Work a page asks for and does not wait for."""

from __future__ import annotations

from datetime import timedelta

from apps.audit.services import Subject, log_access
from apps.documents.enums import Media
from apps.documents.services import Owner, discard_owned, store_generated
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.lib.jobs import Daily, Every, Outcome, Run, task
from apps.outbox.services import ask_for_mails
from apps.pages.queries.case_list import Wanted
from apps.pages.queries.export import MOST, case_workbook, rows_to_export
from apps.programs.queries import workdays

OWNER_KIND = "job"
"""``owner_kind`` of files that belong to a job: for its requester alone."""
KEPT = timedelta(days=7)
FILTERS = ("text", "group", "status", "flag", "street")


@task("pages.export_cases", label="导出案件清单", in_steps=True, max_attempts=3)
def export_cases(run: Run) -> None:
    """Write the requester's list as a workbook; the file, its log entry and the end are one transaction."""
    wanted = Wanted(**{name: str(run.personal.get(name, "")) for name in FILTERS})
    case_ids = rows_to_export(run.by, wanted)
    if len(case_ids) > MOST:
        raise Refused(f"清单超过 {MOST} 件，请先筛选再导出。", code="too_many")
    run.report(0, len(case_ids), "正在写入")
    # Outside the last transaction, which on SQLite keeps every other writer waiting (decision 0031).
    content = case_workbook(run.by, case_ids, lambda done: run.report(done, len(case_ids), "正在写入"))
    with run.ending() as ending:
        file = store_generated(
            by=run.by,
            content=content,
            name=f"案件清单-{clock.today():%Y%m%d}.xlsx",
            owner=Owner(OWNER_KIND, str(run.job_id)),
            kind="case_export",
            label="案件清单",
            sensitive=True,
            media_type=Media.XLSX,
        )
        log_access(
            by=run.by,
            subject=Subject("job", str(run.job_id)),
            kind="export",
            field="case_list",
            purpose=str(run.personal["purpose"]),
        )
        ending.outcome = Outcome(f"共 {len(case_ids)} 件", file.id)


@task("pages.ask_for_mails", label="安排邮件提醒", every=Every(10))
def mails(run: Run) -> int:
    """Ask for the mails that are due, on working days."""
    return ask_for_mails(is_workday=workdays().is_workday(clock.today()))


@task("pages.discard_old_exports", label="清除过期的导出文件", every=Daily(3, 50))
def discard_old_exports(run: Run) -> int:
    """Delete exported files after a week: who still needs one exports anew."""
    return discard_owned(
        by=run.by, owner_kind=OWNER_KIND, before=clock.now() - KEPT, reason="导出文件保留七天"
    )
