"""The first page: what I must do, how far it has come, and whether there is a plan to look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from apps.cases.enums import ACCEPTED, HoldKind, Status
from apps.cases.models import Case
from apps.cases.queries.household import NOTHING_TO_DO, FirstCard, HouseholdStep, own_steps, own_turn
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.queries.own import NOT_YET, called_back_by_nobody, own_rating, own_refusal
from apps.household.queries.plan import is_of_predecessor, own_opinion, plan_shown, shown_plans
from apps.inspections.enums import AppointmentPurpose, ReportKind
from apps.inspections.models import AcceptanceAttempt, Appointment
from apps.lib import clock, formats
from apps.plans.enums import Signer
from apps.ratings.enums import Level
from apps.ratings.models import FollowUp, Rating


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of a household."""

    card: FirstCard
    steps: tuple[HouseholdStep, ...]
    has_plan: bool

    @property
    def at(self) -> int:
        """Number of the step it is at, from 1; one more than there are when all are done."""
        open_steps = (place for place, step in enumerate(self.steps, start=1) if step.state != "done")
        return next(open_steps, len(self.steps) + 1)

    @property
    def asks_nothing(self) -> bool:
        """Whether its first card says that there is nothing to do, which others on the page may belie."""
        return not self.card.is_yours and self.card.heading == NOTHING_TO_DO

    @property
    def is_over(self) -> bool:
        """Whether it ended before its last step."""
        return any(step.state == "stopped" for step in self.steps)


@dataclass(frozen=True, slots=True)
class Service:
    """The rating of the service, where the case has ended well: given, or still to give."""

    level: str
    """In words; '' while this household has given none."""
    rating: Rating | None
    follow_up: FollowUp | None
    is_given: bool
    """Whether a rating stands at all; a household before this one may have given it."""
    uncalled: str = ""
    """Whom to call, where nobody here calls back."""


def service_of(case: Case) -> Service | None:
    """Return what the first page says of the rating; None before 验收合格."""
    if case.status not in ACCEPTED:
        return None
    rating = own_rating(case)
    if rating is None:
        return Service("", None, None, Rating.objects.filter(case=case).exists())
    added, uncalled = getattr(rating, "follow_up", None), called_back_by_nobody(case)
    return Service(Level(rating.level).label, rating, added, True, uncalled)


_DECIDED_BY = {"plan_confirm": "agree", "change_confirm": "agree", "opinion": "satisfied"}
"""By the turn of the household: the slug of what ends it on its own phone."""


def home_of(slip: Slip, offered: Collection[str] = ()) -> Home:
    """Return the first page of a slip's case, loaded as a visit loads it.

    ``offered``: slugs of what can be done here, with a code. Such a card sends nobody to the street.
    """
    card = own_turn(slip.case)
    ends = {"finished", "mended"} & set(offered)
    if ends:
        # The period is that of the works; who is asked whether they are done would take it for his own.
        card = replace(card, until="")
    if card.here and _DECIDED_BY.get(card.turn) in offered:
        card = replace(card, text=card.here)
    plan = plan_shown(slip.case)
    if card.turn in (Status.DESIGNING, "change"):
        card = _objected(slip, card)
    elif card.turn in _ACCEPTANCE:
        card = _accepting(slip, card, can_say="satisfied" in offered)
    elif card.turn in _WORKS and not ends:
        card = _not_finished(slip, card)
    steps = own_steps(slip.case, yours=card.is_yours)
    return Home(card=card, steps=steps, has_plan=plan is not None)


def _objected(slip: Slip, card: FirstCard) -> FirstCard:
    """Say what was objected to the plan that the enterprise changes now."""
    case = slip.case
    plan = shown_plans(case).first()
    words = own_opinion(slip, plan) if plan else ""
    # Another enterprise begins anew: nothing was said to it.
    if plan is None or plan.rejected_at is None or not words or plan.enterprise_id != case.enterprise_id:
        return card
    change = case.holds.filter(kind=HoldKind.PLAN_CHANGE, closed_at__isnull=True)
    # What was said to a change that came to nothing was not said to this one.
    if card.turn == "change" and not change.filter(opened_at__lte=plan.rejected_at).exists():
        return card
    day = formats.near_day(plan.rejected_at, clock.today())
    return replace(card, text=f"您{day}提过意见：“{words.rstrip('。')}”，等企业改方案。")


_WORKS = (Status.BUILDING, "building", Status.RECTIFYING)


def _not_finished(slip: Slip, card: FirstCard) -> FirstCard:
    """Say what the household itself said is not done yet, as long as nothing newer was reported."""
    refused = own_refusal(slip)
    if refused is None and card.turn == Status.RECTIFYING:
        return replace(card, text=f"{card.text}要整改什么，写在“我的文书”的整改意见告知单里。")
    if refused is None:
        return card
    day = formats.near_day(refused.confirmed_at, clock.today())
    kind = NOT_YET[ReportKind(refused.kind)]
    said = f"{day}说了{kind}：“{refused.confirm_note.rstrip('。')}”，装修企业看得到。"
    return replace(card, text=f"{said}{card.text}")


_ACCEPTANCE = (Status.COMPLETED, "conclude", "opinion")


def _accepting(slip: Slip, card: FirstCard, *, can_say: bool) -> FirstCard:
    """Say for which day the acceptance is arranged; after the visit, what was said to it."""
    attempt = AcceptanceAttempt.objects.open_of(slip.case)
    if attempt is None:
        return card
    if attempt.visited_at is None:
        purposes = (AppointmentPurpose.ACCEPTANCE, AppointmentPurpose.REACCEPTANCE)
        # An appointment stands below with day and hour, and may have been moved since.
        if Appointment.objects.of_case(slip.case).open().filter(purpose__in=purposes).exists():
            return card
        day = formats.near_day(attempt.arranged_on, clock.today())
        return replace(card, text=f"约定{day}上门验收。{card.text}")
    said = attempt.opinions.order_by("-signed_at").first() if attempt.satisfaction else None
    if said is not None and not is_of_predecessor(slip.case, said.signed_at):
        who = "代办人" if said.signer != Signer.SELF else "您" if slip.holder == Holder.SELF else "装修人"
        text = f"{who}说了{said.value_label}，办结以前可以再改；等验收人员办结。"
        return FirstCard(NOTHING_TO_DO, text, is_yours=False, until=card.until, turn=card.turn)
    if card.turn == Status.COMPLETED and can_say:
        text = "验收人员已经上门看过。满意还是不满意，现在就可以在手机上说，办结以前还可以改。"
        return replace(card, heading="您满意吗", text=text, is_yours=True)
    if card.turn == Status.COMPLETED:
        return replace(card, text="验收人员已经上门看过，等验收人员办结。")
    return card
