"""The encrypted column: what was written before still opens, and nothing opens by itself."""

from __future__ import annotations

import copy
import pickle
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import models
from django.forms.models import model_to_dict

from apps.accounts.models import SecondFactor
from apps.cases.models import Correction, Household, RegistrationDraft
from apps.encryption import EncryptedField, Plain
from apps.lib import crypto
from apps.lib.crypto import DecryptionFailed
from apps.operations.queries.encrypted_columns import encrypted_columns
from apps.outbox.models import Job
from apps.plans.models import ApplicationForm
from tests.factories.stages import make_staged_case
from tests.factories.world import World

PHONE = "13800000321"
WRITTEN_BEFORE = {
    (Household, "id_number_encrypted"): "{pk}:id_number",
    (Household, "phone_encrypted"): "{pk}:phone",
    (Household, "hardship_encrypted"): "{pk}:hardship",
    (Household, "agent_phone_encrypted"): "{pk}:agent_phone",
    (RegistrationDraft, "data_encrypted"): "{pk}",
    (Correction, "values_encrypted"): "{pk}",
    (ApplicationForm, "content_encrypted"): "{pk}",
    (SecondFactor, "secret_encrypted"): "{pk}/secret",
    (Job, "personal_encrypted"): "{pk}/sealed",
}
"""What each column's values were tied to while every service wrote it out by itself."""


@pytest.mark.parametrize(("column", "aad"), WRITTEN_BEFORE.items(), ids=str)
def test_what_was_written_before_there_was_a_field_opens(
    column: tuple[type[models.Model], str], aad: str
) -> None:
    model, name = column
    row = model(pk=uuid4())
    setattr(row, name, crypto.encrypt("旧值", aad=aad.format(pk=row.pk)))

    assert getattr(row, name).text() == "旧值"


def test_every_column_of_before_is_among_the_encrypted_ones() -> None:
    before = {model._meta.get_field(name) for model, name in WRITTEN_BEFORE}

    assert before <= set(encrypted_columns().values())


def test_a_plain_value_is_encrypted_as_it_is_given() -> None:
    row = Household(phone_encrypted=Plain(PHONE))

    assert PHONE not in repr(row.__dict__)
    assert row.phone_encrypted.text() == PHONE
    assert row.phone_encrypted.key_version == crypto.key_ring().current


def test_bytes_come_back_as_bytes() -> None:
    factor = SecondFactor(secret_encrypted=Plain(b"\xff\x00"))

    assert factor.secret_encrypted.data() == b"\xff\x00"


@pytest.mark.parametrize("nothing", [Plain(""), b"", None])
def test_nothing_is_nothing(nothing: Plain | bytes | None) -> None:
    row = Household()
    row.agent_phone_encrypted = nothing

    assert (bool(row.agent_phone_encrypted), row.agent_phone_encrypted.text()) == (False, "")


def test_a_text_that_is_not_named_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="Plain"):
        Household(phone_encrypted=PHONE)


def test_a_value_that_was_moved_does_not_open() -> None:
    first, second = Household(phone_encrypted=Plain(PHONE)), Household()
    second.phone_encrypted = first.phone_encrypted
    first.agent_phone_encrypted = first.phone_encrypted

    for closed in (second.phone_encrypted, first.agent_phone_encrypted):
        with pytest.raises(DecryptionFailed):
            closed.text()


def test_a_row_without_a_key_takes_no_plain_value() -> None:
    with pytest.raises(ValueError, match="no key"):
        Household(id=None, phone_encrypted=Plain(PHONE))


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every value that is opened."""
    opened: list[str] = []
    decrypt = crypto.decrypt
    monkeypatch.setattr(crypto, "decrypt", lambda blob, aad: (opened.append(aad), decrypt(blob, aad=aad))[1])
    return opened


@pytest.mark.django_db
def test_a_row_that_is_loaded_shown_copied_and_saved_is_never_opened(
    world: World, opening: list[str]
) -> None:
    pk = make_staged_case(world, "received").household.pk
    before = Household.objects.filter(pk=pk).values_list("phone_encrypted", flat=True).get()
    opening.clear()

    row = Household.objects.get(pk=pk)
    shown = [repr(row), str(row), repr(row.phone_encrypted), f"{row.phone_encrypted}", repr(vars(row))]
    shown += [repr(model_to_dict(row)), serializers.serialize("json", [row])]
    copy.deepcopy(row)
    pickle.loads(pickle.dumps(row)).refresh_from_db()  # noqa: S301 - our own bytes
    row.save()

    assert opening == []
    assert Household.objects.filter(pk=pk).values_list("phone_encrypted", flat=True).get() == before
    phone = row.phone_encrypted.text()
    assert phone.startswith("1")
    assert not any(phone in text for text in shown)


@pytest.mark.django_db
def test_a_column_left_out_is_fetched_when_it_is_asked_for(world: World) -> None:
    pk = make_staged_case(world, "received").household.pk

    row = Household.objects.defer("phone_encrypted").get(pk=pk)

    assert row.get_deferred_fields() == {"phone_encrypted"}
    assert row.phone_encrypted.text().startswith("1")


@pytest.mark.django_db
def test_a_query_takes_no_plain_value(world: World) -> None:
    row = make_staged_case(world, "received").household

    with pytest.raises(TypeError, match="not to a query"):
        Household.objects.filter(pk=row.pk).update(phone_encrypted=Plain(PHONE))


@pytest.mark.django_db
def test_no_absent_number_becomes_an_empty_one(world: World) -> None:
    row = make_staged_case(world, "received").household
    Household.objects.filter(pk=row.pk).update(agent_phone_encrypted=None)
    Household.objects.get(pk=row.pk).save()

    assert Household.objects.get(pk=row.pk, agent_phone_encrypted__isnull=True)


def test_a_migration_sees_a_binary_column() -> None:
    assert EncryptedField("密文").deconstruct()[1] == "django.db.models.BinaryField"


def test_a_plain_value_does_not_print_itself() -> None:
    assert PHONE not in f"{Plain(PHONE)!r} {Plain(PHONE)}"
