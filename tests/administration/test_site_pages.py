"""系统设定 and 定时与后台任务, for those who answer for the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.models import Event
from apps.lib.actors import SYSTEM
from apps.outbox import services
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from tests.factories.world import World, user_of

pytestmark = pytest.mark.django_db


def browser(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def failed(world: World, by: Any = SYSTEM) -> Job:
    job = services.enqueue(task="pages.discard_old_exports", by=by)
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.FAILED, finished_at=job.created_at, error_text="存储没有回答", attempts=5
    )
    return job


def test_overseers_see_version_source_and_settings(world: World, settings: Any) -> None:
    settings.SOURCE_URL = "https://code.example/caseflow"
    text = browser(world, "shi").get(reverse("administration:site")).content.decode()

    assert settings.VERSION in text
    assert text.count('href="https://code.example/caseflow"') == 2  # the page, and the foot of every page
    assert "SESSION_IDLE_MINUTES" in text
    assert settings.SECRET_KEY not in text
    assert settings.CASEFLOW_AUDIT_KEY not in text


def test_everybody_who_signed_in_is_offered_the_source(world: World, settings: Any) -> None:
    settings.SOURCE_URL = "https://code.example/caseflow"
    assert 'href="https://code.example/caseflow"' in browser(world, "chen").get("/account/").content.decode()


@pytest.mark.parametrize("persona", ["ling", "guan", "wang", "chen", "shenji"])
@pytest.mark.parametrize("name", ["administration:site", "outbox:schedule"])
def test_others_do_not(world: World, persona: str, name: str) -> None:
    assert browser(world, persona).get(reverse(name)).status_code == 403


def test_what_failed_stands_on_top_and_is_tried_again_by_an_overseer(world: World) -> None:
    job = failed(world)
    client = browser(world, "shi")
    text = client.get(reverse("outbox:schedule")).content.decode()
    assert "存储没有回答" in text
    assert "1 项没有完成" in client.get(reverse("administration:index")).content.decode()

    client.post(reverse("outbox:retry", args=[job.pk]))

    assert Job.objects.get(pk=job.pk).status == JobStatus.QUEUED
    assert Event.objects.filter(action="job.retried", subject_id=str(job.pk)).exists()


def test_another_s_failure_is_not_an_overseer_s(world: World) -> None:
    job = failed(world, by=world.wang)
    client = browser(world, "shi")
    assert "存储没有回答" not in client.get(reverse("outbox:schedule")).content.decode()
    assert client.post(reverse("outbox:retry", args=[job.pk])).status_code == 404
