"""登记 as an act: the counter's checked form, or the body of another system."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID

from rest_framework import serializers

from apps.acts.forms import ActForm, Body, Fault
from apps.acts.serializers import field_of
from apps.api.serializers import Part
from apps.cases.facts import Holder, held_by
from apps.cases.forms.conditions import ConditionAnswerPart, spread_answers
from apps.cases.forms.registration import RegistrationForm
from apps.cases.services import condition_field
from apps.orgs.queries import street_of

PARTS: dict[str, dict[str, str]] = {
    holder.value: {fact.key or fact.name: fact.name for fact in held_by(holder)}
    for holder in (Holder.HOUSEHOLD, Holder.DWELLING, Holder.AGENT, Holder.ENTERPRISE)
}
del PARTS["household"]["note"]  # a remark on the application as a whole
PARTS["dwelling"] |= {name: name for name in ("address_confirmed", "built_year_confirmed")}
PARTS["agent"] |= {
    name: name for name in ("authority", "authority_form", "authority_pages", "authority_compared")
}
PARTS["privacy_notice"] = {"code": "notice_code", "means": "notice_means"}
"""Parts of the body, and the form's field for each of their names."""
_ASKED = frozenset(
    {"agent_name", "agent_phone", "authority", "intended_enterprise", "notice_means"} | {"notice_code"}
)
"""Blank on the page while nobody acts for the household; a part that is sent has them."""
_WORDS = {
    "household": ("HouseholdPart", "装修人.", ""),
    "dwelling": ("DwellingPart", "住宅房屋情况.", ""),
    "agent": ("AgentPart", "代办人；须有装修人签字的委托书.", "由代办人办理时填写"),
    "privacy_notice": (
        "PrivacyNoticePart",
        "已向装修人（代办人）告知怎样处理个人信息并已知悉.",
        "先取 GET /privacy-notice 的文本给申请人看；不填则这一件的告知情况为“未记录”",
    ),
    "intended_enterprise": (
        "IntendedEnterprisePart",
        "登记时的意向企业；备案后仍由装修人自主选择.",
        "登记时的意向企业",
    ),
}


class RegisterForm(ActForm, RegistrationForm):
    """登记一户（附件1 的户主与房屋部分）."""

    versioned = False
    unsent = frozenset({"applicant", *(field for part in PARTS.values() for field in part.values())})
    pointers = {
        "applicant": "/agent",
        **{field: f"/{part}/{name}" for part, names in PARTS.items() for name, field in names.items()},
    }

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Offer a body the one street it names: whether that is the actor's own is the service's question."""
        if isinstance(data, Body):
            street = street_of(str(data.get("street_code", "")))
            kwargs["streets"] = [street] if street else []
        super().__init__(data, *args, **kwargs)
        if self.sent is not None:
            self._lead_conditions(self.sent)

    def _lead_conditions(self, sent: Body) -> None:
        """Say which answers no question of that street and day has, and where missing ones belong."""
        asked = {condition_field(each.pk) for each in self.conditions}
        for name in [each for each in sent.pointers if each.startswith(condition_field(""))]:
            if name.removesuffix("-word") not in asked and not name.endswith("-word"):
                words = "这一天在这个街道不问这一条，请先取 GET /conditions。"
                place = sent.pointers[name].rpartition("/")[0]
                sent.faults.append(Fault(f"{place}/id", words, "unknown_code"))
        for name in asked:
            sent.pointers.setdefault(name, "/conditions")

    def _check_dwelling(self) -> None:
        """Show the counter at once that a space is taken; a body hears it from the service that takes it."""
        if self.sent is None:
            super()._check_dwelling()

    def said(self) -> dict[str, Any]:
        """Return the checked registration; the key of the counter's page is its draft's id."""
        draft = None if self.sent is not None else UUID(str(self.data["key"]))
        submit = True if self.sent is None else self.sent.get("submit", True)
        return {"data": self.to_data(), "submit": submit, "draft_id": draft}

    @classmethod
    def json(cls) -> dict[str, Any]:
        """Household, dwelling, agent and the enterprise in mind stand in parts of their own."""
        made: dict[str, Any] = {}
        for part, names in PARTS.items():
            component, doc, words = _WORDS[part]
            fields = {name: _asked(cls, field) for name, field in names.items()}
            shape = type(component, (Part,), {**fields, "__doc__": doc, "__module__": __name__})
            optional = {"required": False, "allow_null": True, "default": None, "help_text": words}
            made[part] = shape(**(optional if words else {}))
        words = "true：登记并提交（街道窗口即同时受理）；false：存为草稿"
        return {
            **made,
            "conditions": ConditionAnswerPart(many=True, required=False, default=list, help_text=CONDITIONS),
            "street_code": serializers.CharField(max_length=12, help_text="街道代码，见 GET /me 的 streets"),
            "submit": serializers.BooleanField(required=False, default=True, help_text=words),
        }

    @classmethod
    def body(cls, values: Mapping[str, Any], initial: Mapping[str, Any], **options: Any) -> Body:
        """Lead the parts to the fields of the form; an agent's part says who applies."""
        plain = {name: value for name, value in values.items() if name not in (*PARTS, "conditions")}
        for part, names in PARTS.items():
            sent = values.get(part) or {}
            plain |= {field: sent[name] for name, field in names.items() if name in sent}
        plain["applicant"] = "agent" if values.get("agent") else "self"
        body = super().body(plain, initial, **options)
        spread_answers(values.get("conditions") or (), body)
        return body


CONDITIONS = "对申请条件的回答；先取 GET /conditions，没有条件的不填"


def _asked(form: type[RegisterForm], name: str) -> serializers.Field[Any, Any, Any, Any]:
    field = deepcopy(form.base_fields[name])
    field.required = field.required or name in _ASKED
    return field_of(field)
