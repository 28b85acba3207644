"""Whether the registered telephone of a slip's holder may be sent a code that counts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from apps.cases.enums import CorrectionKind
from apps.cases.facts import BY_NAME
from apps.cases.models import Case, Household
from apps.enterprises.models import Enterprise
from apps.household.enums import Holder, Standing
from apps.household.models import Slip
from apps.household.queries.slips import phone_index, phone_of, standing_of
from apps.household.rules.numbers import KnownNumber, judged, last_changed
from apps.lib import clock, crypto
from apps.lib.decisions import Decision, Denied
from apps.outbox.services import sms_is_on
from apps.programs.enums import ParameterCode
from apps.programs.queries import limits_of

PHONE = "phone"


def may_speak(slip: Slip) -> Decision:
    """Say whether whoever holds a slip may act by a code to its telephone, and why not."""
    if slip.holder == Holder.AGENT and not slip.acts:
        return Denied("代办人的凭条只能看。代办人签字要有委托书，请带着它到街道办。", code="agent")
    if not sms_is_on():
        return Denied("这里还没有开通短信，收不了验证码。", code="off")
    return agent_speaks(slip) if slip.holder == Holder.AGENT else number_speaks(slip.case)


def unheard(slip: Slip) -> str:
    """Return why nothing can be decided with a slip on its holder's phone; '' where it can."""
    fit = may_speak(slip)
    return fit.reason if isinstance(fit, Denied) else ""


def number_speaks(case: Case) -> Decision:
    """Say whether a code sent to a case's registered number counts as the household's word."""
    today = clock.today()
    limits = limits_of(case.bureau_id, today, [ParameterCode.NUMBER_DAYS])
    return judged(_known(case, limits.number(ParameterCode.NUMBER_DAYS)), today)


def phone_tail(case: Case, holder: str = Holder.SELF) -> str:
    """Return the last two digits of a holder's number, by which its owner knows it again."""
    return phone_of(case, holder)[-2:]


def agent_speaks(slip: Slip) -> Decision:
    """Say whether a code sent to the agent's number counts, for a slip that acts."""
    number = phone_of(slip.case, Holder.AGENT)
    if phone_index(slip.case, Holder.AGENT) != slip.phone_index:
        return Denied("开凭条以后，代办人登记的电话改过。请带着委托书到街道另开一张。", code="changed")
    if number == phone_of(slip.case, Holder.SELF):
        return Denied("代办人和装修人登记的是同一个电话，分不清是谁在办。", code="agent_number")
    known = KnownNumber(
        number=number,
        changed_on=None,  # the desk saw it with the 委托书, and another one ends it
        settled_days=None,
        is_shared=_is_household_s(slip.case, crypto.blind_index(number, purpose="phone"))
        or _acts_elsewhere(slip),
        is_of_enterprise=_is_of_enterprise(slip.case, number),
    )
    return judged(known, clock.today())


def _known(case: Case, settled_days: int | None) -> KnownNumber:
    number = phone_of(case, Holder.SELF)
    succeeded, anew = _succession(case)
    moments = _put_right(case)
    changed = last_changed(moments, succeeded_at=succeeded, anew=anew)
    return KnownNumber(
        number=number,
        changed_on=clock.local(changed).date() if changed else None,
        settled_days=settled_days,
        is_shared=_is_household_s(case, case.household.phone_index),
        is_of_enterprise=_is_of_enterprise(case, number),
        is_of_agent=number == phone_of(case, Holder.AGENT),
        is_of_former=succeeded is not None and not anew and not any(at > succeeded for at in moments),
    )


def _is_household_s(case: Case, index: str) -> bool:
    """Whether the household of another open case has a number, by its digest."""
    open_cases = Case.objects.open().exclude(pk=case.pk)
    return Household.objects.filter(phone_index=index, case__in=open_cases).exists()


def _acts_elsewhere(slip: Slip) -> bool:
    """Whether the agent's number acts in another open case too: who collects 委托书 comes to the desk."""
    others = Slip.objects.with_case().not_revoked().filter(acts=True, phone_index=slip.phone_index)
    others = others.filter(case__in=Case.objects.open()).exclude(case=slip.case_id)
    now = clock.now()
    return any(standing_of(each, now) is Standing.OPEN for each in others)


def _is_of_enterprise(case: Case, number: str) -> bool:
    theirs = Q(contact_phone=number) | Q(contacts__phone=number) | Q(former_facts__contact_phone=number)
    return number == case.household.intended_phone or Enterprise.objects.filter(theirs).exists()


def _succession(case: Case) -> tuple[datetime | None, bool]:
    """Return when the case last went over to another household, and whether its number was named anew."""
    rows = case.corrections.filter(kind=CorrectionKind.SUCCESSOR).order_by("-made_at")
    newest = rows.values_list("made_at", "fields").first()
    return (newest[0], BY_NAME[PHONE].label in newest[1]) if newest else (None, False)


def _put_right(case: Case) -> list[datetime]:
    """Return every moment at which the number was put right, by 更正 or with the answer to a return."""
    label = BY_NAME[PHONE].label
    corrected = case.corrections.filter(kind=CorrectionKind.FACT).values_list("made_at", "fields")
    answered = case.returns.filter(resubmitted_at__isnull=False).values_list("resubmitted_at", "changes")
    moments = [at for at, fields in corrected if label in fields]
    return moments + [at for at, rows in answered if at and any(row.get("field") == PHONE for row in rows)]
