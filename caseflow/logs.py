"""Where log lines go: errors to the process's own output, one line for each request to the access log."""

from __future__ import annotations

from typing import Any


def logging_of(*, production: bool, access_log: str) -> dict[str, Any]:
    """Return Django's LOGGING. ``access_log``: ``-`` for standard output, a path, or '' for none."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "apps.lib.tracing.JsonLines"},
            "plain": {
                "()": "apps.lib.tracing.PlainLines",
                "format": "{levelname} {name}: {message}",
                "style": "{",
            },
        },
        "handlers": {
            "errors": {
                "class": "logging.StreamHandler",
                "formatter": "json" if production else "plain",
            },
            "access": {
                "formatter": "json",
                **(
                    {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
                    if access_log == "-"
                    else {
                        "class": "logging.handlers.WatchedFileHandler",
                        "filename": access_log,
                        "delay": True,
                    }
                    if access_log
                    else {"class": "logging.NullHandler"}
                ),
            },
        },
        "root": {"handlers": ["errors"], "level": "WARNING"},
        "loggers": {
            "django": {
                "handlers": [],
                "level": "WARNING",
            },  # not its console and mail: root has the one handler
            "axes": {"level": "ERROR"},  # its lines carry addresses and typed names
            "caseflow.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }
