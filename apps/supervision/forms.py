"""What each step of a draw asks for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.enterprises.models import Enterprise
from apps.inspections.forms.fields import choice_field, day_field, text_field, word_field
from apps.lib.chinese import normalise_text
from apps.orgs.models import Organisation
from apps.plans.forms.fields import Amount, Day
from apps.supervision.enums import (
    Agreement,
    Consent,
    ConsentWay,
    Content,
    Finding,
    Means,
    Population,
)
from apps.supervision.queries.population import Rule

LEAST_SHARE, WHOLE = Decimal("0.01"), Decimal(100)
_SHARE = "请填写 0.01 到 100 的百分比，最多两位小数。"


class ShareField(forms.DecimalField):
    """A share in percent, above 0, two places."""

    def __init__(self, **kwargs: Any) -> None:
        """Say in words what it can be."""
        keys = ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits")
        super().__init__(
            max_digits=5,
            decimal_places=2,
            error_messages=dict.fromkeys(keys, _SHARE),
            validators=[MinValueValidator(LEAST_SHARE, _SHARE), MaxValueValidator(WHOLE, _SHARE)],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Read full-width digits and a percent sign, too."""
        return super().clean(normalise_text(value).removesuffix("%") if isinstance(value, str) else value)


def enterprise_named(text: str) -> Enterprise:
    """Return the enterprise of a name or a 统一社会信用代码; ValidationError, in words, where none is."""
    rows = Enterprise.objects.filter(credit_code=text.upper()) | Enterprise.objects.filter(name=text)
    found = list(rows.order_by("pk")[:2])
    if len(found) != 1:
        said = "没有这家企业" if not found else "有两家企业叫这个名称"
        raise forms.ValidationError(f"{said}，请填写统一社会信用代码。", code="enterprise")
    return found[0]


class FixForm(ActForm):
    """The rule, the shares, the last day, and two witnesses."""

    # Nothing stands yet that somebody else could have changed.
    versioned = False

    population = forms.ChoiceField(
        label="抽哪些办件",
        choices=Population.choices,
        initial=Population.ACCEPTED,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择抽哪些办件。", "invalid_choice": "请从列出的各项中选择。"},
    )
    from_on = Day(label="自")
    until_on = Day(label="至")
    only = forms.TypedChoiceField(
        label="只抽哪个区县",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "请从列出的单位中选择。"},
    )
    enterprise = word_field(
        "只抽哪家企业", length=120, required=False, help_text="企业名称或统一社会信用代码；不填就不分企业。"
    )
    share = ShareField(label="抽取比例（%）", help_text="每家企业的户数按比例向上取整；100 就是全部。")
    shares = text_field(
        "个别企业另定比例",
        length=1000,
        required=False,
        rows=2,
        help_text="每行一家：企业名称 空格 比例，例如：示例装配 50。",
    )
    due_on = Day(label="复核期限")
    first = forms.TypedChoiceField(
        label="见证人",
        coerce=int,
        error_messages={"required": "请选择见证人。", "invalid_choice": "请从列出的人里选。"},
    )
    second = forms.TypedChoiceField(
        label="另一位见证人",
        coerce=int,
        help_text="两位来自两个单位。两个人各封存一个数字，种子由它们和日摘要得出。",
        error_messages={"required": "请选择另一位见证人。", "invalid_choice": "请从列出的人里选。"},
    )

    def __init__(
        self,
        *args: Any,
        bureaus: Sequence[Organisation],
        witnesses: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the bureaus below, where there are any, and whom one may ask."""
        super().__init__(*args, **kwargs)
        self.bureaus = {each.pk: each for each in bureaus}
        if len(bureaus) > 1:
            self.fields["only"].choices = [("", "全部"), *((each.pk, each.name) for each in bureaus)]  # type: ignore[attr-defined]
        else:
            del self.fields["only"]
        for name in ("first", "second"):
            self.fields[name].choices = [("", "请选择"), *witnesses]  # type: ignore[attr-defined]

    def clean_enterprise(self) -> Enterprise | None:
        """Return the enterprise, None for all."""
        text = self.cleaned_data["enterprise"].strip()
        return enterprise_named(text) if text else None

    def clean_shares(self) -> dict[str, Decimal]:
        """Return the shares by the enterprise's name."""
        found: dict[str, Decimal] = {}
        for line in filter(None, (each.strip() for each in self.cleaned_data["shares"].splitlines())):
            name, _, said = line.rpartition(" ")
            try:
                share = Decimal(normalise_text(said).removesuffix("%"))
            except InvalidOperation:
                share = Decimal(0)
            is_share = share.is_finite() and LEAST_SHARE <= share <= WHOLE and share == round(share, 2)
            if not name.strip() or not is_share:
                raise forms.ValidationError(f"这一行读不懂：{line}。{_SHARE}", code="shares")
            if name.strip() in found:
                raise forms.ValidationError(f"{name.strip()}写了两行。", code="shares")
            found[name.strip()] = share
        return found

    def said(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        said = super().said()
        rule = Rule(
            said["population"],
            said["from_on"],
            said["until_on"],
            self.bureaus.get(said.get("only") or 0),
            said["enterprise"],
        )
        return {
            "rule": rule,
            "share": said["share"],
            "shares": said["shares"],
            "due_on": said["due_on"],
            "witnesses": (said["first"], said["second"]),
        }


class _OnDraw(ActForm):
    # Each step asks where the draw stands; who comes second is told so in words.
    versioned = False


class CommitForm(_OnDraw):
    """A number, or its commitment worked out elsewhere."""

    number = forms.CharField(
        label="数字",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"max_length": "最多 60 位数字。"},
        help_text="20 到 60 位，没有规律。先写在纸上封好：系统只存封存值，开封时要您再填一遍，丢了就抽不成。",
    )
    commitment = forms.RegexField(
        r"^\s*[0-9a-fA-F]{64}\s*$",
        label="或者填自己算好的封存值",
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"invalid": "封存值是 64 位的 0-9、a-f。"},
        help_text="不想让系统经手数字的，用 script/draw 在自己的电脑上算：draw 记录.json --commit 您的编号。",
    )


class OpenForm(_OnDraw):
    """The number that was committed to."""

    number = forms.CharField(
        label="封存的数字",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "请填写封存的数字。", "max_length": "最多 60 位数字。"},
        help_text="空格、横线不用管。",
    )


class WithdrawForm(_OnDraw):
    """Why it is given up."""

    reason = text_field(
        "作罢的原因", length=300, help_text="永远留在抽查的记录里，以后抽到同样的办件也列出来。"
    )


class DeclareTieForm(_OnDraw):
    """Who stays away from which enterprise."""

    user_id = forms.TypedChoiceField(
        label="谁回避",
        coerce=int,
        error_messages={"required": "请选择谁回避。", "invalid_choice": "请从列出的人里选。"},
    )
    enterprise = word_field("装修企业", length=120, help_text="企业名称或统一社会信用代码。")
    reason = text_field(
        "原因", length=200, rows=2, help_text="例如：亲属在这家企业任职。写关系，不写他人的姓名。"
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the people for whom the actor may say it."""
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]

    def clean_enterprise(self) -> Enterprise:
        """Return the enterprise."""
        return enterprise_named(self.cleaned_data["enterprise"].strip())


class EndTieForm(_OnDraw):
    """Why it does not stand any more."""

    reason = text_field("取消的原因", length=200, rows=2)


class ConsentForm(_OnDraw):
    """What the household said, and how it was asked."""

    answer = choice_field("住户的答复", Consent.choices)
    way = choice_field("怎样问的", ConsentWay.choices)
    asked_on = day_field("日期")
    note = text_field("情况", length=300, rows=3, help_text="打了几次电话、谁接的、怎样说的；不写电话号码。")
    paper = ParkedFileField(label="书面材料", kind=FileKind.RECHECK_PAPER, required=False)


class RecheckForm(_OnDraw):
    """What was found."""

    means = choice_field("复核方式", Means.choices)
    checked_on = day_field("复核日期")
    exists = choice_field("装修确实做了", Agreement.choices)
    as_planned = choice_field("部位、工法与方案", Agreement.choices)
    photos = choice_field("现场与验收照片", Agreement.choices)
    paid = Amount(label="住户说的实付（元）", required=False, help_text="没有说的空着。")
    invoice = Amount(label="发票金额（元）", required=False, help_text="没有看到发票的空着。")
    satisfaction = choice_field("住户是否满意", Content.choices)
    finding = choice_field("结论", Finding.choices)
    text = text_field(
        "情况",
        length=1000,
        required=False,
        rows=5,
        help_text="有不一致的写明哪里不一致；结论不是“没有问题”的写明发现了什么。",
    )
    papers = ParkedFileField(label="发票、照片", kind=FileKind.RECHECK_PAPER, required=False)


class ConfirmForm(_OnDraw):
    """The other one confirms, or says what is to be changed."""

    opinion = choice_field("确认", [("agree", "属实，同意结论"), ("change", "要改")])
    reason = text_field("要改的地方", length=300, required=False, rows=2)


class ReplaceForm(_OnDraw):
    """Who cannot go, and why."""

    user_id = forms.TypedChoiceField(
        label="谁去不了",
        coerce=int,
        error_messages={"required": "请选择谁去不了。", "invalid_choice": "请从派去的人里选。"},
    )
    reason = text_field("原因", length=200, rows=2)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer those who go."""
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = [("", "请选择"), *people]  # type: ignore[attr-defined]


class PublishForm(_OnDraw):
    """A word beside the numbers."""

    note = text_field(
        "说明", length=500, required=False, rows=3, help_text="与数字一起公布；不写住户、企业和人员。"
    )
