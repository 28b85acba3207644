"""Settings of a worker that leaves typesetting out."""

import weasyprint

from bench.archives import Plain

# Before the documents look for it there.
weasyprint.HTML = Plain

from tests.factories.worker_settings import *  # noqa: E402, F403
