"""gunicorn hooks: the counters of several workers share a folder (``--config python:caseflow.gunicorn``)."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

limit_request_line = 8190  # what proxies in front let through; cursors and filters are far shorter

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_made_here = ""

# Set before the site, and with it prometheus-client, is loaded; a reload keeps the folder.
if _FOLDER not in os.environ:
    _made_here = os.environ[_FOLDER] = tempfile.mkdtemp(prefix="caseflow-metrics-")


def child_exit(_server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that is gone; its counts stay in the sums."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Remove the folder, unless the environment named it: then it is not ours."""
    if _made_here:
        shutil.rmtree(_made_here, ignore_errors=True)
