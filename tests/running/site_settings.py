"""The site's own settings for a server process of a test: no collected static files are needed."""

from caseflow.settings import *  # noqa: F403
from caseflow.settings import DATABASES, MIDDLEWARE, STORAGES, env

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
if env.bool("WITHOUT_CARE_FOR_CONNECTIONS", default=False):
    # the control: what happens to requests when nothing looks after lost connections
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
    MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith("RetryReadsMiddleware")]
