"""What the desk chooses, and what the household types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from apps.acts.forms import ActForm, FocusesWrong
from apps.cases.models import Case
from apps.documents.enums import FileKind
from apps.documents.forms import SeveralFilesField, check
from apps.documents.rules.uploads import BadUpload, CheckedUpload, accept_attribute
from apps.household.enums import Holder
from apps.household.queries.own import end_that_waits, signed_as
from apps.household.rules.codes import CODE_DIGITS, digits_of
from apps.inspections.enums import FinishConfirmer, Satisfaction
from apps.inspections.services.ends import EndWord
from apps.letters.forms import MOST_CHARACTERS
from apps.ratings.enums import ABOUT_CHOICES, BAD_LEVELS, Level
from apps.ratings.services import MOST_CHARACTERS as MOST_OF_RATING
from apps.tickets.enums import About


class IssueForm(ActForm):
    """For whom a slip is issued."""

    holder = forms.ChoiceField(
        label="给谁",
        choices=Holder.choices,
        widget=forms.RadioSelect,
        help_text="打开时要输入这个人登记的电话的后四位；各人用各人的凭条。",
        error_messages={"required": "请选择给谁。", "invalid_choice": "请选择列出的人。"},
    )
    acts = forms.BooleanField(
        label="委托书写明，代办人可以代为同意、确认、说满意不满意、说反映的问题修好了和退出",
        required=False,
        help_text="给代办人的才勾选：代办人可以用发到自己登记电话的验证码办，记为代办人。没有写明的只能看。停用凭条、更换代办人以后随即不能再办。服务评价只由装修人本人给出。",
    )

    def __init__(self, *args: Any, has_agent: bool, **kwargs: Any) -> None:
        """Offer the agent where there is one."""
        super().__init__(*args, **kwargs)
        if not has_agent:
            del self.fields["acts"]
            self.fields["holder"].choices = [(Holder.SELF.value, Holder.SELF.label)]  # type: ignore[attr-defined]


class RevokeForm(ActForm):
    """Which slip ends, and why."""

    number = forms.TypedChoiceField(
        label="哪一张",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪一张。", "invalid_choice": "请从列出的凭条中选择。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明原因，例如：凭条遗失。"},
    )

    def __init__(self, *args: Any, open_slips: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the slips that are not revoked."""
        super().__init__(*args, **kwargs)
        field = self.fields["number"]
        field.choices = open_slips  # type: ignore[attr-defined]
        if len(open_slips) == 1:
            field.initial = open_slips[0][0]


def _typed(label: str, required: str, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attributes})
    return forms.CharField(label=label, max_length=40, error_messages={"required": required}, widget=widget)


class DigitsForm(FocusesWrong):
    """The last four digits of the registered telephone."""

    digits = _typed(
        "电话后四位",
        "请输入登记的电话的后四位。",
        inputmode="numeric",
        pattern="[0-9]*",
        placeholder="4 位数字",
    )

    def clean_digits(self) -> str:
        """Take four digits, however they are typed; a whole number stands for its end."""
        digits = digits_of(self.cleaned_data["digits"])
        if len(digits) < 4:
            raise ValidationError("要 4 位数字，是登记的电话号码的最后四位。")
        return digits[-4:]


class EntryForm(DigitsForm):
    """办件编号 and code, where no camera reads the QR; and the digits with them."""

    number = _typed("办件编号", "请输入凭条上的办件编号。", placeholder="例如 上城-2026-0187")
    code = _typed("查询码", "请输入凭条上的查询码。", inputmode="numeric", placeholder="10 位数字")
    field_order = ("number", "code", "digits")

    def clean_code(self) -> str:
        """Take ten digits, however they are grouped."""
        digits = digits_of(self.cleaned_data["code"])
        if len(digits) != CODE_DIGITS:
            raise ValidationError(f"查询码是 {CODE_DIGITS} 位数字，请再对一遍。")
        return digits


class OwnForm(FocusesWrong, ActForm):
    """What the household says to what it was shown; a code to its telephone goes with it."""

    versioned = False
    """Bound to what was shown, by its hash: a case may change in what the household does not see."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    @property
    def case(self) -> Case:
        """The case that the form is opened on."""
        case: Case = self.subject
        return case

    def words(self) -> dict[str, Any]:
        """Return what the household itself said: a code counts for this and nothing else."""
        kept = ("key", "content_hash")
        return {name: value for name, value in self.cleaned_data.items() if name not in kept}

    def read_back(self) -> dict[str, Any]:
        """Return of these words what is shown again beside the code."""
        return self.words()


class AgreeForm(OwnForm):
    """同意: the plan as shown, by its hash."""

    def said(self) -> dict[str, Any]:
        """Agree by a code to the number that is registered."""
        shown = self.cleaned_data["content_hash"]
        return {"content_hash": shown, **signed_as(self.actor, self.case)}


class ObjectForm(OwnForm):
    """不同意: what is to be changed, in the household's own words."""

    opinion = forms.CharField(
        label="想改什么，为什么不同意",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写几个字，例如：卫生间不想用浅色板。",
            "max_length": "最多 500 个字。",
        },
    )

    def said(self) -> dict[str, Any]:
        """Say the words to the version that was shown."""
        return {name: self.cleaned_data[name] for name in ("content_hash", "opinion")}


class FinishedForm(OwnForm):
    """确认完工, or that everything is mended, of the day that the enterprise reported."""

    def said(self) -> dict[str, Any]:
        """Confirm the reported day."""
        report = end_that_waits(self.case)
        word = EndWord(
            FinishConfirmer.HOUSEHOLD,
            on=report.on if report else None,
            **signed_as(self.actor, self.case),
            shown=self.cleaned_data["content_hash"],
        )
        return {"word": word}


class UnfinishedForm(OwnForm):
    """还没有完工: what is still to be done."""

    reason = forms.CharField(
        label="还差什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写几个字，例如：厨房吊顶还没有装。", "max_length": "最多 300 个字。"},
    )

    def said(self) -> dict[str, Any]:
        """Say what is missing."""
        return {"reason": self.cleaned_data["reason"], "shown": self.cleaned_data["content_hash"]}


class SatisfactionForm(OwnForm):
    """满意 or 不满意, and why not."""

    satisfaction = forms.ChoiceField(
        label="您满意吗",
        choices=Satisfaction.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选择满意或者不满意。", "invalid_choice": "请选择满意或者不满意。"},
    )
    remark = forms.CharField(
        label="哪里不满意（满意的不用填）",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "最多 300 个字。"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask why, where the household is not satisfied."""
        said = super().clean() or {}
        if said.get("satisfaction") == Satisfaction.DISSATISFIED and not said.get("remark", "").strip():
            self.add_error("remark", "请写明哪里不满意，例如：卫生间地面积水。")
        return said

    def said(self) -> dict[str, Any]:
        """State it to the findings that were shown."""
        return {
            "satisfaction": Satisfaction(self.cleaned_data["satisfaction"]),
            "remark": self.cleaned_data["remark"],
            **signed_as(self.actor, self.case),
            "findings": self.cleaned_data["content_hash"],
        }


class LeaveForm(OwnForm):
    """我不想装了: no reason is asked (R5)."""

    def said(self) -> dict[str, Any]:
        """Give none, to the case that was shown."""
        return {"shown": self.cleaned_data["content_hash"]}


def _own_words(label: str, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=MOST_OF_RATING,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "请写几个字。",
            "max_length": f"最多 {MOST_OF_RATING} 个字。",
        },
    )


class RatingForm(OwnForm):
    """How the household found the service, and whether the enterprise may read its words."""

    services_say: ClassVar[Mapping[str, str]] = {"words": "text"}

    level = forms.ChoiceField(
        label="您觉得这次服务怎么样",
        choices=Level.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。", "invalid_choice": "请从五项里选一项。"},
    )
    about = forms.ChoiceField(
        label="不满意的，主要是对谁（满意的不用选）",
        choices=[(each.value, each.label) for each in ABOUT_CHOICES],
        initial=About.UNSAID.value,
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。", "invalid_choice": "请从列出的几项里选。"},
    )
    text = _own_words("想说的话（可以不写，不要写身份证号、电话）", required=False)
    shares = forms.ChoiceField(
        label="您写的话，给装修企业看吗",
        choices=[("no", "不给企业看"), ("yes", "可以给企业看，不写我的名字")],
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一项。", "invalid_choice": "请选一项。"},
    )

    def read_back(self) -> dict[str, Any]:
        """Leave out what was not asked of whoever is satisfied, and of whoever wrote nothing."""
        words = self.words()
        skipped = set() if words["level"] in BAD_LEVELS else {"about"}
        skipped |= set() if words["text"] else {"shares"}
        return {name: value for name, value in words.items() if name not in skipped}

    def said(self) -> dict[str, Any]:
        """Rate, by a code to the registered number."""
        cleaned = self.cleaned_data
        return {
            "level": cleaned["level"],
            "about": cleaned["about"],
            "words": cleaned["text"],
            "shares_words": cleaned["shares"] == "yes",
        }


class FollowUpForm(OwnForm):
    """What the household adds to its rating."""

    services_say: ClassVar[Mapping[str, str]] = {"words": "text"}

    text = _own_words("还想说什么（不要写身份证号、电话）", required=True)

    def said(self) -> dict[str, Any]:
        """Add it."""
        return {"words": self.cleaned_data["text"]}


class RepairedForm(OwnForm):
    """修好了: one report, by what was shown of it."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def words(self) -> dict[str, Any]:
        """Nothing is typed: which report it is stands in the hash of what was shown."""
        return {}

    def said(self) -> dict[str, Any]:
        """Say it of the report that was shown."""
        return {"number": self.cleaned_data["number"], "shown": self.cleaned_data["content_hash"]}


def _words(label: str, required: str, *, most: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": required, "max_length": f"最多 {most} 个字。"},
    )


class ReportForm(FocusesWrong):
    """哪里没做好."""

    text = _words("哪里没有做好", "请写几个字，例如：卫生间门口地面积水。", most=300)


class AgainForm(FocusesWrong):
    """还没有修好."""

    words = _words("哪里还没有修好", "请写几个字，例如：修过了，还是漏水。", most=300)


class LetterForm(forms.Form):
    """One letter of the household: to whom, and what."""

    party = forms.ChoiceField(
        label="写给谁",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择写给谁。", "invalid_choice": "请从列出的几家里选。"},
    )
    text = forms.CharField(
        label="想说的话",
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
        error_messages={
            "required": "请写下要说的话。",
            "max_length": f"最多 {MOST_CHARACTERS} 字，可以分两条写。",
        },
    )

    def __init__(self, *args: Any, parties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer those to whom it may go; a single one is chosen already."""
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        field.choices = parties  # type: ignore[attr-defined]
        if len(parties) == 1:
            field.initial = parties[0][0]
            field.widget = forms.HiddenInput()


class PicturesForm(forms.Form):
    """Pictures that go with a letter; what is sound is in ``sound``, whatever else is wrong."""

    pictures = SeveralFilesField(label="照片", required=False)

    def __init__(self, *args: Any, kind: FileKind = FileKind.LETTER_PICTURE, **kwargs: Any) -> None:
        """Start with no sound picture."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["pictures"].widget.attrs["accept"] = accept_attribute(kind)
        self.sound: list[CheckedUpload] = []

    def clean(self) -> dict[str, Any]:
        """Look at each picture by itself: one that cannot be read keeps no other from being sent."""
        sent = self.files.getlist("pictures")
        if not sent:
            self.add_error("pictures", "请先选照片。")
        for file in sent:
            try:
                self.sound.append(check(file, kind=self.kind))
            except BadUpload as error:
                self.add_error("pictures", f"{file.name}：{error}")
        return self.cleaned_data
