"""Addresses of the API that belong to the archive; mounted under /api/v1/."""

from apps.acts.api import endpoints
from apps.archives.acts import ACTS

routes = [*endpoints(ACTS)]
