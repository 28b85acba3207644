"""A sound submission of every act: by whom, at which moment, and what it says.

The same words go to page and API; a page adds what only it asks for (``page``) and what stands filled in.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from apps.administration.forms.calendar import MOST_LINES, digest_of
from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.inspections.queries import open_attempt
from apps.inspections.rules import checklist
from apps.plans.queries import confirmed_plan, content_of, submitted_plan
from apps.programs.rules import Span
from tests.access.stage import Stage
from tests.acts.keeping import KEEPING
from tests.acts.of_archives import OF_ARCHIVES
from tests.acts.of_bodies import OF_BODIES
from tests.acts.of_directory import OF_DIRECTORY
from tests.acts.of_draws import OF_DRAWS
from tests.acts.of_othertrack import OF_OTHER_TRACK
from tests.acts.of_revocations import OF_REVOCATIONS
from tests.acts.of_signals import OF_SIGNALS
from tests.acts.of_tickets import OF_TICKETS
from tests.acts.of_years import OF_YEARS
from tests.acts.on_reports import ON_REPORTS
from tests.acts.on_visits import ON_VISITS
from tests.acts.people import ON_PEOPLE
from tests.acts.sound import CORRECTED_ANSWER, REASON, TODAY, WORD, Paper, Said, Sound
from tests.factories.callers import registration
from tests.factories.plans import drawn
from tests.factories.streets import OTHER_PART
from tests.factories.texts import MESSAGE


def _next_day(_stage: Stage, case: Any) -> dict[str, Any]:
    """Begin a day later than was typed."""
    return {"started_on": (case.started_on + timedelta(days=1)).isoformat(), **REASON}


def _hashed(**more: Any) -> Said:
    def said(_stage: Stage, case: Case) -> dict[str, Any]:
        plan = submitted_plan(case)
        assert plan is not None
        return {"content_hash": plan.content_hash, **more}

    return said


def _lines(case: Case) -> list[str]:
    plan = confirmed_plan(case)
    return [line.code for line in checklist(content_of(plan) if plan else None)]


def _visit(_stage: Stage, case: Case) -> dict[str, Any]:
    items = [{"code": code, "outcome": "ok", "note": ""} for code in _lines(case)]
    return {"visited_on": TODAY, "note": WORD, "items": items}


def _visit_page(_stage: Stage, case: Case) -> dict[str, Any]:
    outcomes = {f"{code.replace(':', '_')}-outcome": "ok" for code in _lines(case)}
    return {"visited_on": TODAY, "note": WORD, "extra-0-text": "", "extra-1-text": "", **outcomes}


def _codes(case: Case) -> list[str]:
    attempt = open_attempt(case)
    assert attempt is not None
    return [item.code for item in attempt.items.all()]


def _items(_stage: Stage, case: Case) -> dict[str, Any]:
    items = [{"code": code, "outcome": "agrees"} for code in _codes(case)]
    return {"visited_at": f"{TODAY}T10:00:00+08:00", "companions": WORD, "items": items}


def _items_page(_stage: Stage, case: Case) -> dict[str, Any]:
    outcomes = {f"{code.replace(':', '_')}-outcome": "agrees" for code in _codes(case)}
    return {"visited_at": f"{TODAY} 10:00", "companions": WORD, **outcomes}


ASKED_ITEM = {"code": "declared.done", "case": "", "ask": WORD}
SURFACE = {"area": "5.20", "method": "prefab"}
NEW_YEAR = {"name": "元旦", "kind": "rest", "first": "2027-01-01", "last": "2027-01-03"}
BLANK_LINES = {f"spans-{number}-name": "" for number in range(MOST_LINES)}
SEEN = digest_of([Span("元旦", False, date(2027, 1, 1), date(2027, 1, 3))])
PLAN = {
    "survey_on": "2026-09-01",
    "survey_note": WORD,
    "planned_start": "2026-10-08",
    "planned_days": 12,
    "spaces": [
        {
            "kind": "kitchen",
            "name": "厨房",
            "declared_total": "15.60",
            "wall": SURFACE,
            "floor": SURFACE,
            "ceiling": SURFACE,
        }
    ],
    "lines": [{"kind": "item", "name": "集成厨房", "amount": "3.86"}],
    "hazards": [],
    "hazard_survey": "none",
}
FILLED = {
    "filler": "王演示",
    "week": 41,
    "done": 512,
    "ongoing": 137,
    "amount": "4806.25",
    "source": "装修备案系统",
    "narrative": WORD,
}
ENDED = {"removal": "left", "papers": [Paper(FileKind.ENDING_PAPER)]}
CONTRACT = {"amount": "7.62", "signed_on": TODAY, "scan": Paper(FileKind.CONTRACT_SCAN)}
CONTRACT_PAGE = {**CONTRACT, "amount": "76200"}
MENDED = {"note": WORD}
SIGNED = {
    "satisfaction": "satisfied",
    "signer": "self",
    "means": "drawn",
    "signature": drawn(),
    "witness_name": "周示例",
    "signed_on": TODAY,
}
SIGNED_END = {
    "confirmer": "household",
    "finished_on": TODAY,
    "signer": "self",
    "means": "signed_scan",
    "scan": Paper(FileKind.FINISH_SCAN),
    "signed_on": TODAY,
}
RETURNED = [{"field": "phone", "kind": "wrong", "text": WORD}]
RETURNED_PAGE = {
    "items-TOTAL_FORMS": "1",
    "items-INITIAL_FORMS": "0",
    **{f"items-0-{name}": value for name, value in RETURNED[0].items()},
}
HANDED_IN = {"material": "application_form", "form": "copy", "pages": 2, "compared": True}

SOUND: dict[str, Sound] = {
    "cases.register": Sound(by="zhou", at="draft", body=registration()),
    "cases.submit": Sound(by="zhou", at="draft", body={}),
    "cases.receive": Sound(by="zhou", at="submitted", body={}),
    "cases.file": Sound(by="wang", at="received", body={"effective_on": TODAY}),
    "cases.resubmit": Sound(
        by="zhou",
        at="returned",
        body={
            "changes": {"family_size": 4},
            "answers": [{"field": "id_number", "word": WORD}],
            "note": WORD,
        },
        page={"family_size": "4", "id_number-word": WORD, "explanation": WORD},
    ),
    "cases.judge": Sound(
        by="wang",
        at="answered",
        body={
            "judgements": [
                {"field": "id_number", "judgement": "fine"},
                {"field": "family_size", "judgement": "wanting", "text": WORD},
            ]
        },
        page={
            "id_number-judgement": "fine",
            "family_size-judgement": "wanting",
            "family_size-text": WORD,
            "items-TOTAL_FORMS": "0",
            "items-INITIAL_FORMS": "0",
        },
    ),
    "cases.hand_in": Sound(
        by="zhou",
        at="designing",
        body={**HANDED_IN, "scans": [Paper(FileKind.MATERIAL)]},
    ),
    "cases.return": Sound(by="wang", at="received", body={"items": RETURNED}, page=RETURNED_PAGE),
    "cases.decline": Sound(
        by="wang", at="received", body={"clause": "杭房局〔2024〕43号 二（一）", **REASON}
    ),
    "cases.choose_enterprise": Sound(
        by="zhou",
        at="filed",
        body=lambda stage, _case: {"enterprise": stage.world.shili.pk, "chosen_on": TODAY},
    ),
    "cases.withdraw": Sound(by="zhou", at="designing", body=REASON),
    "cases.terminate": Sound(by="ling", at="building", body={**ENDED, **REASON}),
    "cases.correct": Sound(
        by="zhou",
        at="designing",
        body={"changes": {"family_size": 5}, **REASON},
        page={"family_size": "5", "kind": "fact", **REASON},
    ),
    "cases.correct_answers": CORRECTED_ANSWER,
    "cases.move_street": Sound(by="wang", at="designing", body={"street_code": OTHER_PART, **REASON}),
    "cases.backfill": Sound(by="zhou", at="designing", body=REASON),
    "cases.patrol": Sound(
        by="zhou",
        at="designing",
        body={"organisation": None, **REASON},
        page={"organisation": "", **REASON},
    ),
    "holds.release": Sound(by="ling", at="contracted", body=REASON),
    "plans.start_version": Sound(by="chen", at="failing_plan", body={}),
    "plans.draft": Sound(
        by="chen", at="designing", body=PLAN, page={"action": "save", "planned_days": "12", "note": WORD}
    ),
    "plans.submit": Sound(by="chen", at="drafted", body={}, page={"action": "submit", "note": WORD}),
    "plans.sign": Sound(
        by="zhou", at="submitted_plan", body=_hashed(signer="self", signature=drawn(), agree=True)
    ),
    "plans.scan": Sound(
        by="zhou",
        at="submitted_plan",
        body=_hashed(signer="self", scan=Paper(FileKind.SIGNED_PLAN_SCAN), signed_on=TODAY),
    ),
    "plans.reject": Sound(by="zhou", at="submitted_plan", body=_hashed(opinion=WORD)),
    "plans.contract": Sound(by="chen", at="confirmed", body=CONTRACT, page=CONTRACT_PAGE),
    "plans.supplement": Sound(
        by="zhou", at="building", body={**CONTRACT, **REASON}, page={**CONTRACT_PAGE, **REASON}
    ),
    "plans.explain_difference": Sound(by="zhou", at="dearer", body=REASON),
    "plans.correct_contract": Sound(
        by="wang", at="building", body={"amount": "7.63", **REASON}, page={"amount": "76300", **REASON}
    ),
    "plans.note_overrun": Sound(by="wang", at="overrun", body={"opinion": WORD}),
    "plans.change": Sound(by="chen", at="contracted", body=REASON),
    "plans.withdraw_change": Sound(by="chen", at="changing", body=REASON),
    "plans.replace_enterprise": Sound(
        by="zhou",
        at="contracted",
        body=lambda stage, _case: {"source": "listed", "enterprise": stage.world.yangben.pk, **REASON},
    ),
    "works.start": Sound(by="jiang", at="contracted", body={"started_on": TODAY, "note": WORD}),
    "works.correct_days": Sound(by="wang", at="building", body=_next_day),
    "works.confirm_finish": Sound(
        by="zhou",
        at="finish_reported",
        body={**SIGNED_END, "note": WORD, "overrun_reason": WORD},
    ),
    "works.reject_finish": Sound(by="zhou", at="finish_reported", body=REASON),
    "works.progress": Sound(
        by="jiang", at="building", body={"on": TODAY, "text": WORD, "photos": [Paper(FileKind.WORK_PHOTO)]}
    ),
    "works.concealed": Sound(
        by="jiang",
        at="building",
        body={
            "on": TODAY,
            "space": "厨房",
            "concealed": "water",
            "photos": [Paper(FileKind.WORK_PHOTO)],
            "text": WORD,
        },
    ),
    "works.finish": Sound(
        by="jiang", at="building", body={"finished_on": TODAY, "text": WORD, "overrun_reason": WORD}
    ),
    "works.resume": Sound(by="jiang", at="stopped", body={"resumed_on": TODAY, "note": WORD}),
    "works.stop": Sound(by="jiang", at="building", body={"from_on": TODAY, **REASON}),
    "works.settle_pause": Sound(by="zhou", at="stopped", body={"result": "ok", "note": WORD}),
    "visits.patrol": Sound(by="wu", at="building", body=_visit, page=_visit_page),
    "visits.spot_check": Sound(by="wang", at="building", body=_visit, page=_visit_page),
    "defects.rectify": Sound(
        by="jiang",
        at="faulty",
        body={"rectified_on": TODAY, "photos": [Paper(FileKind.WORK_PHOTO)], **MENDED},
    ),
    "defects.verify": Sound(
        by="wu", at="mended_defect", body={"result": "ok", "verified_on": TODAY, **MENDED}
    ),
    "acceptance.open": Sound(by="yan", at="completed", body={"arranged_on": TODAY, "companions": WORD}),
    "acceptance.items": Sound(by="yan", at="attempt", body=_items, page=_items_page),
    "acceptance.verdict": Sound(
        by="yan",
        at="items",
        body={"verdict": "pass", "opinion": WORD},
        page={"verdict": "pass", "opinion": WORD, "signature": ""},
    ),
    "acceptance.opinion": Sound(by="yan", at="verdict", body=SIGNED),
    "acceptance.conclude": Sound(by="yan", at="satisfied", body={"extra": ""}),
    "acceptance.withdraw_verdict": Sound(by="ling", at="verdict", body=REASON),
    "rectification.item": Sound(
        by="jiang",
        at="rectifying",
        body={"done_on": TODAY, "photos": [Paper(FileKind.ACCEPTANCE_PHOTO)], **MENDED},
    ),
    "rectification.finish": Sound(by="jiang", at="mended", body={"finished_on": TODAY, "text": WORD}),
    "rectification.confirm": Sound(by="zhou", at="rectified_reported", body={**SIGNED_END, "note": WORD}),
    "rectification.reject": Sound(by="zhou", at="rectified_reported", body=REASON),
    "absence.record": Sound(
        by="wang",
        at="completed",
        body={
            "visited_at": f"{TODAY}T10:00:00+08:00",
            "officers": "王演示、社区李样本",
            "told_on": TODAY,
            "told_by_ways": ["phone", "paper"],
            "photos": [Paper(FileKind.CORRECTION_PROOF)],
        },
        page={
            "visited_at": f"{TODAY} 10:00",
            "officers": "王演示、社区李样本",
            "told_on": TODAY,
            "told_by_ways": ["phone", "paper"],
        },
    ),
    "mediation.open": Sound(by="wang", at="completed", body={"cause": "unreachable", "opened_on": TODAY}),
    "mediation.record": Sound(
        by="wang",
        at="mediating",
        body={"held_on": TODAY, "mediator": "上城住建局 王演示", "record": WORD, "agreed": False},
        page={"held_on": TODAY, "mediator": "上城住建局 王演示", "record": WORD},
    ),
    "acceptance.close_unconfirmed": Sound(by="ling", at="mediated", body=REASON),
    **(OF_ARCHIVES | OF_REVOCATIONS),
    "letters.write": Sound(
        by="chen", at="building", body={"text": WORD, "pictures": [Paper(FileKind.LETTER_PICTURE)]}
    ),
    "letters.record": Sound(
        by="zhou", at="building", body={"party": "bureau", "channel": "telephone", "text": WORD}
    ),
    "letters.answer": Sound(by="zhou", at="passed", body={"text": WORD}),
    "letters.pass_on": Sound(by="zhou", at="passed", body={"to": "bureau", **REASON}),
    "texts.resend": Sound(by="zhou", at="passed", body={"texts": [str(MESSAGE)]}),
    "texts.told": Sound(by="zhou", at="passed", body={"texts": [str(MESSAGE)], "how": "phone"}),
    **ON_REPORTS,
    **ON_VISITS,
    **(OF_TICKETS | OF_SIGNALS | OF_OTHER_TRACK | OF_DRAWS),
    "household.issue_slip": Sound(by="zhou", at="passed", body={"holder": "self"}),
    "household.revoke_slip": Sound(by="zhou", at="passed", body={"number": 1, **REASON}),
    "weeks.save": Sound(
        by="wang",
        at="week_draft",
        body={**FILLED, "queried_at": f"{TODAY}T08:30:00+08:00"},
        page={**FILLED, "amount": "48062500", "queried_at": f"{TODAY} 08:30", "missing_reason": ""},
    ),
    "weeks.submit": Sound(by="wang", at="week_draft", body={}),
    "weeks.take_back": Sound(by="wang", at="week_submitted", body=REASON),
    "weeks.release": Sound(by="shi", at="week_accepted", body={}),
    "weeks.urge": Sound(
        by="shi", at="week_draft", body=lambda stage, _week: {"bureaus": [stage.world.shangcheng.pk]}
    ),
    "weeks.accept": Sound(by="shi", at="week_submitted", body={}),
    "weeks.return": Sound(
        by="shi",
        at="week_submitted",
        body={**REASON, "items": [ASKED_ITEM]},
        page={
            **REASON,
            "items-TOTAL_FORMS": "1",
            "items-INITIAL_FORMS": "0",
            **{f"items-0-{name}": said for name, said in ASKED_ITEM.items()},
        },
    ),
    "weeks.answer": Sound(
        by="wang",
        at="week_returned",
        body={"answers": [{"number": "1", "answer": "kept", "reason": WORD}]},
        page={"1-answer": "kept", "1-reason": WORD},
    ),
    "weeks.ask_reopening": Sound(by="wang", at="week_accepted", body=REASON),
    "weeks.reopen": Sound(by="shi", at="week_asked", body={"word": WORD}),
    "weeks.decline_reopening": Sound(by="shi", at="week_asked", body={"word": WORD}),
    "weeks.adjust": Sound(
        by="wang",
        at="week_changed",
        body=lambda stage, _snapshot: {"case": str(stage.cases["building"].pk), **REASON},
    ),
    "year.admit": Sound(
        by="wang",
        at="year_late",
        body=lambda stage, _close: {"case": str(stage.cases["building"].pk), **REASON},
    ),
    "year.submit": Sound(by="ling", at="year_open", body={"scan": Paper(FileKind.YEAR_CLOSE_SCAN)}),
    "year.accept": Sound(by="shi", at="year_submitted", body={}),
    "year.return": Sound(by="shi", at="year_submitted", body=REASON),
    "calendar.announce": Sound(
        by="shi",
        at="calendar_provisional",
        body={"source": WORD, "spans": [NEW_YEAR]},
        page={
            "source": WORD,
            "seen": SEEN,
            **BLANK_LINES,
            **{f"spans-0-{name}": said for name, said in NEW_YEAR.items()},
        },
    ),
    **ON_PEOPLE,
    **OF_YEARS,
    **OF_BODIES,
}
SOUND |= {name: Sound(**said) for name, said in OF_DIRECTORY.items()}
SOUND |= {name: Sound(**said) for name, said in KEEPING.items()}
