"""首次启用 in a browser: from the printed link to the links of the first people."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from apps.administration.services.first_link import first_link
from apps.orgs.models import Organisation, User
from tests.factories.world import make_regions

pytestmark = pytest.mark.django_db
EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "site.example.toml").read_text("utf-8")


def shown_in(answer: object, name: str) -> str:
    text = answer.content.decode()  # type: ignore[attr-defined]
    return text.partition(f'name="{name}" value="')[2].partition('"')[0]


def test_a_site_is_set_up_over_its_link_and_the_link_is_dead(client: Client) -> None:
    make_regions()
    url = first_link()
    blank = client.get(url)
    assert blank.status_code == 200
    said = {"key": shown_in(blank, "key"), "text": EXAMPLE}

    shown = client.post(url, said)
    assert shown.status_code == 422
    assert "机构 示例街道办事处" in shown.content.decode()
    assert not Organisation.objects.exists()

    done = client.post(url, {**said, "key": shown_in(shown, "key"), "seen": shown_in(shown, "seen")})
    assert done.status_code == 200, done.content.decode()[:2000]
    assert User.objects.count() == 3
    assert "http://testserver/login/own/" in done.content.decode()
    assert "临时密码" not in done.content.decode()
    assert client.get(url)["Location"].startswith("/login") or client.get(url).status_code == 302


def test_a_faulty_file_is_shown_with_its_lines_and_kept(client: Client) -> None:
    make_regions()
    url = first_link()
    blank = client.get(url)
    text = EXAMPLE.replace("households = 30", "households = 30\nhouse = 1")
    answer = client.post(url, {"key": shown_in(blank, "key"), "text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不认识的 house" in page
    assert "house = 1" in page
