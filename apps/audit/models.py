"""Tables of the record. Rows are only ever added; triggers refuse everything else."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.db import models

from apps.audit.enums import AccessKind


class Acted(models.Model):
    """Who acted, frozen: the name, role and organisation of that moment, without foreign keys."""

    at = models.DateTimeField("时间")
    user_id = models.BigIntegerField("用户编号", null=True)
    actor_name = models.CharField("操作人", max_length=80)
    # The column keeps its first name, and so does the digest (rules.ATTRIBUTES).
    role = models.CharField("岗位", db_column="post", max_length=60, blank=True)
    organisation_id = models.BigIntegerField("单位编号", null=True)
    organisation_name = models.CharField("单位", max_length=200, blank=True)
    on_behalf_of = models.CharField("代", max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def signature(self) -> str:
        """Return 甲, or 甲（代乙）."""
        return f"{self.actor_name}（代{self.on_behalf_of}）" if self.on_behalf_of else self.actor_name


class Chain(models.Model):
    """The end of one subject's chain of events; its row is the lock for writing to it."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="audit_chain_subject_unique")
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}#{self.seq}"


class Event(Acted):
    """事件, one write: who, when, which fields, why. Digested over every column, linked to the one before.

    ``changes`` and ``facts`` are canonical JSON kept as text, because a JSON column reorders keys.
    """

    uuid = models.UUIDField(default=uuid4, editable=False)
    version = models.PositiveSmallIntegerField()
    # No index of its own: the unique (chain, seq) below begins with this column.
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events", db_index=False)
    # Repeated from the chain: the digest covers the event's own columns, so one moved to another chain shows.
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    seq = models.PositiveIntegerField()
    action = models.CharField("事项", max_length=80)
    reason = models.TextField("理由", blank=True)
    changes = models.TextField("变更字段", default="[]")
    facts = models.TextField("事实", default="{}")
    jurisdiction = models.CharField("辖区", max_length=40, blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_event_chain_seq_unique")]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id}#{self.seq} {self.action}"

    @property
    def changed_fields(self) -> list[str]:
        """Return the names of the fields this write changed."""
        return [str(change["field"]) for change in json.loads(self.changes)]

    @property
    def fact_values(self) -> dict[str, Any]:
        """Return the plain values told with the event."""
        values: dict[str, Any] = json.loads(self.facts)
        return values


class DayDigest(models.Model):
    """日摘要: a digest of the events written since the digest before, taken once a day."""

    day = models.DateField("日期", unique=True)
    # The column keeps its first name, and so does the digest (rules.ATTRIBUTES).
    taken_at = models.DateTimeField("封存时间", db_column="sealed_at")
    version = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField("事项数")
    last_event_id = models.BigIntegerField("末条编号")
    events_head = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:16]}"


class AccessLog(Acted):
    """Someone looked at personal data in full: which, of what, why. Never the data itself."""

    kind = models.CharField("方式", max_length=20, choices=AccessKind.choices)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    field = models.CharField("内容", max_length=80)
    purpose = models.CharField("用途", max_length=300)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-id"], name="audit_access_subject")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject_kind}:{self.subject_id} {self.field}"
