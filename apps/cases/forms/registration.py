"""The registration of a household and its dwelling, in the order of Attachment 1.

One form for the counter's screen and for the rows of a street's workbook: whoever enters by sheet
meets exactly the checks of the screen (杭房局〔2024〕43号 附件1, 附件3备注1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Self, cast
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from rest_framework import serializers

from apps.acts.forms import YuanField, as_shown, in_words, written
from apps.cases.enums import Applicant, LinkedProgramme, NoticeMeans, PaperForm
from apps.cases.facts import BY_NAME, FACTS, SAME_OWNER, Box, Holder, limits
from apps.cases.forms.conditions import ConditionsMixin
from apps.cases.forms.fields import (
    AnswerField,
    Question,
    ReadField,
    WordChoiceField,
    required_messages,
    typed,
)
from apps.cases.forms.handed_in import PAGES
from apps.cases.forms.rows import data_of_row
from apps.cases.queries import Wording, conflicting_case, dwelling_key_at, taken_words, wording_of
from apps.cases.services import MOST_PAGES, RegistrationData, Told
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField, ParkedFileInput, ParkedFilesMixin
from apps.documents.queries import parked_files
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.amounts import from_wan
from apps.lib.chinese import parse_date_cn
from apps.lib.id_documents import DocumentNumber, check_document
from apps.lib.identity import InvalidNumber, age_on
from apps.orgs.models import Organisation, Region
from apps.orgs.queries import other_regions, region_path, streets_covered
from apps.programs.models import Program
from apps.programs.queries import program_of

ADULT_AGE = 18
"""民法典 第十七条: 十八周岁以上的自然人为成年人."""

FIRST_FIT_OUT = (
    "新房首次装修不在范围内：“统计数据均为老旧住宅装修改造，新房首次装修不在此次统计范围内”"
    "（杭房局〔2024〕43号 附件3 备注1）。"
)
_SAME_PERSON = frozenset({SAME_OWNER, "同上", "本人", "同申请人"})

_BUDGET = from_wan(limits()["budget"])


def _typed(*boxes: Box) -> dict[str, forms.Field]:
    return {fact.name: typed(fact) for fact in FACTS if fact.box in boxes}


class _Fields(forms.Form):
    """The fields of Attachment 1 in its order: the facts, and what only the counter asks."""


# Set afterwards: the metaclass takes fields from a class's body only, and these are made of the facts.
# Both names: a subclass reads declared_fields, the form itself base_fields.
_Fields.declared_fields = _Fields.base_fields = {
    "notice_means": WordChoiceField(label="告知并知悉", choices=NoticeMeans.choices, required=False),
    # A hidden field of the page only: the wording that was read.
    "notice_code": forms.CharField(label="告知文本编号", max_length=12, required=False),
    "applied_on": ReadField(
        label="填表时间", read=parse_date_cn, widget=forms.DateInput(), json=serializers.DateField
    ),
    "applicant": WordChoiceField(label="办理人", choices=Applicant.choices, initial=Applicant.SELF),
    **_typed(Box.PEOPLE),
    "authority": ParkedFileField(label="委托书", kind=FileKind.POWER_OF_ATTORNEY, required=False),
    "authority_form": forms.ChoiceField(
        label="委托书交来的是", choices=PaperForm.choices, widget=forms.RadioSelect, required=False
    ),
    "authority_pages": forms.IntegerField(
        label="委托书页数", min_value=1, max_value=MOST_PAGES, required=False, error_messages=PAGES
    ),
    "authority_compared": forms.ChoiceField(
        label="委托书与原件",
        choices=[("yes", "已与原件核对"), ("no", "没有核对")],
        widget=forms.RadioSelect,
        required=False,
    ),
    **_typed(Box.ENTERPRISE),
    "street_code": forms.ChoiceField(label="街道（乡镇）"),
    **_typed(Box.DWELLING),
    "nature": WordChoiceField(
        label="房屋性质",
        choices=[("existing", "存量旧房"), ("new", "新房首次装修")],
        words={"旧房": "existing", "新房": "new"},
    ),
    "address_confirmed": AnswerField(
        label="地址已核对", help_text="地址写有别的街道或区县、核对无误时为 true"
    ),
    "built_year_confirmed": AnswerField(
        label="建造年代已核对", help_text="填表当年建成、核对确为存量住宅时为 true"
    ),
    **_typed(Box.FAMILY),
    **_typed(Box.RENOVATION_SCOPE),
    "intended_budget": YuanField(
        label="装修预算", most=_BUDGET, required=False, help_text="还没有定可以不填"
    ),
    "linked_programmes": forms.MultipleChoiceField(
        label="结合项目",
        choices=LinkedProgramme.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    ),
    "note": typed(BY_NAME["note"]),
}


class RegistrationForm(ConditionsMixin, ParkedFilesMixin, _Fields):
    """Everything the counter asks; ``to_data()`` after ``is_valid()``."""

    def __init__(
        self, *args: Any, actor: Actor, streets: Sequence[Region] | None = None, **kwargs: Any
    ) -> None:
        """Offer the streets of ``actor``'s counter; a loader of many rows passes them in once."""
        super().__init__(*args, actor=actor, **kwargs)
        self.streets = list(own_streets(actor) if streets is None else streets)
        choices = [(street.code, street.name) for street in self.streets]
        field = forms.ChoiceField(
            label="街道（乡镇）", choices=choices if len(choices) == 1 else [("", "请选择"), *choices]
        )
        field.error_messages["invalid_choice"] = "这个街道不在您的辖区内，请重新选择"
        self.fields["street_code"] = field
        required_messages(self.fields.items())
        if not self.is_bound:
            self.initial.setdefault("applied_on", clock.today().isoformat())
            read = self.initial.get("notice_code")
            if read and read != self.wording.code:
                self.initial.pop("notice_means", None)  # of a draft: what was read out then holds no more
        self.ask_conditions(self.streets)

    @cached_property
    def wording(self) -> Wording:
        """What the household is told at this counter."""
        return wording_of(self.actor)

    @classmethod
    def from_row(
        cls, actor: Actor, row: Mapping[str, object], *, streets: Sequence[Region] | None = None
    ) -> Self:
        """Bind a row of the street's workbook (header text -> cell) to the very same form."""
        known = list(own_streets(actor) if streets is None else streets)
        return cls(data_of_row(row, known), actor=actor, streets=known).take_cells(row)

    def clean_applied_on(self) -> date:
        on: date = self.cleaned_data["applied_on"]
        if on > clock.today():
            raise forms.ValidationError("填表时间不能晚于今天", code="future")
        try:
            program_of(on)
        except Program.DoesNotExist:
            raise forms.ValidationError(
                "填表时间不在已设定的项目年度内，请核对年份", code="program"
            ) from None
        return on

    def clean_id_number(self) -> DocumentNumber | str:
        """Judge the number by the document it is of; a body or a row may leave the document out."""
        text: str = self.cleaned_data["id_number"]
        if not text or "id_type" in self.errors:
            return text
        try:
            return check_document(self.cleaned_data.get("id_type", ""), text, on=clock.today())
        except InvalidNumber as error:
            raise forms.ValidationError(error.message, code="unreadable") from error

    def clean_nature(self) -> str:
        if self.cleaned_data["nature"] == "new":
            raise forms.ValidationError(FIRST_FIT_OUT, code="first_fit_out")
        return str(self.cleaned_data["nature"])

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("owner_name") in _SAME_PERSON:
            cleaned["owner_name"] = cleaned.get("name", "")
        self._check_notice()
        # In this order: the age is read off the document's number.
        self._take_document()
        self._check_age()
        self._check_agent()
        self._check_dwelling()
        self._check_linked()
        self._ask_about_address()
        self._ask_about_year()
        self.check_conditions()
        return cleaned

    def _check_notice(self) -> None:
        """Ask whether the household was told (个人信息保护法 第十七条: 在处理个人信息前).

        A page says which wording it showed, and then how must be said. A sheet, a body and a page of the
        release before show none: what they register says 未记录.
        """
        if "notice_means" in self.errors or "notice_means" not in self.fields:
            return
        means, read = self.cleaned_data.get("notice_means"), self.cleaned_data.get("notice_code")
        if read and not means:
            self.add_error("notice_means", "请先告知申请人怎样处理个人信息，再选择告知方式")
        elif read and read != self.wording.code:
            words = "告知文本已更新，请按新的文本重新告知"
            self.add_error("notice_means", forms.ValidationError(words, code="privacy_notice_changed"))

    def _take_document(self) -> None:
        """Say which document it is where nothing was said."""
        number = self.cleaned_data.get("id_number")
        if isinstance(number, DocumentNumber):
            self.cleaned_data["id_type"] = number.document.value

    def _check_age(self) -> None:
        """Refuse a child as 装修人, where the number tells the birth date."""
        number = self.cleaned_data.get("id_number")
        birth = number.birth_date if isinstance(number, DocumentNumber) else None
        on = self.cleaned_data.get("applied_on") or clock.today()
        if birth is not None and age_on(birth, on) < ADULT_AGE:
            self.add_error(
                "id_number",
                f"装修人未满 {ADULT_AGE} 周岁，请由监护人作为装修人登记（民法典第十七条、第二十七条）",
            )

    def _check_agent(self) -> None:
        if self.cleaned_data.get("applicant") != Applicant.AGENT:
            return
        for name, message in (
            ("agent_name", "请填写代办人姓名"),
            ("agent_phone", "请填写代办人联系方式"),
            ("authority", "代办须提交装修人签字的委托书"),
        ):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, message)
        # Asked at the counter, where the paper lies; other systems may not know it.
        if self.cleaned_data.get("authority") and getattr(self, "sent", None) is None:
            for name, message in (
                ("authority_form", "请选择委托书是原件扫描、复印件还是电子件"),
                ("authority_pages", "请填写委托书页数"),
                ("authority_compared", "请选择委托书有没有与原件核对"),
            ):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, message)

    def _check_dwelling(self) -> None:
        """Refuse a space that another application of the same dwelling already holds (R13)."""
        cleaned = self.cleaned_data
        if not all(cleaned.get(name) for name in ("street_code", "address", "will", "applied_on")):
            return
        street = cast("Region", self.registered_street())
        group = program_of(cleaned["applied_on"]).group
        self.refuse_taken(street, group)

    def _check_linked(self) -> None:
        """Refuse what the year's programme is not combined with."""
        on, chosen = self.cleaned_data.get("applied_on"), self.cleaned_data.get("linked_programmes")
        if not on or not chosen:
            return
        program = program_of(on)
        kinds = program.linked_programmes
        others = [] if kinds is None else [each for each in chosen if each not in kinds]
        if others:
            words = "、".join(LinkedProgramme(code).label for code in others)
            self.add_error(
                "linked_programmes",
                forms.ValidationError(f"{program.name}不结合{words}，请取消", code="linked_programmes"),
            )

    def ask(self, name: str, about: str, words: str, confirm: str, code: str) -> None:
        """Ask beside a field whether what was typed is right; an error until it is confirmed."""
        answer = f"{name}_confirmed"
        answered = self.cleaned_data.get(answer, "") in (about, "是")
        self.fields[name].question = Question(answer, about, confirm, answered)  # type: ignore[attr-defined]
        if not answered:
            self.add_error(name, forms.ValidationError(words, code=code))

    def registered_on(self) -> date | None:
        """Return 填表时间; None while it is not sound."""
        return self.cleaned_data.get("applied_on")

    def registered_street(self) -> Region | None:
        """Return the street that is chosen; None while it is not."""
        code = self.cleaned_data.get("street_code")
        return next((street for street in self.streets if street.code == code), None)

    def _ask_about_address(self) -> None:
        street, address = self.registered_street(), self.cleaned_data.get("address")
        others = other_regions(address, street) if street and address else []
        if street and others:
            named, own = "、".join(others), "".join(region.name for region in region_path(street)[1::-1])
            words = f"地址写的是{named}，这一户登记在{own}，请核对：写错的请改正，确实如此的请确认"
            self.ask("address", named, words, f"地址无误，确实写有“{named}”", "other_region")

    def _ask_about_year(self) -> None:
        on, year = self.registered_on(), self.cleaned_data.get("built_year")
        # A household that says itself that the dwelling is new has its answer.
        if on is None or year is None or year < on.year or "nature" in self.errors:
            return
        if year > on.year:
            words = f"建造年代晚于填表的 {on.year} 年，请核对"
            self.add_error("built_year", forms.ValidationError(words, code="future"))
            return
        words = f"{year} 年建成的，请核对。{FIRST_FIT_OUT}确属装修过的存量住宅的请确认"
        confirm = f"已核对：{year} 年建成，不是新房首次装修"
        self.ask("built_year", str(year), words, confirm, "built_this_year")

    def refuse_taken(self, street: Region, program_group: str, *, exclude: UUID | None = None) -> None:
        """Add the error of a dwelling whose wanted space is taken; ``exclude`` is the case itself."""
        cleaned = self.cleaned_data
        # A first answer only: of two at one moment the constraint decides when they are submitted.
        conflict = conflicting_case(
            program_group=program_group,
            dwelling_key=dwelling_key_at(street, cleaned["address"]),
            renovation_scope=cleaned["will"],
            exclude=exclude,
        )
        if conflict is not None:
            words = taken_words(cleaned["will"], conflict)
            self.add_error("address", forms.ValidationError(words, code="duplicate"))

    def is_begun(self) -> bool:
        """Whether anything was typed, chosen or uploaded that a fresh page does not show already."""
        fresh = RegistrationForm(actor=self.actor)  # a bound form has not the values a page begins with
        typed = (
            name
            for name, each in self.fields.items()
            if name != "notice_code" and not isinstance(each, ParkedFileField)
        )
        # A question of another day stands on no fresh page.
        blank = {name: as_shown(fresh, name, each) for name, each in fresh.fields.items()}
        changed = (written(self[name].data) != blank.get(name, []) for name in typed)
        return bool(self.files or self.parked_ids()) or any(changed)

    def show_theirs(self, values: Mapping[str, object]) -> None:
        """Say at every field what was kept there meanwhile, where that is not what was typed."""
        for name, each in self.fields.items():
            theirs = written(values.get(name, ""))
            if (
                name == "notice_code"
                or isinstance(each, ParkedFileField | AnswerField)
                or theirs == written(self[name].data)
            ):
                continue
            self.errors.pop(name, None)
            self.add_error(name, f"保存过的是“{in_words(each, theirs)}”")

    def show_parked(self, ids: Iterable[str]) -> None:
        """Offer again what was uploaded before, by the ids a draft kept."""
        field = self.fields["authority"]
        if isinstance(field, ParkedFileField):
            field.show_parked(parked_files(self.actor, field.kind, ids))

    def parked_ids(self) -> list[str]:
        """Return the ids of the uploads that wait for the next try."""
        widget = self.fields["authority"].widget
        return [str(file.pk) for file in widget.parked] if isinstance(widget, ParkedFileInput) else []

    def to_data(self) -> RegistrationData:
        """Return the checked registration for ``register_case``."""
        cleaned = self.cleaned_data
        # Typed for an agent and left there, it does not count once the household applies itself.
        is_agent = cleaned["applicant"] == Applicant.AGENT
        facts = {
            fact.attribute: cleaned[fact.name]
            for fact in FACTS
            if is_agent or fact.holder is not Holder.AGENT
        }
        return RegistrationData(
            **{**facts, "id_number": cleaned["id_number"].value},
            applied_on=cleaned["applied_on"],
            street_code=cleaned["street_code"],
            applicant=cleaned["applicant"],
            linked_programmes=tuple(cleaned["linked_programmes"]),
            authority=cleaned["authority"] if is_agent else None,
            authority_form=cleaned["authority_form"],
            authority_pages=cleaned["authority_pages"],
            authority_compared=cleaned["authority_compared"] == "yes",
            notice=Told(cleaned["notice_means"], cleaned["notice_code"]) if cleaned["notice_means"] else None,
            conditions=self.condition_answers(),
            confirmed=tuple(
                name
                for name, each in self.fields.items()
                if (q := getattr(each, "question", None)) and q.answered
            ),
        )


def own_streets(actor: Actor) -> list[Region]:
    """Return the streets the actor's office or bureau registers for."""
    if actor.organisation_id is None:
        return []
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    return streets_covered(organisation, clock.today())
