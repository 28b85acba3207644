"""The same facts as a registration, in the clear and in one table."""

from __future__ import annotations

import uuid

from django.db import models


class Household(models.Model):
    """A household with its dwelling."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    applied_on = models.DateField()
    street_code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    id_number = models.CharField(max_length=18, db_index=True)
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=200)
    owner_name = models.CharField(max_length=60)
    family_size = models.PositiveSmallIntegerField()
    building_type = models.CharField(max_length=20)
    floor_area = models.DecimalField(max_digits=8, decimal_places=2)
    built_year = models.PositiveSmallIntegerField()
    rooms = models.PositiveSmallIntegerField()
    halls = models.PositiveSmallIntegerField()
    bathrooms = models.PositiveSmallIntegerField()
    hardship = models.CharField(max_length=20)
    will = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.name
