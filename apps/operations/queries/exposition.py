"""The metrics as Prometheus reads them: the processes' counters and the database's figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Count, Max, Min
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from apps.audit.queries import latest_digest, undigested_count
from apps.lib import clock
from apps.outbox.enums import Channel, JobStatus, MessageState
from apps.outbox.models import Job, Message
from apps.reports.models import WeekSnapshot

CONTENT_TYPE = CONTENT_TYPE_LATEST


class StateCollector:
    """Figures that are the same whichever process is asked: read from the database at each scrape."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures, and whether the database gave them."""
        try:
            # All or none: a database that goes away in the middle leaves no half set of figures.
            found = [*_audit(), *_weeks(), *_jobs(), *_messages()]
            up = 1
        except DatabaseError:
            found, up = [], 0
        yield GaugeMetricFamily("caseflow_database_up", "Whether the database answered this scrape", up)
        yield from found


def exposition() -> bytes:
    """Return all metrics in the text format; counters of several worker processes are summed."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(StateCollector())
    return generate_latest(registry)


def _audit() -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "caseflow_audit_unsealed_events",
        "Events of the record no daily digest covers yet",
        undigested_count(),
    )
    digest = latest_digest()
    if digest is not None:
        days = (clock.today() - digest.day).days
        yield GaugeMetricFamily(
            "caseflow_audit_seal_age_days",
            "Days since the last digested day of the record; 1 is normal",
            days,
        )


def _weeks() -> Iterator[Metric]:
    newest = WeekSnapshot.objects.values("bureau").annotate(latest=Max("cutoff_at"))
    oldest = newest.aggregate(oldest=Min("latest"), bureaus=Count("bureau"))
    if oldest["oldest"] is not None:
        yield GaugeMetricFamily(
            "caseflow_week_seal_age_seconds",
            "Age of the last week snapshot of the bureau that is furthest behind; above 9 days is late",
            (clock.now() - oldest["oldest"]).total_seconds(),
        )


def _jobs() -> Iterator[Metric]:
    now = clock.now()
    states = GaugeMetricFamily(
        "caseflow_jobs", "Jobs by state; ended ones of the last day alone", labels=["state"]
    )
    # States without a job are told as 0: a series that vanishes would look like a lost scrape.
    counted = dict.fromkeys(JobStatus.values, 0)
    # created_at as well: it has an index, finished_at has none.
    since = now - timedelta(days=1)
    for rows in (Job.objects.active(), Job.objects.filter(created_at__gte=since, finished_at__gte=since)):
        counted |= dict(rows.order_by().values_list("status").annotate(Count("pk")))
    for state, count in counted.items():
        states.add_metric([state], count)
    yield states
    oldest = Job.objects.due(now).aggregate(oldest=Min("run_after"))["oldest"]
    yield GaugeMetricFamily(
        "caseflow_oldest_waiting_job_seconds",
        "How long the longest waiting job has been due; above a minute no worker keeps up",
        (now - oldest).total_seconds() if oldest else 0,
    )


def _messages() -> Iterator[Metric]:
    states = GaugeMetricFamily(
        "caseflow_messages", "Text messages of the last day by state", labels=["state"]
    )
    rows = Message.objects.filter(channel=Channel.SMS, created_at__gte=clock.now() - timedelta(days=1))
    counted = dict.fromkeys(MessageState.values, 0) | dict(
        rows.order_by().values_list("state").annotate(Count("pk"))
    )
    for state, count in counted.items():
        states.add_metric([state], count)
    yield states
