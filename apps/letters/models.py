"""留言 and the pictures that came with them. Nothing of what was said is ever changed."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.cases.enums import CorrectionKind
from apps.cases.models import Case, Correction
from apps.enterprises.models import Enterprise
from apps.letters.enums import Channel, Party
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES, ENTERPRISE_ROLES, Role
from apps.orgs.permissions import own_body


def _succeeded_since() -> Exists:
    later = Correction.objects.filter(case=OuterRef("case"), made_at__gt=OuterRef("written_at"))
    return Exists(later.filter(kind=CorrectionKind.SUCCESSOR))


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters as those who may read them meet them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what an actor may read of a case in its rows; a letter to one party is not another's.

        The bureau looks after the case and reads all of it, as an auditor does. Which cases are the
        actor's is asked before, of the case.
        """
        if actor.role in DISTRICT_ROLES or actor.role == Role.AUDITOR:
            return self
        if actor.role == Role.STREET_CLERK:
            return self.filter(Q(party=Party.STREET) | Q(first_party=Party.STREET))
        if actor.role in ENTERPRISE_ROLES:
            # By the enterprise, not the party: its successor is told nothing of what was written to it.
            return self.filter(enterprise__organisation=own_body(actor))
        return self.none()

    def judged(self) -> Self:
        """Ask with the rows whether another household was the case's when they were written."""
        return self.annotate(of_predecessor=_succeeded_since())

    def of_this_household(self) -> Self:
        """Leave out what was exchanged with a household before 变更装修人: no business of the new one."""
        return self.filter(~_succeeded_since())

    def open(self) -> Self:
        """Return what the household wrote and nobody has answered."""
        return self.filter(by_household=True, answers=None, settled_at__isnull=True).of_this_household()

    def owed_by(self, actor: Actor) -> Self:
        """Return what waits for the actor's desk; its cases are asked of ``Case.objects.visible_to``."""
        rows = self.open()
        former = ~Q(enterprise=F("case__enterprise")) | Q(case__enterprise__isnull=True)
        if actor.role == Role.STREET_CLERK:
            return rows.filter(party=Party.STREET)
        if actor.role == Role.DISTRICT_CLERK:
            return rows.filter(Q(party=Party.BUREAU) | Q(party=Party.ENTERPRISE) & former)
        if actor.role == Role.DESIGNER:
            return rows.filter(party=Party.ENTERPRISE).exclude(former)
        return rows.none()


class Letter(models.Model):
    """留言: one thing said between a household and a party of its case, pinned to the case.

    A household's letter waits until its party answers it, or passes it on to another that does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="letters", verbose_name="案件")
    number = models.PositiveSmallIntegerField("序号")
    by_household = models.BooleanField("住户所写")
    party = models.CharField("对方", max_length=12, choices=Party.choices())
    """With whom: to whom the household wrote, or who wrote to it; changed only by passing it on."""
    first_party = models.CharField("最初写给", max_length=12, choices=Party.choices())
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="装修企业"
    )
    """The one the household had chosen then, where a party is or was the enterprise."""
    answers = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replies", verbose_name="答复哪一条"
    )
    asks = models.BooleanField("请住户答复", default=False)
    text = models.CharField("内容", max_length=500)
    channel = models.CharField("来自", max_length=12, choices=Channel.choices())
    written_at = models.DateTimeField("时间")
    author = models.CharField("写的人", max_length=80)
    """As the record names them: the role of a slip's holder, never a household's name."""
    author_organisation = models.CharField("单位", max_length=120, blank=True)
    recorded_by = models.CharField("代记人", max_length=80, blank=True)
    """Who wrote down what the household said by telephone, on paper or at the desk."""
    passed_at = models.DateTimeField("转出时间", null=True, blank=True)
    passed_by = models.CharField("由谁转出", max_length=12, choices=Party.choices(), blank=True)
    passed_reason = models.CharField("转出原因", max_length=200, blank=True)
    settled_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    of_predecessor: bool = False
    """Whether it was exchanged with a household before this one, once ``judged`` has asked; no column."""

    class Meta:
        verbose_name = "留言"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="letter_once"),
            models.CheckConstraint(
                condition=Q(by_household=True) | Q(settled_at__isnull=True) | Q(asks=True),
                name="letter_settled_if_asked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["party", "case"],
                condition=Q(by_household=True, answers__isnull=True, settled_at__isnull=True),
                name="letter_open",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 条留言"

    @property
    def is_open(self) -> bool:
        """Whether the household waits for an answer to it."""
        return self.by_household and self.answers_id is None and self.settled_at is None


class LetterPicture(models.Model):
    """A picture that came with a letter; the file itself lies with the documents."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="pictures", verbose_name="留言")
    number = models.PositiveSmallIntegerField("序号")
    file_id = models.UUIDField("文件", unique=True)
    name = models.CharField("文件名", max_length=160)

    class Meta:
        verbose_name = "留言照片"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="letter_picture_once")]

    def __str__(self) -> str:
        return self.name
