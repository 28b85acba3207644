"""服务评价 and its 追评. Nothing of them is ever changed."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models

from apps.cases.models import Case
from apps.enterprises.models import Enterprise
from apps.lib.actors import Actor
from apps.orgs.enums import DISTRICT_ROLES
from apps.ratings.enums import BAD_LEVELS, Level, Way
from apps.tickets.enums import About
from apps.tickets.models import Ticket


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings as those who may read them meet them."""

    def visible_to(self, actor: Actor) -> Self:
        """Return those of the cases in the actor's rows; which roles read them is asked before.

        One that is about the bureau does not exist for it: what is left out would say who is not satisfied.
        """
        rows = self.filter(case__in=Case.objects.visible_to(actor))
        return rows.exclude(about=About.BUREAU) if actor.role in DISTRICT_ROLES else rows


class Rating(models.Model):
    """服务评价: how a household found the service of its whole case, said once after it has ended well.

    It is not its 满意 or 不满意 at the acceptance, decides nothing, and stands in no figure beside that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="rating", verbose_name="案件")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="装修企业"
    )
    """The one that had done the works by then."""
    level = models.CharField("评价", max_length=10, choices=Level.choices())
    about = models.CharField("主要对谁", max_length=12, choices=About.choices(), default=About.UNSAID)
    """Of a bad one: whom it concerns, as the household says."""
    words = models.CharField("想说的话", max_length=500, blank=True)
    shares_words = models.BooleanField("可以给装修企业看", default=False)
    way = models.CharField("来自", max_length=10, choices=Way.choices())
    said_on = models.DateField("评价日期")
    """On paper the date that stands there."""
    recorded_at = models.DateTimeField("记录时间")
    author = models.CharField("由谁评价", max_length=80)
    """As the record names it: by the role, never a household's name."""
    recorded_by = models.CharField("代记人", max_length=200, blank=True)

    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回访的诉求件"
    )
    """By which a bad one is called back."""

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = "服务评价"
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="rating_newest"),
            models.Index(fields=["enterprise", "recorded_at"], name="rating_of_enterprise"),
        ]

    def __str__(self) -> str:
        return f"服务评价：{Level(self.level).label}"

    @property
    def is_bad(self) -> bool:
        return self.level in BAD_LEVELS

    @property
    def is_uncalled(self) -> bool:
        """Whether a bad one is called back by nobody: no body stands above the one that it is about."""
        return self.is_bad and self.ticket_id is None


class FollowUp(models.Model):
    """追评: what a household adds to its rating, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rating = models.OneToOneField(Rating, models.PROTECT, related_name="follow_up", verbose_name="服务评价")
    words = models.CharField("追评", max_length=500)
    way = models.CharField("来自", max_length=10, choices=Way.choices())
    said_on = models.DateField("追评日期")
    recorded_at = models.DateTimeField("记录时间")
    author = models.CharField("由谁追评", max_length=80)
    recorded_by = models.CharField("代记人", max_length=200, blank=True)

    class Meta:
        verbose_name = "追评"

    def __str__(self) -> str:
        return "追评"
