"""Years, bodies and rule sets, as acts of 管理 stand on them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.acts.acts import Act, Ground
from apps.administration.permissions import may_read_numbers, reads_body, reads_site
from apps.administration.queries.years import OfBody
from apps.cases.enums import Track
from apps.cases.queries.wordings import NOTICES
from apps.lib.actors import Actor
from apps.lib.decisions import Decision
from apps.orgs.models import Organisation
from apps.programs.enums import ParameterCode
from apps.programs.models import (
    Condition,
    MaterialList,
    Parameter,
    Program,
    RetentionTable,
    RuleSet,
    SpanTarget,
    StatuteReading,
    Target,
    Wording,
)
from apps.programs.permissions import BUREAU_KINDS, UPPER_KINDS
from apps.programs.rules.statutes import STATUTES
from apps.programs.services import milestones_version


class _Numbers(Ground[Any]):
    title = "目标和本级参数"
    found = "administration:years"
    template = "administration/act.html"

    def reads(self, actor: Actor) -> Decision:
        """Bureaus and their audit look at targets, limits and rules."""
        return may_read_numbers(actor)

    def frame(self, actor: Actor, subject: Any) -> dict[str, Any]:
        """Return the way back to the list."""
        return {"crumbs": [("年度、目标、规则", reverse("administration:years"))]}


class YearGround(_Numbers):
    """A programme year, which is the whole site's: districts read it elsewhere."""

    title = "年度"

    def load(self, actor: Actor, **kwargs: Any) -> Program:
        """Return the year of the URL."""
        if not reads_site(actor):
            raise Http404
        return get_object_or_404(Program, pk=kwargs["pk"])

    def version(self, subject: Program) -> int:
        """Return its edit."""
        return subject.edit

    def named(self, subject: Program) -> dict[str, Any]:
        """Services take it as ``program``."""
        return {"program": subject}

    def place(self, subject: Program) -> dict[str, Any]:
        """Addresses take its ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Any], subject: Program) -> str:
        """Return its page."""
        return reverse("administration:year", kwargs=self.place(subject))


class RuleSetGround(_Numbers):
    """A rule set, draft or frozen; its version is its edit."""

    title = "规则版本"

    def load(self, actor: Actor, **kwargs: Any) -> RuleSet:
        """Return the rule set of the URL."""
        if not reads_site(actor):
            raise Http404
        return get_object_or_404(RuleSet, pk=kwargs["pk"])

    def version(self, subject: RuleSet) -> int:
        """Return its edit."""
        return subject.edit

    def named(self, subject: RuleSet) -> dict[str, Any]:
        """Services take it as ``rule_set``."""
        return {"rule_set": subject}

    def place(self, subject: RuleSet) -> dict[str, Any]:
        """Addresses take its ``pk``."""
        return {"pk": subject.pk}

    def home(self, act: Act[Any], subject: RuleSet) -> str:
        """Return its page."""
        return reverse("administration:rule-set", kwargs=self.place(subject))


class _BodyGround(_Numbers):
    def load(self, actor: Actor, **kwargs: Any) -> OfBody:
        """Return the body of the URL, with the year, the parameter or the question it names."""
        body = get_object_or_404(Organisation.objects.active(), pk=kwargs["pk"], kind__in=BUREAU_KINDS)
        if not reads_body(actor, body):
            raise Http404
        program = get_object_or_404(Program, year=kwargs["year"]) if "year" in kwargs else None
        code = kwargs.get("code")
        if code is not None and code not in ParameterCode.values:
            raise Http404
        condition = kwargs.get("condition")
        if condition is not None and not Condition.objects.filter(organisation=body, code=condition).exists():
            raise Http404
        return OfBody(body, program, ParameterCode(code) if code else None, condition)

    def place(self, subject: OfBody) -> dict[str, Any]:
        """Addresses take the body's ``pk``, the ``year``, the parameter's ``code``, the ``condition``."""
        place: dict[str, Any] = {"pk": subject.organisation.pk}
        if subject.program is not None:
            place["year"] = subject.program.year
        if subject.code is not None:
            place["code"] = subject.code.value
        if subject.condition is not None:
            place["condition"] = subject.condition
        return place

    def named(self, subject: OfBody) -> dict[str, Any]:
        """Services take ``organisation``, ``program``, ``code`` and ``condition``."""
        said = {
            "organisation": subject.organisation,
            "program": subject.program,
            "code": subject.code,
            "condition": subject.condition,
        }
        return {name: value for name, value in said.items() if value is not None}

    def home(self, act: Act[Any], subject: OfBody) -> str:
        """Return the page of the body's numbers."""
        return reverse("administration:body-numbers", kwargs={"pk": subject.organisation.pk})


class TargetGround(_BodyGround):
    """A body's target of a year; its version is the number of the newest one."""

    def version(self, subject: OfBody) -> int:
        """Return the newest number, 0 for none."""
        rows = Target.objects.filter(organisation=subject.organisation, program=subject.program)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0


class MilestonesGround(_BodyGround):
    """The milestones of a body's target."""

    def version(self, subject: OfBody) -> int:
        """Return what changes exactly when they do."""
        return milestones_version(subject.program, subject.organisation) if subject.program else 0


class SpansGround(_BodyGround):
    """A body's targets over several years."""

    def version(self, subject: OfBody) -> int:
        """Return how many versions there are."""
        return SpanTarget.objects.filter(organisation=subject.organisation).count()


class ParameterGround(_BodyGround):
    """One parameter of a body."""

    def version(self, subject: OfBody) -> int:
        """Return the newest number, 0 for none."""
        rows = Parameter.objects.filter(organisation=subject.organisation, code=subject.code)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0


class WordingGround(_BodyGround):
    """The words of one notice of a city or the province."""

    title = "通知用语"

    def load(self, actor: Actor, **kwargs: Any) -> OfBody:
        """Return the body of the URL with the notice it names; districts word none."""
        notice = NOTICES.get(kwargs["key"])
        found = super().load(actor, pk=kwargs["pk"])
        if notice is None or found.organisation.kind not in UPPER_KINDS:
            raise Http404
        return OfBody(found.organisation, notice=notice)

    def place(self, subject: OfBody) -> dict[str, Any]:
        """Addresses take the body's ``pk`` and the notice's ``key``."""
        return {**super().place(subject), "key": subject.notice.key if subject.notice else ""}

    def named(self, subject: OfBody) -> dict[str, Any]:
        """Services take ``organisation``, ``key`` and the ``known`` placeholders."""
        notice = subject.notice
        said = {"key": notice.key, "known": notice.known} if notice else {}
        return {**super().named(subject), **said}

    def version(self, subject: OfBody) -> int:
        """Return the newest number, 0 for none."""
        key = subject.notice.key if subject.notice else ""
        rows = Wording.objects.filter(organisation=subject.organisation, key=key)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0

    def home(self, act: Act[Any], subject: OfBody) -> str:
        """Return the list of the body's notices."""
        return reverse("administration:wordings", kwargs={"pk": subject.organisation.pk})


class MaterialsGround(_BodyGround):
    """A body's 材料清单 for a track."""

    def load(self, actor: Actor, **kwargs: Any) -> OfBody:
        """Return the body of the URL with the track it names."""
        if kwargs["track"] not in Track.values:
            raise Http404
        return OfBody(super().load(actor, pk=kwargs["pk"]).organisation, track=kwargs["track"])

    def place(self, subject: OfBody) -> dict[str, Any]:
        """Addresses take the body's ``pk`` and the ``track``."""
        return {**super().place(subject), "track": subject.track}

    def named(self, subject: OfBody) -> dict[str, Any]:
        """Services take ``organisation`` and ``track``."""
        return {**super().named(subject), "track": subject.track}

    def version(self, subject: OfBody) -> int:
        """Return the newest number, 0 for none."""
        rows = MaterialList.objects.filter(organisation=subject.organisation, track=subject.track)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0


class RetentionGround(_BodyGround):
    """A body's 归档范围和保管期限表."""

    def version(self, subject: OfBody) -> int:
        """Return the newest number, 0 for none."""
        rows = RetentionTable.objects.filter(organisation=subject.organisation)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0


class StatuteGround(_BodyGround):
    """A line of a decree, as a body reads it in the original."""

    title = "条文核对"

    def load(self, actor: Actor, **kwargs: Any) -> OfBody:
        """Return the body of the URL with the line it names."""
        statute = STATUTES.get(kwargs["line"])
        if statute is None:
            raise Http404
        return OfBody(super().load(actor, pk=kwargs["pk"]).organisation, statute=statute)

    def place(self, subject: OfBody) -> dict[str, Any]:
        """Addresses take the body's ``pk`` and the code of the ``line``."""
        return {**super().place(subject), "line": subject.statute.code if subject.statute else ""}

    def named(self, subject: OfBody) -> dict[str, Any]:
        """Services take ``organisation`` and ``code``."""
        return {**super().named(subject), "code": subject.statute.code if subject.statute else ""}

    def version(self, subject: OfBody) -> int:
        """Return the newest number, 0 for none."""
        code = subject.statute.code if subject.statute else ""
        rows = StatuteReading.objects.filter(organisation=subject.organisation, code=code)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0


class ConditionsGround(_BodyGround):
    """A body's 申请条件, as one more is added."""

    def version(self, subject: OfBody) -> int:
        """Return how many rows there are, of all of them."""
        return Condition.objects.filter(organisation=subject.organisation).count()


class ConditionGround(_BodyGround):
    """One of a body's 申请条件."""

    def version(self, subject: OfBody) -> int:
        """Return the newest number."""
        rows = Condition.objects.filter(organisation=subject.organisation, code=subject.condition or 0)
        return rows.order_by("-number").values_list("number", flat=True).first() or 0


YEAR, RULE_SET = YearGround(), RuleSetGround()
TARGET, MILESTONES, SPANS, PARAMETER = TargetGround(), MilestonesGround(), SpansGround(), ParameterGround()
CONDITIONS, CONDITION = ConditionsGround(), ConditionGround()
RETENTION = RetentionGround()
WORDING = WordingGround()
MATERIALS = MaterialsGround()
STATUTE = StatuteGround()
