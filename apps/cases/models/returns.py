"""Papers handed in, and returns that are answered item by item (R2, P3, P4)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from apps.cases.enums import AnswerKind, DefectKind, Judgement, PaperForm
from apps.cases.models.case import Case


class ReturnNotice(models.Model):
    """退回补正: one return of an application, all defects at once; several may follow each other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="returns", verbose_name="案件")
    number = models.PositiveSmallIntegerField("第几次退回", default=1)
    returned_at = models.DateTimeField("退回时间")
    returned_by = models.CharField("退回人", max_length=80)
    returned_by_holder = models.CharField("退回人编号", max_length=32, blank=True, default="", db_default="")
    resubmitted_at = models.DateTimeField("补正时间", null=True, blank=True)
    resubmitted_by = models.CharField("补正人", max_length=80, blank=True)
    resubmitted_by_holder = models.CharField(
        "补正人编号", max_length=32, blank=True, default="", db_default=""
    )
    changes = models.JSONField(
        "补正后的变化",
        default=list,
        blank=True,
        help_text="[{field, label, before, after}]，敏感项只记有变化",
    )
    judged_at = models.DateTimeField("查看答复时间", null=True, blank=True)
    judged_by = models.CharField("查看人", max_length=80, blank=True, default="", db_default="")
    judged_by_holder = models.CharField("查看人编号", max_length=32, blank=True, default="", db_default="")
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_by = models.CharField("解除人", max_length=80, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "退回补正"
        ordering = ["returned_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="return_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次退回 {self.case}"


class ReturnedItem(models.Model):
    """补正事项: what was found wanting, what was answered to it, and what the bureau says of the answer."""

    notice = models.ForeignKey(ReturnNotice, models.CASCADE, related_name="items", verbose_name="退回")
    number = models.PositiveSmallIntegerField("序号")
    target = models.CharField("材料或栏目", max_length=40)
    kind = models.CharField("类型", max_length=10, choices=DefectKind.choices)
    problem = models.CharField("问题", max_length=200, blank=True)
    # The form bounds it; unbounded are only texts of the old form, joined where a target stood twice.
    text = models.TextField("怎样补")
    basis = models.CharField("依据", max_length=200, blank=True)
    late_reason = models.CharField("首次未告知的原因", max_length=200, blank=True)
    # Free text of the form before lists of materials: kept word for word, held to no list.
    of_old_form = models.BooleanField("旧式补正事项", default=False)

    answer = models.CharField("答复方式", max_length=12, choices=AnswerKind.choices, blank=True)
    word = models.CharField("说明", max_length=300, blank=True)
    before = models.CharField("更正前", max_length=300, blank=True)
    after = models.CharField("更正后", max_length=300, blank=True)

    judgement = models.CharField("查看结果", max_length=10, choices=Judgement.choices, blank=True)
    judged_text = models.CharField("还差什么", max_length=300, blank=True)

    class Meta:
        verbose_name = "补正事项"
        ordering = ["notice", "number"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="returned_item_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.target}"


class HandedIn(models.Model):
    """交来的材料: a paper of the list, what it is, how many pages, and who compared it with the original."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handed_in", verbose_name="案件")
    material = models.CharField("材料", max_length=40)
    file_ids = models.JSONField("文件", default=list)
    # Both unsaid where another system registered an agent's 委托书 without a word about it.
    form = models.CharField("形式", max_length=12, choices=PaperForm.choices, blank=True)
    pages = models.PositiveSmallIntegerField("页数", null=True, blank=True)
    compared_by = models.CharField("与原件核对人", max_length=80, blank=True)
    compared_at = models.DateTimeField("与原件核对时间", null=True, blank=True)
    handed_in_at = models.DateTimeField("交来时间")
    taken_by = models.CharField("经手人", max_length=80)
    answers = models.ForeignKey(
        ReturnedItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="papers",
        verbose_name="所答的补正事项",
    )

    class Meta:
        verbose_name = "交来的材料"
        ordering = ["handed_in_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(pages__gte=1), name="handed_in_has_pages"),
            models.CheckConstraint(
                condition=Q(compared_by="", compared_at__isnull=True)
                | (~Q(compared_by="") & Q(compared_at__isnull=False)),
                name="compared_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.case}"
