"""Coming in by a real OpenID Connect provider, started by the suite on loopback (decision 0122)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from apps.accounts.enums import FactorState
from apps.accounts.models import GateIdentity
from apps.accounts.services import gates, identities, sessions
from apps.accounts.services.gates import Arrival, Gate
from apps.audit.models import Event
from apps.lib import clock
from apps.lib.decisions import Refused
from apps.outbox.models import Message
from tests.factories.world import NOON, World, make_world, user_of

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
BEGIN, BACK, LOGIN = "/login/gate/", "/login/gate/back/", "/login/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Start the provider; it listens on a port of its own choice."""
    script = Path(__file__).with_name("provider.mjs")
    with subprocess.Popen(
        ["node", str(script), f"{HERE}{BACK}", f"{HERE}{LOGIN}?signed-out=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = (re.match(r"issuer (\S+)", line) for line in process.stdout)
        try:
            yield next(found.group(1) for found in said if found)
        finally:
            process.terminate()


@pytest.fixture
def site(issuer: str, settings: Any) -> Iterator[str]:
    """The site with its gate at the provider."""
    settings.SIGN_IN_GATE, settings.OIDC_ISSUER = "oidc", issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "caseflow", "a-secret-of-the-suite-only"
    gates._made.cache_clear()
    yield issuer
    gates._made.cache_clear()


@pytest.fixture
def world() -> World:
    with clock.at(NOON):
        return make_world()


@dataclass
class Visitor:
    """A browser that signs in at the provider as ``account``, by whatever means the headers say."""

    account: str
    client: Client
    there: requests.Session

    @classmethod
    def named(cls, account: str, **means: str) -> Visitor:
        there = requests.Session()
        there.headers.update({"x-account": account, **{f"x-{name}": value for name, value in means.items()}})
        return cls(account, Client(), there)

    def goes_there(self, **typed: str) -> str:
        """Press the button and sign in at the provider; return the address that leads back."""
        address = self.client.post(BEGIN, typed)["Location"]
        for _ in range(10):
            if address.startswith(HERE):
                return address.removeprefix(HERE)
            answer = self.there.get(address, allow_redirects=False, timeout=20)
            address = requests.compat.urljoin(address, answer.headers["Location"])
        raise AssertionError("the provider led nowhere")

    def signs_in(self, **typed: str) -> Any:
        return self.client.get(self.goes_there(**typed))

    @property
    def is_in(self) -> bool:
        return sessions.is_signed_in(self.client.session)


def link(world: World, visitor: Visitor, persona: str = "wang") -> None:
    """Let an administrator link who holds the code."""
    code = visitor.signs_in().context["code"]
    identities.link_identity(user=user_of(world.people[persona]), code=code, by=world.ling)


def test_who_is_linked_comes_in_to_where_one_was_going(site: str, world: World) -> None:
    visitor = Visitor.named("a-1")
    link(world, visitor)
    answer = visitor.signs_in(next="/cases/")
    assert (answer.status_code, answer["Location"], visitor.is_in) == (302, "/cases/", True)
    assert int(visitor.client.session["_auth_user_id"]) == world.wang.user_id


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "example"])
def test_the_way_on_leads_nowhere_else(site: str, world: World, elsewhere: str) -> None:
    visitor = Visitor.named("a-2")
    link(world, visitor)
    assert visitor.signs_in(next=elsewhere)["Location"] == "/"


def test_who_is_not_linked_gets_a_code_and_is_not_let_in(site: str, world: World) -> None:
    # The very user name of an account: nobody is found by likeness.
    visitor = Visitor.named(user_of(world.wang).username)
    answer = visitor.signs_in()
    assert (answer.status_code, visitor.is_in) == (200, False)
    assert answer.context["code"] in answer.content.decode()


def test_the_provider_is_asked_with_state_nonce_and_pkce(site: str) -> None:
    asked = parse_qs(urlsplit(Client().post(BEGIN)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["scope"] == ["openid"]


def test_an_answer_meant_for_another_session_opens_nothing(site: str, world: World) -> None:
    visitor = Visitor.named("a-3")
    link(world, visitor)
    stolen = visitor.goes_there()
    other = Client()
    other.post(BEGIN)
    assert other.get(stolen)["Location"] == LOGIN
    assert not sessions.is_signed_in(other.session)


def test_an_answer_opens_once(site: str, world: World) -> None:
    visitor = Visitor.named("a-4")
    link(world, visitor)
    address = visitor.goes_there()
    visitor.client.get(address)
    visitor.client.post("/logout/")
    assert visitor.client.get(address)["Location"] == LOGIN
    assert not visitor.is_in


@pytest.mark.parametrize("spoilt", ["code=wrong", "state=wrong", "error=access_denied"])
def test_a_spoilt_answer_opens_nothing(site: str, world: World, spoilt: str) -> None:
    visitor = Visitor.named("a-5")
    link(world, visitor)
    name, _, value = spoilt.partition("=")
    path, _, query = visitor.goes_there().partition("?")
    said = {key: values[0] for key, values in parse_qs(query).items()} | {name: value}
    answer = visitor.client.get(path, said)
    assert (answer["Location"], visitor.is_in) == (LOGIN, False)


def test_a_token_with_another_nonce_is_refused(site: str, world: World) -> None:
    visitor = Visitor.named("a-6")
    link(world, visitor)
    address = visitor.goes_there()
    session = visitor.client.session
    (kept,) = (key for key in session.keys() if key.startswith("_state_gate_"))  # noqa: SIM118 - no mapping
    session[kept]["data"]["nonce"] = "another"
    session.save()
    assert visitor.client.get(address)["Location"] == LOGIN
    assert not visitor.is_in


def test_a_token_signed_for_another_client_is_refused(site: str, world: World, settings: Any) -> None:
    visitor = Visitor.named("a-7")
    link(world, visitor)
    address = visitor.goes_there()
    made = gates.gate()
    assert made is not None
    made._client.client_id = "another"  # type: ignore[attr-defined]
    assert visitor.client.get(address)["Location"] == LOGIN
    assert not visitor.is_in


@pytest.mark.parametrize(
    ("means", "state"),
    [
        ({"amr": "pwd otp"}, FactorState.PASSED),
        ({"acr": "urn:example:otp"}, FactorState.PASSED),
        ({"amr": "pwd"}, FactorState.NONE),
        ({}, FactorState.NONE),
    ],
)
def test_the_site_asks_for_its_own_code_unless_the_provider_vouches(
    site: str, world: World, settings: Any, means: dict[str, str], state: FactorState
) -> None:
    settings.OIDC_VOUCHING, settings.SECOND_FACTOR = ["otp", "urn:example:otp"], "everyone"
    visitor = Visitor.named("a-8", **means)
    link(world, visitor)
    visitor.signs_in()
    assert visitor.client.session[sessions.FACTOR] == state.value
    shown = visitor.client.get("/cases/")
    assert (shown.status_code == 200) is (state is FactorState.PASSED)


def test_signing_out_here_signs_out_there(site: str, world: World) -> None:
    visitor = Visitor.named("a-9")
    link(world, visitor)
    visitor.signs_in()
    answer = visitor.client.post("/logout/")
    assert answer["Location"].startswith(f"{site}/session/end?")
    assert not visitor.is_in
    assert visitor.there.get(answer["Location"], timeout=20).status_code == 200


def test_a_closed_account_stays_closed(site: str, world: World) -> None:
    visitor = Visitor.named("a-10")
    link(world, visitor)
    user = user_of(world.wang)
    user.is_active = False
    user.save()
    assert visitor.signs_in()["Location"] == LOGIN
    assert not visitor.is_in


def test_a_provider_that_is_silent_leaves_passwords(settings: Any) -> None:
    settings.SIGN_IN_GATE, settings.OIDC_ISSUER = "oidc", "http://127.0.0.1:9"
    gates._made.cache_clear()
    client = Client()
    assert client.post(BEGIN)["Location"] == LOGIN
    assert "没有应答" in client.get(LOGIN).content.decode()
    gates._made.cache_clear()


# --- linking ---


def arrival(subject: str = "someone") -> Arrival:
    return Arrival(issuer="https://gate.example", subject=subject)


def test_a_link_is_recorded_and_told_to_the_person(world: World) -> None:
    code, _ = identities.offer_link(arrival=arrival())
    identities.link_identity(user=user_of(world.wang), code=code.lower().replace("-", " "), by=world.ling)
    event = Event.objects.get(action="user.identity_linked")
    assert "someone" not in str(event.facts)
    assert Message.objects.get(kind="user.identity_linked").user_id == world.wang.user_id


def test_a_code_links_once_and_not_for_ever(world: World) -> None:
    code, until = identities.offer_link(arrival=arrival())
    with clock.at(until.replace(year=until.year + 1)), pytest.raises(Refused, match="过期"):
        identities.link_identity(user=user_of(world.wang), code=code, by=world.ling)
    identities.link_identity(user=user_of(world.wang), code=code, by=world.ling)
    with pytest.raises(Refused, match="关联码不对"):
        identities.link_identity(user=user_of(world.shen), code=code, by=world.ling)


def test_nobody_links_the_own_account_and_no_account_twice(world: World) -> None:
    code, _ = identities.offer_link(arrival=arrival())
    with pytest.raises(Refused, match="另一位管理员"):
        identities.link_identity(user=user_of(world.ling), code=code, by=world.ling)
    identities.link_identity(user=user_of(world.wang), code=code, by=world.ling)
    second, _ = identities.offer_link(arrival=arrival("another"))
    with pytest.raises(Refused, match="已经关联") as refused:
        identities.link_identity(
            user=user_of(world.wang),
            code=second,
            by=world.ling,
        )
    assert refused.value.code == "linked"


def test_taking_the_link_away_ends_the_sessions(world: World) -> None:
    code, _ = identities.offer_link(arrival=arrival())
    user = user_of(world.wang)
    identities.link_identity(user=user, code=code, by=world.ling)
    before = sessions.generation_of(user)
    identities.unlink_identity(user=user, reason="调离", by=world.ling)
    assert sessions.generation_of(user) == before + 1
    assert not GateIdentity.objects.exists()
    assert identities.account_of(arrival()) is None


def keeper(world: World, persona: str) -> Client:
    client = Client()
    client.force_login(user_of(world.people[persona]))
    return client


def test_the_page_links_and_marks_a_wrong_code(world: World) -> None:
    page = f"/people/{world.wang.user_id}/identity/link/"
    client = keeper(world, "ling")
    wrong = client.post(page, {"code": "AAAAA-AAAAA", "reason": "当面核实"})
    assert (wrong.status_code, "关联码不对" in wrong.content.decode()) == (422, True)
    code, _ = identities.offer_link(arrival=arrival())
    assert client.post(page, {"code": code, "reason": "当面核实"}).status_code == 302
    assert identities.account_of(arrival()) == user_of(world.wang)
    assert client.post(page.replace("link", "unlink"), {"reason": "换号"}).status_code == 302
    assert identities.account_of(arrival()) is None


@pytest.mark.parametrize("persona", ["xi", "wang", "chen", "shenji"])
def test_other_bodies_people_link_nobody(world: World, persona: str) -> None:
    code, _ = identities.offer_link(arrival=arrival())
    page = f"/people/{world.shen.user_id}/identity/link/"
    answer = keeper(world, persona).post(page, {"code": code, "reason": "冒用"})
    assert (answer.status_code, identities.account_of(arrival())) == (403, None)


def test_the_list_shows_who_is_linked(world: World, settings: Any) -> None:
    settings.SIGN_IN_GATE = "oidc"
    code, _ = identities.offer_link(arrival=arrival())
    identities.link_identity(user=user_of(world.wang), code=code, by=world.ling)
    text = keeper(world, "ling").get("/administration/identities/").content.decode()
    assert text.count("已关联") == 1
    assert keeper(world, "wang").get("/administration/identities/").status_code == 403


class OfAnotherKind(Gate):
    """A gate that is no OpenID Connect, as the contract lets a package bring one."""

    def begin(self, request: Any, *, back: str) -> str:
        request.session["ticket"] = "t-1"
        return f"https://gate.example/?back={back}"

    def finish(self, request: Any) -> Arrival:
        if request.GET.get("ticket") != request.session.pop("ticket", None):
            raise gates.GateRefused("票据不对，请重新登录。")
        return arrival()


def test_a_gate_of_another_kind_keeps_the_same_contract(world: World, settings: Any) -> None:
    settings.SIGN_IN_GATE = f"{__name__}.{OfAnotherKind.__name__}"
    gates._made.cache_clear()
    gates._OWN[settings.SIGN_IN_GATE] = settings.SIGN_IN_GATE
    code, _ = identities.offer_link(arrival=arrival())
    identities.link_identity(user=user_of(world.wang), code=code, by=world.ling)
    client = Client()
    assert client.post(BEGIN)["Location"] == f"https://gate.example/?back={HERE}{BACK}"
    assert client.get(f"{BACK}?ticket=t-2")["Location"] == LOGIN
    client.post(BEGIN)
    client.get(f"{BACK}?ticket=t-1")
    assert sessions.is_signed_in(client.session)
    assert client.post("/logout/")["Location"].startswith(LOGIN)
