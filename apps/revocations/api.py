"""Addresses of the API that belong to 撤销验收合格; mounted under /api/v1/."""

from apps.acts.api import endpoints
from apps.revocations.acts import ACTS

routes = [*endpoints(ACTS)]
