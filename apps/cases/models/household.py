"""The household (装修人) and the dwelling as registered on Attachment 1."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from apps.cases.enums import Applicant, BuildingType
from apps.cases.models.case import Case
from apps.encryption import EncryptedField, Tie
from apps.lib import crypto
from apps.lib.id_documents import IdDocument, number_key


class Household(models.Model):
    """装修人. 身份证号, phones and 困难家庭 are encrypted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, related_name="household", verbose_name="案件")
    name = models.CharField("姓名", max_length=60, db_index=True)
    id_type = models.CharField(
        "证件类型",
        max_length=20,
        choices=IdDocument.choices(),
        default=IdDocument.RESIDENT_ID.value,
        db_default=IdDocument.RESIDENT_ID.value,
    )
    # Columns of encrypted values end in _sealed, their name before code said encrypted (migration 0008).
    id_number_encrypted = EncryptedField(
        "身份证号（密文）", db_column="id_number_sealed", tie=Tie.OLDER_COLUMN
    )
    id_number_index = models.CharField("身份证号索引", max_length=64, db_index=True)
    phone_encrypted = EncryptedField("联系方式（密文）", db_column="phone_sealed", tie=Tie.OLDER_COLUMN)
    phone_index = models.CharField("联系方式索引", max_length=64, db_index=True)
    hardship_encrypted = EncryptedField("家庭情况（密文）", db_column="hardship_sealed", tie=Tie.OLDER_COLUMN)
    family_size = models.PositiveSmallIntegerField("家庭人数")
    applicant = models.CharField("办理人", max_length=10, choices=Applicant.choices, default=Applicant.SELF)
    agent_name = models.CharField("代办人姓名", max_length=60, blank=True)
    # NULL in rows of before; read, it is an Encrypted that is false, never None
    agent_phone_encrypted = EncryptedField(  # type: ignore[misc]
        "代办人联系方式（密文）",
        db_column="agent_phone_sealed",
        tie=Tie.OLDER_COLUMN,
        null=True,
        blank=True,
    )
    intended_enterprise = models.CharField("意向装修企业", max_length=120, blank=True)
    intended_contact = models.CharField("企业联系人", max_length=60, blank=True)
    intended_phone = models.CharField("企业联系方式", max_length=20, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    INDEXES = ("id_number_index", "phone_index")
    """What :meth:`index` sets."""

    class Meta:
        verbose_name = "装修人"
        constraints = [
            models.CheckConstraint(condition=Q(family_size__gte=1), name="household_has_members"),
        ]

    def __str__(self) -> str:
        # Masked: str() of a row ends up in logs and error pages.
        return f"{self.name[:1]}*"

    def index(self) -> None:
        """Set the blind indexes of 身份证号 and 联系方式; before saving, whenever one of them changed."""
        # Keyed digests: equality can be asked, and whoever reads the table learns no number.
        number = number_key(self.id_type, self.id_number_encrypted.text())
        self.id_number_index = crypto.blind_index(number, purpose="id_number")
        self.phone_index = crypto.blind_index(self.phone_encrypted.text(), purpose="phone")


class Dwelling(models.Model):
    """住宅房屋情况 as registered with one case; equal dwellings share ``Case.dwelling_key``."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="dwelling", verbose_name="案件")
    address = models.CharField("房屋坐落", max_length=200)
    owner_name = models.CharField("房屋所有权人", max_length=60)
    # The fact is “the same person”; owner_name is its name, kept in step by whoever writes the household's.
    owner_is_household = models.BooleanField("房屋所有权人同装修人", default=False, db_default=False)
    building_type = models.CharField("房屋类型", max_length=10, choices=BuildingType.choices)
    floor_area = models.DecimalField("建筑面积（㎡）", max_digits=8, decimal_places=2)
    built_year = models.PositiveSmallIntegerField("建造年代")
    rooms = models.PositiveSmallIntegerField("室")
    halls = models.PositiveSmallIntegerField("厅")
    bathrooms = models.PositiveSmallIntegerField("卫")

    class Meta:
        verbose_name = "住宅"
        constraints = [
            models.CheckConstraint(condition=Q(floor_area__gt=0), name="dwelling_area_positive"),
        ]

    def __str__(self) -> str:
        return self.address


class RegistrationDraft(models.Model):
    """What was typed at the counter and not yet checked: raw, encrypted, private to its counter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    street_office_id = models.BigIntegerField("机构", db_index=True)
    user_id = models.BigIntegerField("登记人编号")
    user_name = models.CharField("登记人", max_length=80)
    title = models.CharField("标题", max_length=60)
    data_encrypted = EncryptedField("内容（密文）", db_column="data_sealed", tie=Tie.ROW)
    updated_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "登记草稿"
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.title
