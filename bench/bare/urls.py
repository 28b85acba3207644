"""A ModelSerializer, a ModelViewSet, a router."""

from __future__ import annotations

from rest_framework import serializers, viewsets
from rest_framework.routers import SimpleRouter

from bench.bare.models import Household


class HouseholdSerializer(serializers.ModelSerializer):
    """Every column."""

    class Meta:
        model = Household
        fields = "__all__"


class HouseholdViewSet(viewsets.ModelViewSet):
    """Create, read, change, delete as they come."""

    queryset = Household.objects.all()
    serializer_class = HouseholdSerializer


router = SimpleRouter()
router.register("households", HouseholdViewSet)
urlpatterns = router.urls
