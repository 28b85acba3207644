"""服务评价 and 追评 as the counter takes them off paper; the household makes the same acts in its frame."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.cases.acts.grounds import StageGround
from apps.cases.enums import ACCEPTED
from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.ratings import services
from apps.ratings.forms import FollowUpForm, RateForm
from apps.ratings.permissions import may_follow_up, may_rate


class RatingGround(StageGround):
    """A case as the place of its rating; a rating changes nothing of the case itself."""

    def version(self, subject: Case) -> int:
        """Nobody is late: it is given once, and who comes second is told so."""
        return 0

    def follow(self, by: Actor, subject: Case) -> None:
        """Whose turn the case is stays as it was."""


RATING = RatingGround(tab="case", back="ratings:rating", tag="服务评价", template="ratings/act.html")


def _accepted(_actor: Actor, case: Case) -> bool:
    return case.status in ACCEPTED


RATE = Act(
    name="ratings.rate",
    label="代记服务评价",
    ground=RATING,
    may=may_rate,
    form=RateForm,
    service=services.give_rating,
    explain="住户写在纸上交来的，照纸上的记。评价只有一次，记下以后不能改；和验收时的满意、不满意是两回事，不影响验收。",
    button="记下",
    success="已记下服务评价。",
    describe="代记住户写在纸上的服务评价：level 为五档之一，said_on 为纸上的日期；一户一次，不能改。",
    icon="pencil",
    menu=_accepted,
    records={"rating.given": "服务评价"},
    path="cases/<uuid:pk>/rating/give/",
    page="ratings:give",
    api="rating",
    body="Rating",
    creates=True,
)

FOLLOW_UP = Act(
    name="ratings.follow_up",
    label="代记追评",
    ground=RATING,
    may=may_follow_up,
    form=FollowUpForm,
    service=services.follow_up,
    explain="住户写在纸上交来的，照纸上的记。追评只有一次，原来的评价不变。",
    button="记下",
    success="已记下追评。",
    describe="代记住户写在纸上的追评，said_on 为纸上的日期；一户一次，原来的评价不变。",
    icon="pencil",
    records={"rating.followed_up": "追评"},
    path="cases/<uuid:pk>/rating/follow-up/",
    page="ratings:follow-up",
    entry="ratings:rating",
    api="rating/follow-up",
    body="RatingFollowUp",
    creates=True,
)

ACTS = (RATE, FOLLOW_UP)
