"""Who brings papers into the archive, who compiles, checks and reads it, and why not yet."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.archives.models import Archive
from apps.archives.queries.filing import archive_of, is_stale, waiting_compilation
from apps.archives.queries.items import missing_items
from apps.cases.enums import ENDED, Status
from apps.cases.frame import barred_by
from apps.cases.models import Case
from apps.cases.permissions import at_counter, can_move, role_may_move
from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.inspections.enums import AttemptResult
from apps.inspections.models import AcceptanceAttempt
from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import DISTRICT_ROLES, Role, ScopeLevel
from apps.orgs.models import Organisation, merged_into
from apps.orgs.permissions import row_scope
from apps.othertrack.enums import ENDED as RENOVATION_ENDED
from apps.othertrack.models import Renovation

ARCHIVE_FILES = "archive"
"""``owner_kind`` of packages and of supplements."""
BUNDLE_FILES = "archive_bundle"
"""``owner_kind`` and kind of the lists in 汇总存档包; nobody fetches one by itself."""


def unsigned_forms(case: Case) -> QuerySet[AcceptanceAttempt]:
    """Return the concluded 验收表 of which no signed scan is there."""
    return AcceptanceAttempt.objects.filter(
        case=case, result__in=[AttemptResult.PASSED, AttemptResult.RECTIFY], signed_form_id__isnull=True
    )


def may_add_acceptance_form(actor: Actor, case: Case) -> Decision:
    """The counter or the inspector scans a 验收表 that household and inspector have signed (R8)."""
    if not (at_counter(actor) or actor.role == Role.DISTRICT_INSPECTOR):
        return Denied("验收表扫描件由街道、区县经办或验收人员上传。", code="post")
    if case.status in ENDED:
        return Denied("案件已办结；归档以后的材料作补充归档。", code="status")
    if not unsigned_forms(case).exists():
        return Denied("没有待上传签字扫描件的验收表；验收办结后再上传。", code="status")
    return Allowed()


def may_add_scan(actor: Actor, case: Case) -> Decision:
    """The counter scans the 申请表 in ink: as issued, or brought along before a plan is entered (R1, R8)."""
    if not at_counter(actor):
        return Denied("申请表扫描件由街道或区县经办上传。", code="post")
    if case.status == Status.DRAFT or case.status in ENDED:
        return Denied(f"案件现在是“{Status(case.status).label}”，不能上传申请表扫描件。", code="status")
    return Allowed()


COMPILERS = frozenset({Role.DISTRICT_CLERK, Role.DISTRICT_REVIEWER})
"""Roles of the bureau that may be 立卷人."""
READERS = DISTRICT_ROLES | {Role.AUDITOR}
"""Roles that fetch a package: it holds whatever the bureau knows of the household."""


def may_write_missing_note(actor: Actor, case: Case) -> Decision:
    """The counter writes a 缺件说明 for what is missing once everything is due (R8)."""
    if not at_counter(actor):
        return Denied("缺件说明由街道或区县经办登记。", code="post")
    if case.status != Status.PASSED:
        return Denied("验收合格以后、归档以前，才写缺件说明。", code="status")
    if not missing_items(case):
        return Denied("没有缺的材料。", code="status")
    return Allowed()


def may_compile(actor: Actor, case: Case) -> Decision:
    """The bureau's desk says that the papers are whole (P9)."""
    if actor.role not in COMPILERS:
        return Denied("立卷由区县住建部门的经办或审核办理。", code="post")
    if case.status != Status.PASSED:
        return Denied(f"案件现在是“{Status(case.status).label}”，验收合格以后才立卷。", code="status")
    missing = missing_items(case)
    if missing:
        return Denied(f"还缺：{'、'.join(item.label for item in missing)}。", code="hold")
    stopped = barred_by(case, "archive")
    if stopped:
        return Denied("；".join(stopped), code="hold")
    waiting = waiting_compilation(case)
    # What changed since must be looked through again; who compiled may also put his own right.
    if waiting is not None and not is_stale(waiting) and not actor.speaks_for(waiting.compiled_by_holder):
        return Denied("已经立卷，等另一人检查。", code="status")
    return Allowed()


def may_check(actor: Actor, case: Case) -> Decision:
    """Another one of the bureau checks what was compiled, and files it or gives it back: 立卷人 ≠ 检查人."""
    by_role = role_may_move(actor, "archive")
    if not by_role:
        return by_role
    compiled = waiting_compilation(case)
    if compiled is None:
        return Denied("还没有立卷，或已经归档。", code="status")
    decision = can_move(actor, case, "archive")
    if not decision:
        return decision
    if actor.speaks_for(compiled.compiled_by_holder):
        return Denied("立卷人不能检查自己立的卷，请另一人检查。", code="self")
    if is_stale(compiled):
        return Denied("立卷以后资料有变动，请立卷人看过以后重新立卷。", code="changed")
    return Allowed()


def may_repack(actor: Actor, case: Case) -> Decision:
    """The bureau asks again for a package that was not made."""
    if not role_may_move(actor, "archive"):
        return Denied("存档包由区县住建部门生成。", code="post")
    archive = archive_of(case)
    if archive is None:
        return Denied("还没有归档。", code="status")
    if archive.package_id is not None:
        return Denied("存档包已经生成，不再改动。", code="status")
    return Allowed()


def may_supplement(actor: Actor, case: Case) -> Decision:
    """The bureau's desk adds a paper that came after the 件 was closed."""
    if actor.role not in COMPILERS:
        return Denied("补充归档由区县住建部门的经办或审核办理。", code="post")
    archive = archive_of(case)
    if archive is None:
        return Denied("还没有归档；归档以前的材料直接归入一户一档。", code="status")
    if archive.package_id is None:
        return Denied("存档包还在生成，生成以后再补充。", code="status")
    return Allowed()


PUT_RIGHT = frozenset({Status.ARCHIVED, Status.CLOSED_UNCONFIRMED, Status.CONVERTED, Status.REVOKED})
"""Ends after which the household is still rung up and its home under warranty: works had begun."""


def may_put_right(actor: Actor, case: Case) -> Decision:
    """Telephone and 装修人 stay right while the warranty runs, by whom 更正 is made (R24)."""
    if actor.role not in (Role.STREET_CLERK, Role.DISTRICT_CLERK, Role.DISTRICT_LEADER):
        return Denied("更正由街道或区县经办办理。", code="post")
    if case.status not in PUT_RIGHT:
        words = "没有办结的在“更正”里办理。" if case.status not in ENDED else "没有开工的不再更正。"
        return Denied(f"案件现在是“{Status(case.status).label}”，{words}", code="status")
    if case.status == Status.CONVERTED and (open_number := _renovation_open(case)):
        words = (
            f"这一户转到其他装修（{open_number}）接着办，姓名和电话在那里改：补申请时写，或者退回以后补正。"
        )
        return Denied(words, code="renovation")
    archive = archive_of(case)
    if archive is not None and archive.package_id is None:
        return Denied("存档包还在生成，生成以后再更正。", code="status")
    return Allowed()


def _renovation_open(case: Case) -> str:
    """Return the number of the renovation under way in which a converted case goes on; '' for none."""
    rows = Renovation.objects.filter(converted_from=case).exclude(status__in=RENOVATION_ENDED)
    return rows.values_list("number", flat=True).first() or ""


def opens_packages(actor: Actor) -> bool:
    """Whether the actor's role fetches packages at all."""
    return actor.role in READERS


def lists_transfers(actor: Actor) -> bool:
    """Whether 移交清单 is the actor's: of the bureau it works in or, as an auditor, is attached to."""
    return opens_packages(actor) and row_scope(actor).level is ScopeLevel.BUREAU


BUNDLERS = COMPILERS | {Role.DISTRICT_LEADER}
"""Roles of the bureau that ask for a 汇总存档包; its auditors fetch what was made."""


def keeps_archives_of(actor: Actor, body: Organisation) -> bool:
    """Whether a body is the bureau in whose rows the actor works."""
    scope = row_scope(actor)
    return scope.level is ScopeLevel.BUREAU and scope.organisation_id == body.pk


def may_bundle(actor: Actor, body: Organisation) -> Decision:
    """The bureau asks for the packages of a year or an estate as one (P9)."""
    if actor.role not in BUNDLERS or not keeps_archives_of(actor, body):
        return Denied("汇总存档包由归档的区县住建部门生成。", code="post")
    if not Archive.objects.filter(merged_into(body.pk, "series__body")).exists():
        return Denied("还没有已归档的件。", code="status")
    return Allowed()


def may_read_package(actor: Actor, file: StoredFile) -> bool:
    """Whether a package or a supplement is there for the actor: bureau and auditors, of their cases."""
    return opens_packages(actor) and Case.objects.visible_to(actor).filter(pk=file.owner_id).exists()


register_reading(ARCHIVE_FILES, Reading(may_read_package, "查看一户一档"))
