"""Settings of a worker that a test starts: the site's own, on the test's clock."""

import os
from datetime import timedelta

from apps.lib import clock
from caseflow.settings import *  # noqa: F403

clock._offset = timedelta(seconds=float(os.environ["TEST_CLOCK_OFFSET"]))

EMAIL_HOST, DEFAULT_FROM_EMAIL = "mail.example.cn", "chuwei@example.cn"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MESSAGE_ADAPTER = os.environ.get("TEST_MESSAGE_ADAPTER", "console")
MESSAGE_GATEWAY_URL = os.environ.get("TEST_GATEWAY_URL", "")
MESSAGE_GATEWAY_SECRET = "test-only"
RATING_PLATFORM_URL = "demo:haochaping"
RATING_PLATFORM_SECRET = "test-only"
RATING_PLATFORM_MATTER = "YANSHI-000"
