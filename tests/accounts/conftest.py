"""The world of the doors' tests, at noon of 2026-09-01, and a way to sign in as a browser does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.lib import clock
from tests.factories.world import NOON, PASSWORD, World, make_world

SignIn = Callable[..., HttpResponse]


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Organisations and personas."""
    with clock.at(NOON):
        yield make_world()


@pytest.fixture
def sign_in() -> SignIn:
    """Return a way to send the sign-in form."""

    def send(client: Client, username: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
        address = more.pop("address", "203.0.113.7")
        body = {"username": username, "password": password, **more}
        answer: HttpResponse = client.post(reverse("accounts:login"), body, REMOTE_ADDR=address)
        return answer

    return send
