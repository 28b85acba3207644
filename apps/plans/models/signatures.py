"""What a household signed, as it is kept: a plan here, an opinion on what was built a storey above."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.plans.enums import Means, Signer

AGENT_HAS_PROOF = Q(signer=Signer.SELF.value) | Q(proof_file_id__isnull=False)
"""Condition of a constraint: who signs for the household shows a 委托书."""
CODED_STANDS_ALONE = (
    Q(means=Means.CODED.value, signature_file_id__isnull=True, witness_name="") & ~Q(phone_tail="")
) | (~Q(means=Means.CODED.value) & Q(signature_file_id__isnull=False, phone_tail=""))
"""Condition of a constraint: a code leaves the number's end and nothing else, every other way a file."""


class HouseholdSignature(models.Model):
    """A signature of the household: by whom, on what content, how, when and before whom (R23)."""

    means = models.CharField("方式", max_length=12, choices=Means.choices())
    signer = models.CharField("签字人", max_length=10, choices=Signer.choices())
    signer_name = models.CharField("签字人姓名", max_length=60)
    content_hash = models.CharField("内容校验码", max_length=64)
    # NULL where the household confirmed with a code: nothing was drawn and nothing scanned.
    signature_file_id = models.UUIDField("签字", null=True, blank=True)
    phone_tail = models.CharField("验证码所发号码尾号", max_length=4, blank=True, default="", db_default="")
    proof_file_id = models.UUIDField("委托书", null=True, blank=True)
    # The day on the paper, and below when it was entered: a scan often comes days later.
    signed_on = models.DateField("签字日期")
    signed_at = models.DateTimeField("记录时间")
    witness_name = models.CharField("见证人", max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def means_label(self) -> str:
        label = Means(self.means).label
        if self.means == Means.CODED and self.signer != Signer.SELF:
            label = "代办人在自己的手机上确认，短信验证码"
        return f"{label}（号码尾号 {self.phone_tail}）" if self.phone_tail else label

    @property
    def signed_by(self) -> str:
        """Who signed, as a sentence names them: an agent's signature is not the household's own."""
        return "装修人" if self.signer == Signer.SELF else "代办人（持委托书）"

    @property
    def confirmed_as(self) -> str:
        """Who confirmed and how, as a sentence goes on: 经装修人签字确认."""
        how = "以手机验证码确认" if self.means == Means.CODED else "签字确认"
        return f"{self.signed_by}{how}"

    @property
    def signer_label(self) -> str:
        return Signer(self.signer).label
