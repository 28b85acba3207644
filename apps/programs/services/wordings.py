"""通知用语 as a city or the province sets it (R25)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from apps.audit.rules import mask_personal
from apps.audit.services import Subject, record
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.models import Organisation
from apps.programs.models import Wording
from apps.programs.permissions import may_word
from apps.programs.rules.wordings import LONGEST_TEXT, LONGEST_TITLE, unsound
from apps.programs.services.versions import locked_body, require_ahead, require_newest


@transaction.atomic
def set_wording(
    *,
    by: Actor,
    organisation: Organisation,
    key: str,
    known: Collection[str],
    text: str,
    valid_from: date,
    reason: str,
    title: str = "",
    version: int | None = None,
) -> Wording:
    """Word a notice anew from a day to come; with an empty text the house's words are used again.

    ``known`` are the placeholders this notice has. Stale unless ``version`` is the number of the newest
    version, 0 where there is none.
    """
    require(may_word(by, organisation))
    locked = locked_body(organisation)
    last = Wording.objects.filter(organisation=locked, key=key).order_by("number").last()
    require_newest(version, last.number if last else 0, "这条用语")
    for field, said, longest in (("title", title, LONGEST_TITLE), ("text", text, LONGEST_TEXT)):
        if wrong := unsound(said, known):
            raise Refused(f"{wrong}。", field=field, code="placeholder")
        if len(said) > longest:
            raise Refused(f"最多 {longest} 字。", field=field, code="max_length")
        # Inboxes refuse such a message when it is sent, and the act that sends it with it.
        if mask_personal(said) != said:
            raise Refused("不能写证件号码和手机号；街道的电话由系统附上。", field=field, code="personal")
    if last is None and not text.strip():
        raise Refused("现在用的就是原有用语，没有变更。", field="text", code="same")
    if not reason.strip():
        raise Refused("请写明原因。", field="reason", code="reason")
    require_ahead(valid_from, "已经发出的不变")
    row = Wording.objects.create(
        organisation=locked,
        key=key,
        number=last.number + 1 if last else 1,
        title=title.strip(),
        text=text.strip(),
        valid_from=valid_from,
        reason=reason.strip()[:200],
        recorded_at=clock.now(),
        recorded_by_name=by.signature,
    )
    record(
        by=by,
        subject=Subject("organisation", str(locked.pk)),
        action="wording.set",
        facts={"key": key, "number": row.number, "from": str(valid_from), "own": bool(row.text)},
        reason=row.reason,
    )
    return row
