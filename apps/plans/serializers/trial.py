"""What the evaluator says of a content that nobody saved."""

from __future__ import annotations

from rest_framework import serializers

from apps.api.serializers import Shown
from apps.plans.serializers.versions import PlanCheck, PlanSpace


class PlanProblem(Shown):
    """What keeps the draft from being submitted, and where."""

    pointer = serializers.CharField(label="在草稿中的位置（JSON Pointer）")
    detail = serializers.CharField(label="怎么改")


class PlanTried(Shown):
    """试算结果：三项核验、各空间测算、还缺什么；没有写入任何内容."""

    checks = PlanCheck(many=True, label="三项核验")
    spaces = PlanSpace(many=True, label="空间和测算")
    total = serializers.CharField(label="预算合计（万元）")
    total_yuan = serializers.CharField(label="预算合计（元）")
    problems = PlanProblem(many=True, label="提交前还要补正的内容")
    may_submit = serializers.BooleanField(label="现在提交能否通过核验")
