"""The catalogue draws every component, and the frame stands on error pages too."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

from apps.orgs.models import User

pytestmark = pytest.mark.django_db


PARTS = ("stepper", "tabs", "key-figures", "data-table", "official", "checklist", "events", "signature-pad")


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(User.objects.create(username="zhou", name="周示例"))
    return client


@pytest.mark.parametrize("css", PARTS)
def test_the_catalogue_draws_every_component(reader: Client, css: str) -> None:
    html = reader.get("/gallery/").content.decode()
    assert f'class="{css}' in html or f" {css}" in html


def test_somebody_without_a_role_can_still_sign_out(reader: Client) -> None:
    html = reader.get("/gallery/").content.decode()
    assert "尚未分配岗位" in html
    assert 'action="/logout/"' in html


def test_a_faulty_form_comes_back_with_what_was_typed(reader: Client) -> None:
    html = reader.post("/gallery/", {"floor_area": "十二万"}).content.decode()
    assert "处需要改正" in html
    assert 'value="十二万"' in html


def test_the_sign_in_page_shows_one_message_for_account_and_password(client: Client) -> None:
    html = client.post("/login/", {"username": "nobody", "password": "wrong"}).content.decode()
    assert "账号或密码不对" in html


def test_an_unknown_page_says_what_to_do(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_an_error_page_needs_no_request(name: str) -> None:
    assert "回到工作台" in render_to_string(name)
