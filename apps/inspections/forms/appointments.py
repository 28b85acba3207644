"""What is typed about 上门预约: times, who comes, what the household says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from rest_framework import serializers

from apps.acts.forms import Body
from apps.acts.forms.base import Fault
from apps.api.serializers import Part
from apps.inspections.enums import AppointmentPurpose, Channel
from apps.inspections.forms.fields import choice_field, text_field, word_field
from apps.inspections.rules.appointments import MOST_SLOTS, Slot
from apps.lib import clock
from apps.plans.forms import CaseForm

SAID = [(each.value, each.label) for each in (Channel.PHONE, Channel.DESK)]
_OPEN = ("", "还没有，请住户选")


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": f"请填写正确的{label}，如 14:30。"},
    )


class SlotPart(Part):
    """一个时段，同一天之内."""

    starts = serializers.DateTimeField(label="开始")
    ends = serializers.DateTimeField(label="结束")


class SlotsForm(CaseForm):
    """Up to five times; blank ones are left out, half-filled ones are asked for at their field."""

    agreed_by = choice_field(
        "和住户说定了吗",
        [_OPEN, *((each.value, f"{each.label}说定了") for each in (Channel.PHONE, Channel.DESK))],
        required=False,
        help_text="说定了的只填一个时段，照实写是电话还是当面。",
        initial="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where each time stands on the page: a blank one between two moves none of them.
        self._places: list[int] = []
        for place in range(1, MOST_SLOTS + 1):
            self.fields[f"slot{place}_day"] = forms.DateField(
                label="哪天",
                required=False,
                widget=forms.DateInput,
                error_messages={"invalid": "请填写正确的日期，如 2026-09-01。"},
            )
            self.fields[f"slot{place}_from"] = _time("从几点")
            self.fields[f"slot{place}_to"] = _time("到几点")

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A system sends moments."""
        words = f"一到 {MOST_SLOTS} 个时段；已经说定的（agreed_by）只写一个"
        slots: Any = serializers.ListSerializer(
            child=SlotPart(), max_length=MOST_SLOTS, allow_empty=False, help_text=words
        )
        return {"slots": slots}

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Lay each moment out as day and hours of Shanghai, as the page asks for them."""
        plain = {name: value for name, value in values.items() if name != "slots"}
        body = super().body(plain, initial, **options)
        for number, sent in enumerate(values.get("slots") or ()):
            first, last = clock.local(sent["starts"]), clock.local(sent["ends"])
            name, pointer = f"slot{number + 1}", f"/slots/{number}"
            body |= {f"{name}_day": first.date(), f"{name}_from": first.time(), f"{name}_to": last.time()}
            body.pointers |= {f"{name}_day": f"{pointer}/starts", f"{name}_from": f"{pointer}/starts"}
            body.pointers[f"{name}_to"] = f"{pointer}/ends"
            if first.date() != last.date():
                body.faults.append(Fault(f"{pointer}/ends", "一个时段不能跨天。", "slots"))
        return body

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField], bool]]:
        """Return the fields of each time, with whether something stands in it."""
        found = []
        for place in range(1, MOST_SLOTS + 1):
            bound = [self[f"slot{place}_{part}"] for part in ("day", "from", "to")]
            found.append((place, bound, any(each.value() or each.errors for each in bound)))
        return found

    def clean(self) -> dict[str, Any]:
        """Put the times together; one half filled asks for the rest."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._places = []
        slots: list[Slot] = []
        for place in range(1, MOST_SLOTS + 1):
            names = [f"slot{place}_{part}" for part in ("day", "from", "to")]
            if any(name in self.errors for name in names):
                continue
            day, first, last = (cleaned.get(name) for name in names)
            typed = [each is not None for each in (day, first, last)]
            if not any(typed) and not (place == 1 and not self._later(cleaned)):
                continue
            for name, there, words in zip(names, typed, ("日期", "开始时间", "结束时间"), strict=True):
                if not there:
                    self.add_error(name, f"请填写{words}。")
            if day is not None and first is not None and last is not None:
                slots.append(
                    Slot(
                        datetime.combine(day, first, clock.SHANGHAI),
                        datetime.combine(day, last, clock.SHANGHAI),
                    )
                )
                self._places.append(place)
        cleaned["slots"] = slots
        return cleaned

    @staticmethod
    def _later(cleaned: dict[str, Any]) -> bool:
        return any(cleaned.get(f"slot{place}_day") for place in range(2, MOST_SLOTS + 1))

    def field_of(self, name: str) -> str | None:
        """Return the field of a refusal: the service counts times, the page has gaps."""
        if name.startswith("slot") and name[4:5].isdigit() and self._places:
            place = min(int(name[4:5]), len(self._places))
            name = f"slot{self._places[place - 1]}_day"
        return super().field_of(name)

    def said(self) -> dict[str, Any]:
        """Return times in place of the fields they were typed in."""
        said = {name: value for name, value in super().said().items() if not name.startswith("slot")}
        agreed = said.get("agreed_by")
        return {**said, "slots": self.cleaned_data["slots"], "agreed_by": Channel(agreed) if agreed else None}


class OfferForm(SlotsForm):
    """What for, who comes, when."""

    purpose = forms.TypedChoiceField(
        label="上门做什么",
        coerce=AppointmentPurpose,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择上门做什么。", "invalid_choice": "请从列出的事由中选择。"},
    )
    officers = word_field("上门人员", length=120, help_text="住户看得到：谁来、哪个单位。")
    minutes = forms.IntegerField(
        label="大约多少分钟",
        required=False,
        min_value=5,
        max_value=480,
        error_messages={
            "min_value": "最少 5 分钟。",
            "max_value": "最多 480 分钟。",
            "invalid": "请填写整数。",
        },
    )
    note = text_field("请住户准备", length=200, required=False, rows=2)

    def __init__(self, *args: Any, purposes: Sequence[AppointmentPurpose], **kwargs: Any) -> None:
        """Offer what the actor may come for now."""
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(each.value, each.label) for each in purposes]  # type: ignore[attr-defined]

    @classmethod
    def json(cls) -> dict[str, Any]:
        """What the page offers by the case's state, a system names."""
        return {
            **super().json(),
            "purpose": serializers.ChoiceField(AppointmentPurpose.choices(), label="上门做什么"),
        }


class MoveForm(SlotsForm):
    """Other times, and why."""

    reason = text_field("改约的原因", required=False, rows=2)
    officers = word_field("上门人员", length=120, required=False, help_text="换人的才填。")


def _channel() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="住户怎样说的",
        choices=SAID,
        coerce=Channel,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择住户是怎样说的。", "invalid_choice": "请从列出的选项中选择。"},
    )


class AnswerForm(CaseForm):
    """What the household says; an official says too how it was said, a slip speaks for itself."""

    @classmethod
    def json(cls) -> dict[str, Any]:
        """A system always says how the household said it."""
        return {"channel": serializers.ChoiceField(SAID, label="住户怎样说的")}

    def __init__(self, *args: Any, by_slip: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_slip:
            for each in self.fields.values():
                # Somebody else may hold the phone next: no browser offers what was typed.
                each.widget.attrs["autocomplete"] = "off"
        else:
            self.fields["channel"] = _channel()


class ChooseForm(AnswerForm):
    """One of the times offered."""

    slot = forms.TypedChoiceField(
        label="哪个时间",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选一个时间。",
            "invalid_choice": "这个时段已经撤下，请从现在的时段里选。",
        },
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """Offer the times that are still to come."""
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def json(cls) -> dict[str, Any]:
        """The time by its number."""
        words = "上门预约 choices 中的 id"
        number = serializers.IntegerField(min_value=1, label="哪个时间", help_text=words)
        return {**super().json(), "slot": number}


class WishForm(AnswerForm):
    """When it would suit."""

    words = text_field("什么时候方便", rows=3)


class DeclineForm(AnswerForm):
    """Nobody need come."""

    words = text_field("为什么（可以不写）", required=False, rows=3)


class CancelForm(CaseForm):
    """Why nobody comes."""

    reason = text_field("取消的原因", rows=2)


class CloseForm(CaseForm):
    """Whether the household was met."""

    met = forms.TypedChoiceField(
        label="上门结果",
        choices=[("yes", "按约上门，见到住户"), ("no", "按约上门，没有遇到")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择上门结果。", "invalid_choice": "请从列出的选项中选择。"},
    )
    words = text_field("情况", required=False, rows=2)
