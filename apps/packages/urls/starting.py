"""Addresses below a case: a plan that starts from a package."""

from apps.acts.views import pages
from apps.packages.acts import START_PLAN

app_name = "starting"
urlpatterns = [*pages([START_PLAN])]
