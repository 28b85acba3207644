"""What a phone brings, made as the acts of the pages make it: the phone is a courier.

Its declaration becomes the body of an act; the act's own form judges it, the one attempt makes it.
Call inside the transaction that closes the phone's visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404

from apps.acts.acts import Act, act_named
from apps.acts.forms import ActForm, Body
from apps.acts.services import Done, NeverYours, NotNow, attempt
from apps.cases.services import lock_case
from apps.documents.models import StoredFile
from apps.inspections.models import AcceptanceAttempt, FieldVisit, Visit
from apps.inspections.queries.attempts import found_of
from apps.inspections.queries.checklists import Checklists
from apps.inspections.rules.field import VISIT_SLOT, Declaration
from apps.inspections.services.findings import lock_attempt
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, Stale, require

Files = Mapping[str, Sequence[StoredFile]]
"""Photos by what they show."""


def record_on_site(
    visit: FieldVisit, *, by: Actor, said: Declaration, happened_at: datetime, files: Files
) -> Visit:
    """Make 巡查 or 现场检查 and the 复查 that came with it; raise Stale or Refused."""
    # The phone's version is compared once, under the lock: each act below raises the version for the next.
    case = lock_case(case_id=visit.case_id, by=by, version=said.version)
    ids = _ids(files)
    codes = {item.code for item in said.items}
    # By the day of the visit: what came into force since, nobody was to look at.
    day = clock.local(happened_at).date()
    since = [line.label for line in Checklists(day).further(case.bureau_id) if line.code not in codes]
    if since:
        raise Stale(f"巡查清单新增了 {len(since)} 项：{'、'.join(since)}。请刷新后补填。", code="list")
    slots = {defect.slot for defect in said.defects}
    # A photo whose line is gone from the list still belongs to the visit.
    loose = [
        each
        for slot, found in ids.items()
        for each in found
        if slot.removeprefix("item:") not in codes and slot not in slots
    ]
    recorded: Visit = _make(
        act_named(f"visits.{visit.kind}"),
        by,
        case,
        {
            "visited_on": day,
            "items": [
                {
                    "code": item.code,
                    "outcome": item.outcome.value,
                    "note": item.note,
                    "photos": ids.get(f"item:{item.code}", []),
                }
                for item in said.items
            ],
            "defects": [
                {
                    "text": defect.text,
                    "severity": defect.severity.value,
                    "photos": ids.get(defect.slot, []),
                }
                for defect in said.defects
            ],
            "due_on": said.due_on or None,
            "note": said.note,
            "photos": loose,
        },
    )
    for again in said.rechecks:
        verify = act_named("defects.verify")
        try:
            # Loaded for each: the version of the case has gone up with the act before.
            defect = verify.ground.load(by, pk=case.pk, defect_id=again.defect_id)
        except Http404:
            raise Refused("没有这一问题，请刷新页面。", code="none") from None
        result = "ok" if again.settled else "back"
        settled = {"result": result, "verified_on": recorded.visited_on, "note": again.note}
        _make(verify, by, defect, settled)
    return recorded


def record_round(
    visit: FieldVisit, *, by: Actor, said: Declaration, happened_at: datetime, files: Files
) -> AcceptanceAttempt:
    """Make 逐项核验 and, where the phone says it, the verdict; raise Stale or Refused."""
    case, standing = lock_attempt(case_id=visit.case_id, by=by, version=said.version)
    ids = {slot.removeprefix("item:"): found for slot, found in _ids(files).items()}
    before = found_of(list(standing.items.all()))
    if VISIT_SLOT in files or set(ids) - set(before):
        raise Refused("有照片不属于任何验收项目，请移到相应项目下。", code="slot")
    # photos may come for an item of which nothing else is said: it stands as it was saved
    found = {**{code: before[code] for code in ids}, **said.found}
    items = act_named("acceptance.items")
    saved: AcceptanceAttempt = _make(
        items,
        by,
        items.ground.load(by, pk=case.pk),
        {
            "visited_at": happened_at,
            "companions": said.companions,
            "overrun_reason": said.overrun_reason,
            "items": [
                {
                    "code": code,
                    "outcome": each.outcome.value if each.outcome else None,
                    "area": each.area,
                    "method": each.method.value if each.method else None,
                    "rest_area": each.rest_area,
                    "rest_method": each.rest_method.value if each.rest_method else None,
                    "note": each.note,
                    "photos": ids.get(code, []),
                }
                for code, each in found.items()
            ],
        },
    )
    if said.verdict is None:
        return saved
    verdict = act_named("acceptance.verdict")
    judged: AcceptanceAttempt = _make(
        verdict,
        by,
        # Loaded anew: the attempt that came with the case above knows nothing of the findings just saved.
        verdict.ground.load(by, pk=case.pk),
        {"verdict": said.verdict.value, "opinion": said.opinion, "overrun_reason": said.overrun_reason},
    )
    return judged


def _ids(files: Files) -> dict[str, list[str]]:
    return {slot: [str(file.pk) for file in found] for slot, found in files.items()}


def _make(act: Act[Any], by: Actor, subject: Any, values: Mapping[str, Any]) -> Any:
    """Attempt an act on a subject as it stands under the lock; return what it wrote, or raise why not."""
    require(act.may(by, subject))  # the moment comes before the content, as it does on a page
    values = {**values, "version": act.ground.version(subject)}
    body = act.form.body(values, act.initial(by, subject), **act.options(by, subject))
    outcome = attempt(act, by=by, subject=subject, data=body)
    if isinstance(outcome, Done):
        return outcome.result
    if isinstance(outcome, NotNow):
        raise outcome.refused
    if isinstance(outcome, NeverYours):
        raise Refused(outcome.denied.reason, code=outcome.denied.code)
    raise _first_fault(outcome.form, body)


def _first_fault(form: ActForm, body: Body) -> Refused:
    """Return the first thing wrong with a body as a refusal, its field spelt as services spell it."""
    for name, errors in form.errors.as_data().items() if not body.faults else ():
        pointer = body.pointers.get(name)
        # Only codes have a colon (surface:0:wall-area): that is how services and phones name a field.
        coded = (each for each, at in body.pointers.items() if at == pointer and ":" in each)
        field = next(coded, name) if name in form.fields else ""
        return Refused(
            " ".join(errors[0].messages), field=field, code=errors[0].code or field.rpartition("-")[2]
        )
    fault = next(iter([*body.faults, *form.missing_files()]))
    return Refused(fault.detail, field=fault.pointer.strip("/"), code=fault.code)
