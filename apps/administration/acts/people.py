"""人员账号: colleagues added, given and relieved of roles, moved, renamed, closed; 代班; grants confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from apps.accounts.rules import half_a_year_after
from apps.acts.acts import Act
from apps.administration import permissions
from apps.administration.acts.people_grounds import BODY, OWN_ROLES, PERSON, POST
from apps.administration.forms import people as forms
from apps.administration.permissions import Staff
from apps.administration.queries.people import (
    colleagues_of,
    others_in,
    own_posts,
    roles_held,
)
from apps.administration.queries.reviews import reviews_of
from apps.administration.services import people as services
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.decisions import Decision, Denied
from apps.orgs.enums import GrantState
from apps.orgs.models import Membership, Organisation, User


def _add_options(actor: Actor, body: Organisation) -> dict[str, Any]:
    return {"choices": forms.role_choices(actor, body)}


def _grant_options(actor: Actor, staff: Staff) -> dict[str, Any]:
    rows = roles_held(staff.user)
    held = [role for role, _ in rows]
    here = [role for role, body in rows if body == staff.organisation.pk]
    return {"choices": forms.role_choices(actor, staff.organisation, held, here)}


def _delegate_options(_actor: Actor, staff: Staff) -> dict[str, Any]:
    there = staff.user, staff.organisation
    return {"posts": own_posts(*there), "colleagues": colleagues_of(*there)}


def _move_options(actor: Actor, staff: Staff) -> dict[str, Any]:
    bodies = [body for body in permissions.administered(actor) if body.pk != staff.organisation.pk]
    return {"bodies": bodies}


def _today(_actor: Actor, _subject: object) -> dict[str, Any]:
    return {"valid_from": clock.today()}


def _week(_actor: Actor, _subject: object) -> dict[str, Any]:
    return forms.in_a_week()


def _leaving(_actor: Actor, staff: Staff) -> dict[str, Any]:
    return {"goes_on": [(post, others_in(post)) for post in own_posts(staff.user, staff.organisation)]}


def _ending(_actor: Actor, post: Membership) -> dict[str, Any]:
    return {"goes_on": [(post, others_in(post))] if post.on_behalf_of_id is None else []}


def _lending(actor: Actor, staff: Staff) -> dict[str, Any]:
    if actor.user_id != staff.user.pk:
        return {}
    rows = Membership.objects.standing().filter(on_behalf_of=staff.user, organisation=staff.organisation)
    lent = rows.exclude(valid_to__lte=clock.today()).select_related("user").order_by("valid_from")
    return {"lent": [(row, row.valid_to - date.resolution if row.valid_to else None) for row in lent]}


def _self_or_keeper(actor: Actor, staff: Staff) -> Decision:
    decision = permissions.may_delegate(actor, staff)
    if decision and not own_posts(staff.user, staff.organisation):
        return Denied("没有可以委托的岗位。", code="status")
    return decision


def _added(user: User) -> str:
    return (
        f"已添加{user.name}（{user.username}）。岗位由另一位管理员确认后生效；"
        "请告诉本人在登录页点“首次登录或忘记密码”取号，自己设定密码。"
    )


def _granted(grant: Membership) -> str:
    return f"{grant.user.name}的岗位“{grant.get_role_display()}”已添加，由另一位管理员确认后生效。"


def _lent(grant: Membership) -> str:
    waits = "，由另一位管理员确认后生效" if grant.state == GrantState.PENDING else ""
    behalf = grant.on_behalf_of.name if grant.on_behalf_of else ""
    return f"已安排{grant.user.name}代班，记录写“{grant.user.name}（代{behalf}）”{waits}。"


def _ended(row: Membership) -> str:
    return f"{row.user.name}的岗位“{row.get_role_display()}”已办理结束。"


ADD = Act(
    name="people.add",
    label="添加同事",
    ground=BODY,
    may=permissions.may_add_person,
    form=forms.AddForm,
    service=services.add,
    success=_added,
    icon="users",
    describe="为一个单位添加一个人和他的岗位；岗位由另一位管理员确认后生效，密码由本人设定。",
    records={"user.created": "建立账号", "membership.appointed": "添加岗位"},
    path="people/<int:body>/add/",
    page="administration:add",
    initial=_today,
    options=_add_options,
)

REVIEW = Act(
    name="people.review",
    label="登记复核",
    ground=BODY,
    may=permissions.may_review,
    form=forms.ReviewForm,
    service=services.review,
    explain="每半年复核一次：打印名单，逐人核对岗位、起止和是否在用，不该有的先停用或结束，签字后在这里登记，"
    "签字的名单可以扫描上传。",
    button="登记",
    success=lambda review: f"已登记复核。下一次不晚于 {formats.day(half_a_year_after(review.reviewed_on))}。",
    records={"organisation.accounts_reviewed": "复核人员账号"},
    path="people/<int:body>/review/",
    page="administration:review",
    template="administration/review.html",
    initial=lambda _actor, _body: {"reviewed_on": clock.today()},
    context=lambda _actor, body: {"about": body.name, "reviews": reviews_of(body)},
)

GRANT = Act(
    name="people.grant",
    label="添加岗位",
    ground=PERSON,
    may=permissions.may_grant,
    form=forms.GrantForm,
    service=services.grant,
    explain="由另一位管理员（本单位或上一级）确认后生效；不能给自己添加。",
    success=_granted,
    path="people/<int:body>/<int:person>/grant/",
    page="administration:grant",
    initial=_today,
    options=_grant_options,
)

DELEGATE = Act(
    name="people.delegate",
    label="安排代班",
    ground=OWN_ROLES,
    may=_self_or_keeper,
    bars=permissions.may_delegate,
    form=forms.DelegateForm,
    service=services.delegate,
    explain="由同事在这几天行使这个岗位，记录写“甲（代乙）”。本人委托的当即生效，由管理员安排的须另一位管理员确认；"
    "代班的人不能办理按规定须由他人核对的事。",
    success=_lent,
    records={"membership.delegated": "安排代班"},
    path="people/<int:body>/<int:person>/delegate/",
    page="administration:delegate",
    template="administration/delegate.html",
    initial=_week,
    options=_delegate_options,
    context=_lending,
)

MOVE = Act(
    name="people.move",
    label="调到别的单位",
    ground=PERSON,
    may=permissions.may_move_person,
    form=forms.MoveForm,
    service=services.move,
    explain="在这里的岗位到前一天为止，新岗位由另一位管理员确认后生效；办过的记录照旧写当时的单位。",
    success=_granted,
    path="people/<int:body>/<int:person>/move/",
    page="administration:move",
    initial=_today,
    options=_move_options,
    context=_leaving,
)

RENAME = Act(
    name="people.rename",
    label="更正姓名",
    ground=PERSON,
    may=permissions.may_account,
    form=forms.RenameForm,
    service=services.rename,
    explain="从现在起用新的姓名；以前的记录和文书照旧写当时的姓名。",
    success="姓名已更正。",
    records={"user.renamed": "更正姓名"},
    path="people/<int:body>/<int:person>/rename/",
    page="administration:rename",
    initial=lambda _actor, staff: {"name": staff.user.name},
)

DISMISS = Act(
    name="people.dismiss",
    label="停用账号",
    ground=PERSON,
    may=permissions.may_dismiss,
    form=forms.ReasonForm,
    service=services.dismiss,
    explain="从这一分钟起登不进来，已经登录的下一步就被拒绝；岗位和代班结束，本人签发的接口令牌作废。"
    "办件和待办留在岗位上；办过的记录仍写本人姓名。",
    button="停用",
    success=lambda user: f"{user.name}的账号已停用。",
    danger=True,
    records={"user.dismissed": "停用账号"},
    path="people/<int:body>/<int:person>/dismiss/",
    page="administration:dismiss",
    context=_leaving,
)

REACTIVATE = Act(
    name="people.reactivate",
    label="重新启用账号",
    ground=PERSON,
    may=permissions.may_reactivate,
    form=forms.ReasonForm,
    service=services.reactivate,
    explain="只启用账号；停用时结束的岗位不自动恢复，须重新添加并由另一位管理员确认。",
    button="启用",
    success=lambda user: f"{user.name}的账号已启用，请添加岗位。",
    records={"user.reactivated": "重新启用账号"},
    path="people/<int:body>/<int:person>/reactivate/",
    page="administration:reactivate",
)

ADMIT_PASSWORD = Act(
    name="people.admit-password",
    label="放行本人设密码",
    ground=PERSON,
    may=permissions.may_admit,
    form=forms.AdmitForm,
    service=services.admit_password,
    explain="本人在自己的电脑或手机上取号，您核实确是本人后填入号码；随后只有取号的那个浏览器能设密码，"
    "您和别人都看不到。本人和本单位管理员会收到消息。",
    button="核实无误，放行",
    success=lambda user: f"已放行，请{user.name}在取号的页面上设定密码。",
    records={"user.password_admitted": "放行本人设密码"},
    path="people/<int:body>/<int:person>/admit-password/",
    page="administration:admit-password",
)

END = Act(
    name="posts.end",
    label="结束岗位",
    ground=POST,
    may=permissions.may_end,
    form=forms.EndForm,
    service=services.end,
    explain="最后一天的 24:00 起不再行使，委托出去的代班同时结束；不填日期的，从这一分钟起。"
    "办件和待办留在岗位上；办过的记录仍写本人姓名。",
    success=_ended,
    danger=True,
    records={"membership.ended": "结束岗位"},
    path="people/posts/<int:pk>/end/",
    page="administration:end",
    template="administration/end.html",
    context=_ending,
)

CONFIRM = Act(
    name="posts.confirm",
    label="确认岗位",
    ground=POST,
    may=permissions.may_decide,
    form=forms.ConfirmForm,
    service=services.decide,
    explain="确认后岗位按日期生效。",
    button="确认",
    success=lambda grant: f"{grant.user.name}的岗位“{grant.get_role_display()}”已确认。",
    records={"membership.confirmed": "确认岗位"},
    path="people/posts/<int:pk>/confirm/",
    page="administration:confirm",
)

DECLINE = Act(
    name="posts.decline",
    label="不同意",
    ground=POST,
    may=permissions.may_decide,
    form=forms.DeclineForm,
    service=services.decide,
    explain="这个岗位不生效；添加的人会看到缘由。",
    button="不同意",
    success=lambda grant: f"{grant.user.name}的岗位“{grant.get_role_display()}”未同意。",
    danger=True,
    records={"membership.declined": "不同意岗位"},
    path="people/posts/<int:pk>/decline/",
    page="administration:decline",
)

ON_PEOPLE = (
    *(ADD, REVIEW, GRANT, DELEGATE, MOVE, RENAME, DISMISS, REACTIVATE, ADMIT_PASSWORD),
    *(END, CONFIRM, DECLINE),
)
