"""What is done of 项目抽查, each declared once. No operations: each step names the person who takes it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.acts.grounds import NothingYet
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.orgs.models import Organisation
from apps.orgs.permissions import own_body
from apps.supervision import permissions, services
from apps.supervision.forms import (
    CommitForm,
    ConfirmForm,
    ConsentForm,
    DeclareTieForm,
    EndTieForm,
    FixForm,
    OpenForm,
    PublishForm,
    RecheckForm,
    ReplaceForm,
    WithdrawForm,
)
from apps.supervision.models import Draw, Recheck, Tie
from apps.supervision.queries.figures import in_words
from apps.supervision.queries.people import people_of
from apps.supervision.queries.population import bureaus_of, witness_candidates


class DrawsGround(NothingYet):
    """The list, where nothing stands yet."""

    title = "发起抽查、登记回避"
    found = "supervision:index"
    template = "supervision/act.html"
    path = "draws"


class DrawGround(Ground[Draw]):
    """A draw that the actor may see."""

    title = "项目抽查"
    found = "supervision:index"
    template = "supervision/act.html"

    def reads(self, actor: Actor) -> Decision:
        return permissions.may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Draw:
        """Return the draw of the URL; another district's does not exist."""
        return get_object_or_404(Draw.objects.visible_to(actor).for_display(), pk=kwargs["pk"])

    def version(self, subject: Draw) -> int:
        """Each step asks where the draw stands; nobody edits what another has read."""
        return 0

    def named(self, subject: Draw) -> dict[str, Any]:
        """Services take ``draw_id``."""
        return {"draw_id": subject.pk}

    def place(self, subject: Draw) -> dict[str, Any]:
        """URLs take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Draw], subject: Draw) -> str:
        """Return the draw's page."""
        return reverse("supervision:draw", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Draw) -> dict[str, Any]:
        """Say which, and by which key the record knows the actor."""
        mine = permissions.witness_of(actor, subject)
        return {"draw": subject, "about": subject.title, "key": mine.key if mine else ""}


class TieGround(Ground[Tie]):
    """A tie that was declared at the actor's body."""

    title = "回避登记"
    found = "supervision:index"
    template = "supervision/act.html"

    def reads(self, actor: Actor) -> Decision:
        return permissions.may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Tie:
        """Return the tie of the URL; another body's does not exist."""
        rows = Tie.objects.select_related("user", "enterprise", "body")
        found = rows.filter(pk=kwargs["pk"], body=own_body(actor)).first()
        if found is None:
            raise Http404
        return found

    def version(self, subject: Tie) -> int:
        """It stands or was ended."""
        return 0

    def named(self, subject: Tie) -> dict[str, Any]:
        """Services take ``tie_id``."""
        return {"tie_id": subject.pk}

    def place(self, subject: Tie) -> dict[str, Any]:
        """URLs take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Tie], subject: Tie) -> str:
        """Return the list."""
        return reverse("supervision:index")

    def frame(self, actor: Actor, subject: Tie) -> dict[str, Any]:
        """Say whose."""
        return {"about": f"{subject.user.name}回避{subject.enterprise.name}"}


class RecheckGround(Ground[Recheck]):
    """A drawn household, for its draw's body and for who is sent."""

    title = "抽查复核"
    found = "supervision:index"
    template = "supervision/recheck_act.html"

    def reads(self, actor: Actor) -> Decision:
        return permissions.may_read(actor)

    def load(self, actor: Actor, **kwargs: Any) -> Recheck:
        """Return the recheck of the URL; a witness meets none."""
        return get_object_or_404(Recheck.objects.visible_to(actor).for_display(), pk=kwargs["pk"])

    def version(self, subject: Recheck) -> int:
        """Each step asks where it stands."""
        return 0

    def named(self, subject: Recheck) -> dict[str, Any]:
        """Services take ``recheck_id``."""
        return {"recheck_id": subject.pk}

    def place(self, subject: Recheck) -> dict[str, Any]:
        """URLs take ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Recheck], subject: Recheck) -> str:
        """Return its page."""
        return reverse("supervision:recheck", kwargs=self.place(subject))

    def frame(self, actor: Actor, subject: Recheck) -> dict[str, Any]:
        """Say which household of which draw."""
        return {
            "row": subject,
            "draw": subject.draw,
            "about": f"{subject.case.number} · {subject.draw.title}",
        }


DRAWS, DRAW, TIE, RECHECK = DrawsGround(), DrawGround(), TieGround(), RecheckGround()


def _offered(actor: Actor, _nothing: None) -> dict[str, Any]:
    body = Organisation.objects.filter(pk=own_body(actor)).select_related("region").first()
    return {
        "bureaus": bureaus_of(body, clock.today()) if body else [],
        "witnesses": [(each.user_id, each.label) for each in witness_candidates(actor)],
    }


FIX = Act(
    name="draw.fix",
    label="发起抽查",
    ground=DRAWS,
    may=permissions.may_fix,
    form=FixForm,
    service=services.fix_draw,
    explain="按规则定下总体：哪些办件、哪些人可以去，都由规则决定，不由谁挑。定下以后不能改，只能写明原因作罢。",
    button="定总体",
    success="总体已定，已请两位见证人封存数字。",
    icon="plus",
    records={"draw.fixed": "定下抽查的总体", "draw.drawn": "抽取"},
    path="fix/",
    page="supervision:fix",
    template="supervision/fix.html",
    options=_offered,
    after=lambda _nothing, draw: reverse("supervision:draw", kwargs={"pk": draw.pk}),
)
COMMIT = Act(
    name="draw.commit",
    label="封存数字",
    ground=DRAW,
    may=permissions.may_commit,
    form=CommitForm,
    service=services.commit_number,
    explain="在知道日摘要以前封存一个数字，谁也不告诉。两个人的数字和封存那天的日摘要一起决定抽中谁，少一个都算不出来。",
    button="封存",
    success="已封存。日摘要取了以后请您开封。",
    icon="lock",
    forward=True,
    records={"draw.committed": "封存数字"},
    path="<uuid:pk>/commit/",
    page="supervision:commit",
    template="supervision/commit.html",
)


def _opened(draw: Draw) -> str:
    if draw.withdrawn_at:
        return "这个数字不合要求，抽查已作罢。"
    return "已开封，已经抽取。" if draw.drawn_at else "已开封，等另一位见证人。"


OPEN = Act(
    name="draw.open",
    label="开封",
    ground=DRAW,
    may=permissions.may_open,
    form=OpenForm,
    service=services.open_number,
    explain="填您封存的那个数字。另一位也开封以后当场抽取，不再有谁按按钮。",
    button="开封",
    success=_opened,
    icon="lock-open",
    forward=True,
    records={"draw.opened": "开封数字"},
    path="<uuid:pk>/open/",
    page="supervision:open",
)
WITHDRAW = Act(
    name="draw.withdraw",
    label="作罢",
    ground=DRAW,
    may=permissions.may_withdraw,
    form=WithdrawForm,
    service=services.withdraw_draw,
    explain="还没有抽取的可以作罢。编号、总体和原因都留着，以后再抽到其中任何一户，那一次的记录里会列出这一次。",
    button="作罢",
    success="已作罢，记录留着。",
    icon="x",
    danger=True,
    records={"draw.withdrawn": "抽查作罢"},
    path="<uuid:pk>/withdraw/",
    page="supervision:withdraw",
)
DECLARE_TIE = Act(
    name="draw.declare_tie",
    label="登记回避",
    ground=DRAWS,
    may=permissions.may_declare,
    form=DeclareTieForm,
    service=services.declare_tie,
    explain="与企业有亲属、任职、投资等关系的，登记以后不抽去复核这家企业的住户；替别人登记的，"
    "在登记人自己发起的抽查里不算，请本人登记。已经定下总体的抽查不变。",
    button="登记",
    success="已登记。",
    icon="user-off",
    records={"tie.declared": "登记回避"},
    path="ties/declare/",
    page="supervision:declare-tie",
    options=lambda actor, _nothing: {"people": people_of(actor)},
)
END_TIE = Act(
    name="draw.end_tie",
    label="取消回避",
    ground=TIE,
    may=permissions.may_end_tie,
    form=EndTieForm,
    service=services.end_tie,
    explain="关系不再有了才取消；取消的人和原因留在记录里。",
    button="取消回避",
    success="已取消。",
    icon="x",
    records={"tie.ended": "取消回避"},
    path="ties/<int:pk>/end/",
    page="supervision:end-tie",
)
ASK = Act(
    name="draw.ask",
    label="登记住户的答复",
    ground=RECHECK,
    may=permissions.may_ask,
    form=ConsentForm,
    service=services.note_consent,
    explain="复核要住户同意。不同意、联系不上的，按抽签号由同一家企业的下一户顶上；记了不同意的，开通短信的给住户发一条。",
    button="登记",
    success=lambda row: "已登记，可以复核了。" if row.consent == "agreed" else "已登记，候补的下一户顶上。",
    icon="phone",
    forward=True,
    records={
        "recheck.asked": "登记住户对复核的答复",
        "recheck.called_up": "候补顶上",
        "recheck.no_reserve": "没有候补了",
    },
    path="rechecks/<uuid:pk>/ask/",
    page="supervision:ask",
)
RECORD = Act(
    name="draw.record",
    label="登记复核情况",
    ground=RECHECK,
    may=permissions.may_record,
    form=RecheckForm,
    service=services.record_recheck,
    explain="照看到的、住户说的填。结论只有保修、更正、提出撤销三条路，不退回整改。另一个去复核的人确认以后才算数。",
    button="登记",
    success="已登记，请另一个人确认。",
    icon="checklist",
    forward=True,
    records={"recheck.recorded": "登记复核情况", "recheck.sent_back": "复核记录要改"},
    path="rechecks/<uuid:pk>/record/",
    page="supervision:record-recheck",
)
CONFIRM = Act(
    name="draw.confirm",
    label="确认复核记录",
    ground=RECHECK,
    may=permissions.may_confirm,
    form=ConfirmForm,
    service=services.confirm_recheck,
    explain="属实的确认；有出入的写明要改哪里，退给记录的人。",
    button="提交",
    success=lambda row: "已确认。" if row.confirmed_at else "已退给记录的人。",
    icon="checks",
    forward=True,
    records={"recheck.confirmed": "确认复核记录"},
    path="rechecks/<uuid:pk>/confirm/",
    page="supervision:confirm",
)
REPLACE = Act(
    name="draw.replace",
    label="换人",
    ground=RECHECK,
    may=permissions.may_replace,
    form=ReplaceForm,
    service=services.replace_person,
    explain="去不了的，按抽签号由下一个可以去的人去，不由谁挑。原因留在记录里。",
    button="换下一个人",
    success="已换人，新去的人收到消息。",
    icon="users",
    records={"recheck.replaced": "复核换人"},
    path="rechecks/<uuid:pk>/replace/",
    page="supervision:replace",
    options=lambda _actor, row: {"people": [(each.user_id, each.name) for each in row.going]},
)
PUBLISH = Act(
    name="draw.publish",
    label="公布结果",
    ground=DRAW,
    may=permissions.may_publish,
    form=PublishForm,
    service=services.publish_draw,
    explain="只公布数字和公布人的姓名，不公布住户、企业和复核的人。公布以后不再变动。",
    button="公布",
    success="已公布，公开的“各地进度”页看得到。",
    icon="send",
    forward=True,
    records={"draw.published": "公布抽查结果"},
    path="<uuid:pk>/publish/",
    page="supervision:publish",
    template="supervision/publish.html",
    context=lambda _actor, draw: {"figures": in_words(services.figures_of(draw))},
)
ON_DRAW = (COMMIT, OPEN, PUBLISH, WITHDRAW)
ON_RECHECK = (ASK, RECORD, CONFIRM, REPLACE)
ACTS = (FIX, *ON_DRAW, *ON_RECHECK, DECLARE_TIE, END_TIE)
