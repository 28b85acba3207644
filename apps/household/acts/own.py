"""The stages' own acts in the household's frame: same permission, same service, same record (decision 0140).

An act here is the one that an official makes for the household, with the household's form in place of the
desk's: no signature to draw, no witness, and a code to the registered telephone beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from apps.acts.acts import Act
from apps.acts.forms import ActForm
from apps.cases.acts.filing import WITHDRAW
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.household import forms
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.permissions import speaker
from apps.household.queries import own
from apps.household.queries.own import Shown
from apps.inspections.acts.acceptance import OPINION as STATE_SATISFACTION
from apps.inspections.acts.defects import SETTLE
from apps.inspections.acts.ends import CONFIRM_FINISH, CONFIRM_RECTIFIED, REJECT_FINISH, REJECT_RECTIFIED
from apps.inspections.enums import ReportKind
from apps.lib.actors import Actor
from apps.outbox.services import sms_is_on
from apps.plans.acts.agreement import OPINION as OBJECT_TO_PLAN
from apps.plans.acts.agreement import SIGN
from apps.ratings.acts import FOLLOW_UP, RATE


def _of_plan(words: str, slip: Slip) -> str:
    shown = own.plan_to_decide(slip)
    number = getattr(shown.facts["plan"], "number", "") if shown else ""
    return f"{words}装修方案第 {number} 版"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAct:
    """One decision, on one page."""

    slug: str
    """Last part of its address."""
    act: Act[Case]
    heading: str
    shown: Callable[[Slip], Shown | None]
    """What it is decided on; None where there is nothing to decide."""
    template: str
    """What is shown, above what is asked."""
    words: Callable[[Slip], str]
    """What is being done, as the text message with the code says it."""
    button: str
    done: str
    """Heading of the page that says it is done, and below it what happens next."""
    next: str
    changed: str = ""
    """Said instead where works were agreed on before; :attr:`next` where empty."""
    away: str
    """Said where there is nothing to decide, or no longer."""
    look: str = "household:home"
    """URL name of the page to look at again where what was shown has changed."""
    readers: str = "街道和装修企业"
    """Who is told what was said, as the page that says it is done names them."""
    recorded: Callable[[Case], str] = lambda _case: ""
    """Said instead of :attr:`done` where that would not tell what was said."""
    besides: Callable[[Case], str] = lambda _case: ""
    """Said after what comes next, of what was just said."""
    danger: bool = False
    self_only: bool = False
    """Said by the household itself alone: no 委托书 speaks for it."""
    one_of: Callable[[Slip, int], Shown | None] | None = None
    """What is shown of several, by the number in the page's address; None where there is only one."""

    def found(self, slip: Slip, number: int | None) -> Shown | None:
        """Return what the page of an address is about."""
        if self.one_of is None or number is None:
            return self.shown(slip)
        return self.one_of(slip, number)

    def recorded_as(self, case: Case) -> str:
        """Return the heading of the page that says it is done."""
        return self.recorded(case) or self.done

    def follows(self, case: Case) -> str:
        """Return what comes next for a case."""
        agreed = case.status in (Status.CONTRACTED, Status.BUILDING)
        return (self.changed if agreed and self.changed else self.next) + self.besides(case)

    def may(self, slip: Slip) -> bool:
        """Whether the holder of a slip may do it now, once its telephone has answered."""
        speaks = slip.holder == Holder.SELF or (slip.acts and not self.self_only)
        return speaks and bool(self.act.may(speaker(slip), slip.case))


def _nothing(_actor: Actor, _case: Case) -> dict[str, Any]:
    return {}


def _framed(act: Act[Case], form: type[ActForm]) -> Act[Case]:
    return replace(act, form=form, initial=_nothing, options=_nothing)


def _end(kind: ReportKind) -> Callable[[Slip], Shown | None]:
    return partial(_shown_end, kind)


def _shown_end(kind: ReportKind, slip: Slip) -> Shown | None:
    return own.end_to_confirm(slip, kind)


def _said(words: str) -> Callable[[Slip], str]:
    return lambda _slip: words


AGREE = OwnAct(
    slug="agree",
    act=_framed(SIGN, forms.AgreeForm),
    heading="同意这份方案",
    shown=own.plan_to_decide,
    template="household/own/plan.html",
    words=partial(_of_plan, "同意"),
    button="同意，就这么定",
    done="已经记下：您同意这份方案",
    next="接下来和装修企业签合同。开工以前您都可以退出。",
    changed="就按这一版装。钱有变的，装修企业会和您签补充协议。",
    away="现在没有等您定的方案。",
    look="household:plan",
)
OBJECT = OwnAct(
    slug="object",
    act=_framed(OBJECT_TO_PLAN, forms.ObjectForm),
    heading="不同意，要改",
    shown=own.plan_to_decide,
    template="household/own/plan.html",
    words=partial(_of_plan, "不同意"),
    button="不同意，交给设计师改",
    done="已经记下：您不同意这份方案",
    next="您写的设计师看得到。改好以后再请您看；您没有同意，不会照它开工。",
    changed="没有新的同意以前，还按原来的方案装。",
    away="现在没有等您定的方案。",
    look="household:plan",
)
FINISHED = OwnAct(
    slug="finished",
    act=_framed(CONFIRM_FINISH, forms.FinishedForm),
    heading="确认完工",
    shown=_end(ReportKind.FINISH),
    template="household/own/end.html",
    words=_said("确认完工"),
    button="确认，已经完工",
    done="已经记下：您确认完工了",
    next="住建部门会来验收。满意还是不满意，到时候由您说。",
    away="企业还没有报完工，或者已经有人确认过了。",
)
UNFINISHED = OwnAct(
    slug="unfinished",
    act=_framed(REJECT_FINISH, forms.UnfinishedForm),
    heading="还没有完工",
    shown=_end(ReportKind.FINISH),
    template="household/own/end.html",
    words=_said("说明还没有完工"),
    button="还没有完工，退回企业",
    done="已经记下：还没有完工",
    next="企业要接着做，做好了再报。",
    away="企业还没有报完工，或者已经有人确认过了。",
)
MENDED = OwnAct(
    slug="mended",
    act=_framed(CONFIRM_RECTIFIED, forms.FinishedForm),
    heading="确认整改好了",
    shown=_end(ReportKind.RECTIFIED),
    template="household/own/end.html",
    words=_said("确认整改完成"),
    button="确认，已经整改好",
    done="已经记下：您确认整改好了",
    next="住建部门会来再验收一次。",
    away="企业还没有报整改完成，或者已经有人确认过了。",
)
UNMENDED = OwnAct(
    slug="unmended",
    act=_framed(REJECT_RECTIFIED, forms.UnfinishedForm),
    heading="还没有整改好",
    shown=_end(ReportKind.RECTIFIED),
    template="household/own/end.html",
    words=_said("说明还没有整改好"),
    button="还没有整改好，退回企业",
    done="已经记下：还没有整改好",
    next="企业要接着改，改好了再报。",
    away="企业还没有报整改完成，或者已经有人确认过了。",
)
SATISFIED = OwnAct(
    slug="satisfied",
    act=_framed(STATE_SATISFACTION, forms.SatisfactionForm),
    heading="您满意吗",
    shown=own.works_to_judge,
    template="household/own/works.html",
    words=_said("说满意还是不满意"),
    button="就这么说",
    done="已经记下您的意见",
    recorded=own.satisfaction_recorded,
    next="住建部门办结这次验收以前，您可以再改。",
    readers="街道、住建部门和装修企业",
    away="现在没有等您说的：验收人员还没有来过，或者这次验收已经办结。",
)
REPAIRED = OwnAct(
    slug="repaired",
    act=_framed(SETTLE, forms.RepairedForm),
    heading="这一项修好了",
    shown=own.report_to_settle,
    one_of=own.report_to_settle,
    template="household/own/defect.html",
    words=_said("确认反映的问题已经修好"),
    button="确认，修好了",
    done="已经记下：这一项修好了",
    next="这一项就办结了。以后又坏的，再报一次。",
    away="现在没有等您说的问题，或者已经办结。",
    look="household:defects",
)
LEAVE = OwnAct(
    slug="leave",
    act=_framed(WITHDRAW, forms.LeaveForm),
    heading="我不想装了",
    shown=own.case_to_leave,
    template="household/own/case.html",
    words=_said("退出厨卫换新"),
    button="确定退出",
    done="已经退出",
    next="以后想装，可以再到街道登记。",
    away="已经开工或者已经结束，不能在这里退出。有事请打电话给街道。",
    danger=True,
)

RATED = OwnAct(
    slug="rate",
    act=_framed(RATE, forms.RatingForm),
    heading="评价这次服务",
    shown=own.service_to_rate,
    template="household/own/rating.html",
    words=_said("评价这次服务"),
    button="就这么评价",
    done="已经记下您的评价，谢谢",
    next="评价只有一次，不能改。还有话说，可以在“我的办件”里追评一次。",
    besides=own.who_calls_back,
    away="验收合格以后才能评价；已经评价过的，只能追评一次。",
    readers="住建部门",
    self_only=True,
)
ADDED = OwnAct(
    slug="add-to-rating",
    act=_framed(FOLLOW_UP, forms.FollowUpForm),
    heading="追评",
    shown=own.rating_to_add_to,
    template="household/own/rated.html",
    words=_said("追评这次服务"),
    button="记下追评",
    done="已经记下您的追评",
    next="追评只有一次，原来的评价不变。",
    away="还没有评价，或者已经追评过。",
    readers="住建部门",
    self_only=True,
)

OWN_ACTS = {
    each.slug: each
    for each in (
        *(AGREE, OBJECT, FINISHED, UNFINISHED, MENDED, UNMENDED, SATISFIED, REPAIRED, LEAVE),
        *(RATED, ADDED),
    )
}


def speaks_here(slip: Slip) -> bool:
    """Whether the holder of a slip decides by codes at all, whatever there is to decide just now."""
    return sms_is_on() and (slip.holder == Holder.SELF or slip.acts)


def offered(slip: Slip) -> frozenset[str]:
    """Return the slugs of what the holder of a slip may do now; nothing where no code can be sent at all."""
    if not sms_is_on():
        return frozenset()
    return frozenset(each.slug for each in OWN_ACTS.values() if each.may(slip) and each.shown(slip))
