"""WSGI entry point: what gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseflow.settings")

application = get_wsgi_application()

# Without a queue the background work is done here; apps can be imported only now.
from apps.outbox.services.runner import serve  # noqa: E402

serve()
