"""What administrators type about people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Denied
from apps.orgs.enums import ROLES_OF_KIND, Role
from apps.orgs.models import Membership, Organisation, User
from apps.orgs.permissions import may_give
from apps.orgs.rules import why_apart

_ACCOUNT = re.compile(r"[a-z][a-z0-9._-]{2,29}")
_REASON = {"required": "请写明缘由"}


def _day(label: str, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    errors = {"required": f"请填写{label}", "invalid": f"请填写正确的{label}，如 2026-09-01"}
    return forms.DateField(label=label, required=required, error_messages=errors, **kwargs)


def _reason(label: str = "缘由") -> forms.CharField:
    return forms.CharField(label=label, max_length=100, error_messages=_REASON)


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role of a body as the form shows it: disabled with its reason where it cannot be given."""

    value: str
    label: str
    why: str


def role_choices(
    actor: Actor, organisation: Organisation, held: Sequence[str] = (), here: Sequence[str] = ()
) -> list[RoleChoice]:
    """Return every role of the body, and why it cannot be given, whatever the days.

    ``held``: what the person holds without an end, at any body; ``here``: of these, at this one. What is held
    for some days only is judged with the days that are typed.
    """
    found = []
    for role in Role:
        if role not in ROLES_OF_KIND[organisation.kind]:
            continue
        decision = may_give(actor, organisation, role)
        why = decision.reason if isinstance(decision, Denied) else why_apart(role, held)
        found.append(RoleChoice(role.value, role.label, "已任这个岗位" if role in here else why))
    return found


class AddForm(ActForm):
    """A new colleague."""

    versioned = False
    services_say: ClassVar[Mapping[str, str]] = {"role": "roles"}

    name = forms.CharField(label="姓名", max_length=60, error_messages={"required": "请填写姓名"})
    username = forms.CharField(
        label="账号",
        max_length=30,
        help_text="小写字母开头，可含数字、点、横线，3 到 30 位。",
        error_messages={"required": "请填写账号"},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    roles = forms.MultipleChoiceField(
        label="岗位",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个岗位"},
    )
    valid_from = _day("从")
    last_day = _day("到（含当日，可不填）", required=False)

    def __init__(self, *args: Any, choices: Sequence[RoleChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def clean_username(self) -> str:
        """Take one spelling: what differs by its capitals only would be confused."""
        username: str = self.cleaned_data["username"].strip().lower()
        if not _ACCOUNT.fullmatch(username):
            raise forms.ValidationError("账号用小写字母开头，只含小写字母、数字、点、横线，3 到 30 位")
        return username

    def clean_roles(self) -> list[Role]:
        """Refuse what cannot be given, and what excludes each other."""
        chosen = [Role(value) for value in self.cleaned_data["roles"]]
        offered = {each.value: each for each in self.choices}
        for role in chosen:
            if role not in offered:
                raise forms.ValidationError(f"这个单位没有“{role.label}”岗位")
            why = offered[role].why or why_apart(role, [each for each in chosen if each != role])
            if why:
                raise forms.ValidationError(f"{role.label}：{why}")
        return chosen

    @property
    def ticked(self) -> set[str]:
        """Which roles are ticked as the page is drawn."""
        return set(self["roles"].value() or ())


class GrantForm(ActForm):
    """A further role for somebody."""

    role = forms.ChoiceField(label="岗位", choices=Role.choices, error_messages={"required": "请选择岗位"})
    valid_from = _day("从")
    last_day = _day("到（含当日，可不填）", required=False)

    def __init__(self, *args: Any, choices: Sequence[RoleChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(each.value, each.label) for each in choices if not each.why]

    def clean_role(self) -> Role:
        """Return the role itself."""
        return Role(self.cleaned_data["role"])


class DelegateForm(ActForm):
    """代班: who stands in, on which days."""

    services_say: ClassVar[Mapping[str, str]] = {
        "membership": "membership_id",
        "role": "membership_id",
        "to": "to_id",
    }

    membership_id = forms.TypedChoiceField(
        label="代哪个岗位", coerce=int, error_messages={"required": "请选择岗位"}
    )
    to_id = forms.TypedChoiceField(label="由谁代", coerce=int, error_messages={"required": "请选择同事"})
    valid_from = _day("从")
    last_day = _day("到（含当日）")

    def __init__(
        self, *args: Any, posts: Sequence[Membership], colleagues: Sequence[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("membership_id", [(row.pk, row.get_role_display()) for row in posts]),
            ("to_id", [(user.pk, f"{user.name}（{user.username}）") for user in colleagues]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices


class MoveForm(ActForm):
    """调动: to which body, in which role, from which day."""

    to = forms.TypedChoiceField(label="调到", coerce=int, error_messages={"required": "请选择单位"})
    role = forms.ChoiceField(label="岗位", choices=Role.choices, error_messages={"required": "请选择岗位"})
    valid_from = _day("从哪天起")
    reason = _reason()

    def __init__(self, *args: Any, bodies: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {body.pk: body for body in bodies}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(body.pk, body.name) for body in bodies]

    def clean(self) -> dict[str, Any]:
        """Return the body itself, and refuse a role that it does not have."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        body, role = self.bodies.get(cleaned.get("to", 0)), cleaned.get("role")
        if body is not None and role and Role(role) not in ROLES_OF_KIND[body.kind]:
            self.add_error("role", f"{body.name}没有“{Role(role).label}”这个岗位")
        elif body is not None and role:
            cleaned["to"], cleaned["role"] = body, Role(role)
        return cleaned


class ReviewForm(ActForm):
    """When the accounts were looked through, and what was found."""

    versioned = False

    reviewed_on = _day("复核日期", help_text="在名单上签字的那一天。")
    found = forms.CharField(
        label="复核情况",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：7 人与在编在岗名单一致；李某已调离，账号当日停用。",
        error_messages={"required": "请写明复核情况"},
    )
    sheet = ParkedFileField(
        label="签字的名单",
        kind=FileKind.REVIEW_SHEET,
        required=False,
        help_text="扫描件或照片，可以不传；纸质的由本单位留存。",
    )

    def clean_reviewed_on(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["reviewed_on"]
        if day > clock.today():
            raise forms.ValidationError("复核日期不能晚于今天", code="future")
        return day


class RenameForm(ActForm):
    """A person's name as it is from now on."""

    edits = True
    name = forms.CharField(label="姓名", max_length=60, error_messages={"required": "请填写姓名"})
    reason = _reason()


class ReasonForm(ActForm):
    """Nothing but why."""

    reason = _reason()


class AdmitForm(ActForm):
    """The number that the person reads out."""

    number = forms.CharField(
        label="本人报的号码",
        max_length=12,
        help_text="本人在登录页点“首次登录或忘记密码”取号，8 位，30 分钟内有效。",
        error_messages={"required": "请填写本人报的号码"},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label="怎样核实的本人",
        max_length=100,
        help_text="如：当面；拨打登记的办公电话，由本人接听。",
        error_messages={"required": "请写明怎样核实的本人"},
    )

    def clean_number(self) -> str:
        """Take the digits, however they are spaced."""
        digits = re.sub(r"\D", "", self.cleaned_data["number"])
        if len(digits) != 8:
            raise forms.ValidationError("号码是 8 位数字，请与本人核对")
        return digits


class EndForm(ActForm):
    """Until which day, or at once."""

    last_day = _day("最后一天（含当日）", required=False, help_text="不填的，现在就结束。")
    reason = _reason()


class ConfirmForm(ActForm):
    """Nothing to type: the press is the answer."""

    def said(self) -> dict[str, Any]:
        """Say which of the two answers it is."""
        return {**super().said(), "confirm": True}


class DeclineForm(ActForm):
    """Why not."""

    reason = _reason()

    def said(self) -> dict[str, Any]:
        """Say which of the two answers it is."""
        return {**super().said(), "confirm": False}


def in_a_week() -> dict[str, Any]:
    """Return the days a delegation usually begins with: a week from today."""
    today = clock.today()
    return {"valid_from": today, "last_day": today + timedelta(days=6)}
