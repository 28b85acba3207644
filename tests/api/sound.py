"""For every operation that takes a body, one that the staged cases of tests/api/staged.py let through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apps.acts.acts import act_named
from apps.cases.enums import HoldKind
from apps.cases.models import Case
from apps.cases.queries import items_waiting
from apps.documents.enums import FileKind
from apps.enterprises.models import Enterprise
from apps.enterprises.queries import rolls_to_apply
from apps.inspections.queries import open_attempt
from apps.inspections.queries.concealed import spaces_not_shown
from apps.inspections.rules import checklist
from apps.lib import clock
from apps.orgs.enums import OrganisationKind
from apps.orgs.models import Organisation
from apps.packages.permissions import packages_to_start_from
from apps.plans.queries import confirmed_plan, content_of, draft_plan, submitted_plan
from apps.reports.acts.grounds import Reported
from apps.reports.models import YearClose
from apps.reports.queries.releases import to_release
from apps.reports.queries.urged import urgeable
from apps.reports.queries.yearend import late_facts
from tests.api.of_othertrack import OTHER_TRACK
from tests.api.of_tickets import TICKETS
from tests.api.sound_archives import OF_ARCHIVES
from tests.api.sound_on_site import HANDED_ON, ON_APPOINTMENTS, REPORTED
from tests.api.test_stage_plans import DRAFT as PLAN
from tests.api.test_stage_reports import DRAFT as WEEK
from tests.factories import packages
from tests.factories.callers import registration
from tests.factories.directory import firm
from tests.factories.plans import drawn

Files = Callable[[str], str]
"""Returns the id of a file of some kind that waits for the caller."""
Body = dict[str, Any]
Sound = Callable[[Any, Files], Body | None]
"""Returns a body for a subject on which an act may be made; None where it needs more than that."""

REASON: Body = {"reason": "户主要求，已核实"}
SIGNED: Body = {"signer": "self"}


def _today(*names: str, days: int = 0) -> Body:
    on = (clock.today() + timedelta(days=days)).isoformat()
    return dict.fromkeys(names, on)


def _hash(case: Case) -> Body:
    plan = submitted_plan(case)
    return {"content_hash": plan.content_hash if plan else "0" * 64}


def _answers(case: Case) -> list[Body]:
    plan = confirmed_plan(case)
    return [{"code": line.code, "outcome": "ok"} for line in checklist(content_of(plan) if plan else None)]


def _asked(case: Case) -> int:
    return case.condition_answers.get().condition_id


def _findings(case: Case) -> list[Body]:
    attempt = open_attempt(case)
    return [{"code": item.code, "outcome": "agrees"} for item in attempt.items.all()] if attempt else []


def _listed(case: Case) -> int:
    listed = Enterprise.objects.listed(clock.today()).exclude(pk=case.enterprise_id or 0)
    return int(listed.order_by("pk")[0].pk)


def _to_release(week: Reported) -> Body | None:
    found = to_release(week.snapshot)
    return {"shown": found.digest} if found.rows and not found.is_same else None


def _contact(enterprise: Enterprise) -> Body | None:
    named = enterprise.contacts.filter(until=None).first()
    return {"contact": named.pk} if named else None


def _finished(case: Case) -> Body | None:
    # Whoever has shown no concealed work hears of that first.
    return None if spaces_not_shown(case) else {**_today("finished_on"), "overrun_reason": "材料到货较晚"}


def _property() -> int:
    return int(Organisation.objects.filter(kind=OrganisationKind.PROPERTY)[0].pk)


def _signed_end(files: Callable[[FileKind], str]) -> dict[str, object]:
    """Return the household's signature on paper under the day of an end."""
    return {
        **_today("finished_on"),
        **_today("signed_on"),
        "confirmer": "household",
        "means": "signed_scan",
        "scan": files(FileKind.FINISH_SCAN),
    }


_BEFORE_WORKS: dict[str, Sound] = {
    "cases.submit": lambda case, files: {},
    "cases.receive": lambda case, files: {},
    "cases.file": lambda case, files: _today("effective_on"),
    "cases.resubmit": lambda case, files: {
        "changes": {"floor_area": "70.20"},
        "answers": [
            {"field": item.target, "word": "已当面核对"}
            for item in items_waiting(case, HoldKind.RETURNED)
            if item.target != "floor_area"
        ],
    },
    "cases.judge": lambda case, files: {
        "judgements": [
            {"field": item.target, "judgement": "fine"} for item in items_waiting(case, HoldKind.ANSWERED)
        ]
    },
    "cases.hand_in": lambda case, files: {
        "material": "application_form",
        "form": "copy",
        "pages": 2,
        "scans": [files(FileKind.MATERIAL)],
    },
    "cases.return": lambda case, files: {
        "items": [{"field": "floor_area", "kind": "wrong", "text": "与不动产权证不一致"}]
    },
    "cases.decline": lambda case, files: {**REASON, "clause": "杭房局〔2024〕43号 附件3 备注1"},
    "cases.choose_enterprise": lambda case, files: {"enterprise": _listed(case), **_today("chosen_on")},
    "cases.withdraw": lambda case, files: REASON,
    "cases.terminate": lambda case, files: {**REASON, "removal": "duplicate"},
    "cases.correct": lambda case, files: {
        **REASON,
        "changes": {"name": "张更正示例"},
        "proof": files(FileKind.CORRECTION_PROOF),
    },
    "cases.correct_answers": lambda case, files: {
        **REASON,
        "conditions": [{"id": _asked(case), "answer": "说不清", "word": "房子是去年买的"}],
    },
    "cases.backfill": lambda case, files: REASON,
    "cases.patrol": lambda case, files: {
        "organisation": None if case.patrol_organisation_id else _property()
    },
    "holds.release": lambda hold, files: REASON,
    "plans.start_version": lambda case, files: {},
    "plans.draft": lambda case, files: PLAN if draft_plan(case) else None,
    "plans.submit": lambda case, files: {} if draft_plan(case) else None,
    "plans.sign": lambda case, files: {**_hash(case), **SIGNED, "signature": drawn(), "agree": True},
    "plans.scan": lambda case, files: {
        **_hash(case),
        **SIGNED,
        **_today("signed_on"),
        "scan": files(FileKind.SIGNED_PLAN_SCAN),
    },
    "plans.reject": lambda case, files: {**_hash(case), "opinion": "卫生间不想用浅色板"},
    "plans.contract": lambda case, files: {
        **_today("signed_on"),
        "amount": "7.62",
        "scan": files(FileKind.CONTRACT_SCAN),
    },
    "plans.supplement": lambda case, files: {
        **REASON,
        **_today("signed_on"),
        "amount": "8.10",
        "scan": files(FileKind.CONTRACT_SCAN),
    },
    "plans.explain_difference": lambda case, files: REASON,
    "plans.correct_contract": lambda case, files: {**REASON, "amount": "7.63"},
    "plans.note_overrun": lambda case, files: {"opinion": "已知悉"},
    "plans.change": lambda case, files: REASON,
    "plans.withdraw_change": lambda case, files: REASON,
    "plans.replace_enterprise": lambda case, files: {
        **REASON,
        "source": "listed",
        "enterprise": _listed(case),
    },
}

_UNDER_WORKS: dict[str, Sound] = {
    "works.start": lambda case, files: _today("started_on"),
    "works.correct_days": lambda case, files: {
        **REASON,
        "started_on": (case.started_on + timedelta(days=1)).isoformat() if case.started_on else None,
    },
    "works.confirm_finish": lambda case, files: {
        **_signed_end(files),
        "overrun_reason": "材料到货较晚",
    },
    "works.reject_finish": lambda case, files: REASON,
    "visits.patrol": lambda case, files: {**_today("visited_on"), "items": _answers(case)},
    "visits.spot_check": lambda case, files: {**_today("visited_on"), "items": _answers(case)},
    "works.progress": lambda case, files: {
        **_today("on"),
        "text": "墙板安装",
        "photos": [files(FileKind.WORK_PHOTO)],
    },
    "works.concealed": lambda case, files: {
        **_today("on"),
        "space": "厨房",
        "concealed": "water",
        "photos": [files(FileKind.WORK_PHOTO)],
    },
    "works.finish": lambda case, files: _finished(case),
    "works.resume": lambda case, files: _today("resumed_on"),
    "works.settle_pause": lambda stop, files: {"result": "ok", "note": "现场核实"},
    "works.stop": lambda case, files: {**REASON, **_today("from_on")},
    "defects.rectify": lambda defect, files: {
        **_today("rectified_on"),
        "note": "已架空",
        "photos": [files(FileKind.WORK_PHOTO)],
    },
    "defects.verify": lambda defect, files: {**_today("verified_on"), "result": "ok", "note": "现场看过"},
}


_AFTER_WORKS: dict[str, Sound] = {
    "acceptance.open": lambda case, files: _today("arranged_on", days=1),
    "acceptance.items": lambda case, files: {
        "visited_at": clock.now().isoformat(),
        "items": _findings(case),
    },
    "acceptance.verdict": lambda case, files: {"verdict": "pass", "opinion": "现场核验合格"},
    "acceptance.opinion": lambda case, files: {
        **SIGNED,
        **_today("signed_on"),
        "satisfaction": "satisfied",
        "means": "drawn",
        "signature": drawn(),
        "witness_name": "周示例",
    },
    "acceptance.conclude": lambda case, files: {},
    "acceptance.withdraw_verdict": lambda case, files: REASON,
    "rectification.finish": lambda case, files: _today("finished_on"),
    "rectification.confirm": lambda case, files: _signed_end(files),
    "rectification.reject": lambda case, files: REASON,
    "rectification.item": lambda item, files: {
        **_today("done_on"),
        "note": "已加固",
        "photos": [files(FileKind.ACCEPTANCE_PHOTO)],
    },
    "mediation.open": lambda case, files: {**_today("opened_on"), "cause": "unreachable"},
    "mediation.record": lambda case, files: {
        **_today("held_on"),
        "mediator": "上城住建局 凌演示",
        "record": "三次电话未接",
        "papers": [files(FileKind.CORRECTION_PROOF)],
    },
    "acceptance.close_unconfirmed": lambda case, files: REASON,
    "letters.write": lambda case, files: {"text": "马桶不移位，您看行吗？", "asks": True},
    "letters.record": lambda case, files: {"party": "street", "channel": "paper", "text": "保修找谁？"},
    "letters.answer": lambda letter, files: {"text": "找装修企业。"},
    "letters.pass_on": lambda letter, files: {"to": "bureau", **REASON},
    **OF_ARCHIVES,
}

_WEEKS: dict[str, Sound] = {
    "weeks.save": lambda week, files: {**WEEK, "evidence": files(FileKind.DECLARED_EVIDENCE)},
    "weeks.submit": lambda week, files: {},
    "weeks.take_back": lambda week, files: REASON,
    "weeks.accept": lambda week, files: {},
    "weeks.return": lambda week, files: {
        **REASON,
        "items": [{"code": "declared.done", "case": "", "ask": "与一码管理系统核对"}],
    },
    "weeks.answer": lambda week, files: {
        "answers": [{"number": "1", "answer": "kept", "reason": "已核对，无误"}]
    },
    "weeks.release": lambda week, files: _to_release(week),
    "weeks.ask_reopening": lambda week, files: REASON,
    "weeks.reopen": lambda week, files: {"word": "请尽快更正"},
    "weeks.decline_reopening": lambda week, files: {"word": "请登记在下一期"},
    "weeks.adjust": lambda week, files: {
        **REASON,
        "case": str(Case.objects.filter(status="building").earliest("created_at").pk),
    },
}


def _late(close: YearClose) -> Body | None:
    found = late_facts(close)
    return {**REASON, "case": str(found[0].case_id)} if found else None


_YEARS: dict[str, Sound] = {
    "weeks.urge": lambda week, files: {
        "bureaus": [each.snapshot.bureau_id for each in urgeable(week.snapshot)],
        "word": "请尽快报送",
    },
    "layouts.set": lambda of, files: (
        {
            "columns": [{"figure": "done", "heading": "已完成", "group": ""}],
            "source": "示例号",
            "valid_from": (clock.today() + timedelta(days=1)).isoformat(),
            **REASON,
        }
        if of.organisation.kind == OrganisationKind.CITY_BUREAU
        else None
    ),
    "year.admit": lambda close, files: _late(close),
    "year.submit": lambda close, files: {"scan": files(FileKind.YEAR_CLOSE_SCAN)},
    "year.accept": lambda close, files: {},
    "year.return": lambda close, files: REASON,
}

_DIRECTORY: dict[str, Sound] = {
    "directory.publish": lambda keeper, files: {
        **dict.fromkeys(("title", "criteria", "legal_basis", "scope", "review_conclusion"), "示例"),
        **_today("reviewed_on"),
    },
    "directory.enter": lambda roll, files: firm(90),
    "directory.close": lambda roll, files: REASON,
    "directory.accept": lambda place, files: {},
    "directory.return": lambda place, files: {"missing": ["营业执照"]},
    "directory.remove": lambda place, files: REASON,
    "points.open": lambda keeper, files: {
        **dict.fromkeys(("name", "address", "hours", "services"), "示例"),
        "kind": "showroom",
        "phone": "0571-00000001",
    },
    "points.change": lambda point, files: {
        **dict.fromkeys(("name", "address", "hours", "services"), "示例：更改"),
        "phone": "0571-00000002",
    },
    "points.close": lambda point, files: REASON,
    "packages.propose": lambda enterprise, files: packages.body(kind="bathroom", area="4.00"),
    "packages.revise": lambda package, files: packages.body(
        packages.dearer(package.edit * 10), price_reason="示例：调价"
    ),
    "packages.start_plan": lambda case, files: {
        "bathroom": max(packages_to_start_from(case).filter(kind="bathroom").values_list("pk", flat=True))
    },
    "packages.publish": lambda package, files: {},
    "packages.return": lambda package, files: {"missing": ["brands"], "note": "示例：缺品牌"},
    "packages.withdraw": lambda package, files: REASON,
    "enterprises.apply": lambda enterprise, files: {
        "roll": max(each.pk for each in rolls_to_apply(enterprise, clock.today())),
        "statement": "有装配化装修案例",
    },
    "enterprises.add_contact": lambda enterprise, files: {
        "name": "联络员癸",
        "duty": "售后",
        "phone": "13800000078",
        **_today("since"),
    },
    "enterprises.end_contact": lambda enterprise, files: _contact(enterprise),
    "enterprises.contact": lambda enterprise, files: {
        "contact_name": "联络员丁",
        "contact_phone": "13800000077",
    },
    "enterprises.rename": lambda enterprise, files: {
        **REASON,
        **_today("changed_on"),
        "name": f"{enterprise.name}（更名）",
    },
}

_ABSENT: dict[str, Sound] = {
    "absence.record": lambda case, files: {
        "visited_at": clock.now().isoformat(),
        "officers": "王演示、社区李样本",
        **_today("told_on"),
        "told_by_ways": ["phone", "paper"],
        "photos": [files(FileKind.CORRECTION_PROOF)],
    },
}

SOUND = {
    **_ABSENT,
    **_BEFORE_WORKS,
    **_UNDER_WORKS,
    **ON_APPOINTMENTS,
    **(REPORTED | HANDED_ON),
    **_AFTER_WORKS,
    **(_WEEKS | _YEARS | _DIRECTORY | TICKETS | OTHER_TRACK),
}

OF_NO_ACT: dict[str, Callable[[Files], Body]] = {
    "/api/v1/cases": lambda files: registration(),
    "/api/v1/cases/find": lambda files: {"id_number": "33010219650131000X"},
    "/api/v1/cases/{id}/reveal": lambda files: {"field": "phone", "purpose": "电话核实"},
    "/api/v1/cases/{id}/plan/evaluate": lambda files: PLAN,
}
"""Bodies of the operations that are no acts on a row, by path."""


def sound(name: str, subject: Any, files: Files) -> Body | None:
    """Return a body with which an act succeeds on a subject where it may be made; None if none would."""
    act = act_named(name)
    versioned = {"version": act.ground.version(subject)} if act.form.versioned else {}
    body = SOUND[name](subject, files)
    return None if body is None else {**versioned, **body}
