"""What a household signed, as it is kept: a plan here, an opinion on what was built a storey above."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.plans.enums import Means, Signer

AGENT_HAS_PROOF = Q(signer=Signer.SELF.value) | Q(proof_file_id__isnull=False)
"""Condition of a constraint: who signs for the household shows a 委托书."""


class HouseholdSignature(models.Model):
    """A signature of the household: by whom, on what content, how, when and before whom (R23)."""

    means = models.CharField("方式", max_length=12, choices=Means.choices())
    signer = models.CharField("签字人", max_length=10, choices=Signer.choices())
    signer_name = models.CharField("签字人姓名", max_length=60)
    content_hash = models.CharField("内容校验码", max_length=64)
    signature_file_id = models.UUIDField("签字")
    proof_file_id = models.UUIDField("委托书", null=True, blank=True)
    # The day on the paper, and below when it was entered: a scan often comes days later.
    signed_on = models.DateField("签字日期")
    signed_at = models.DateTimeField("记录时间")
    witness_name = models.CharField("见证人", max_length=80)

    class Meta:
        abstract = True

    @property
    def means_label(self) -> str:
        return Means(self.means).label

    @property
    def signed_by(self) -> str:
        """Who signed, as a sentence names them: an agent's signature is not the household's own."""
        return "装修人" if self.signer == Signer.SELF else "代办人（持委托书）"

    @property
    def signer_label(self) -> str:
        return Signer(self.signer).label
