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
    (Household, "id_number_sealed"): "{pk}:id_number",
    (Household, "phone_sealed"): "{pk}:phone",
    (Household, "hardship_sealed"): "{pk}:hardship",
    (Household, "agent_phone_sealed"): "{pk}:agent_phone",
    (RegistrationDraft, "data_sealed"): "{pk}",
    (Correction, "values_sealed"): "{pk}",
    (ApplicationForm, "content_sealed"): "{pk}",
    (SecondFactor, "secret_sealed"): "{pk}/secret",
    (Job, "sealed"): "{pk}/sealed",
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
    before = {f"{model._meta.label}.{name}" for model, name in WRITTEN_BEFORE}

    assert before <= set(encrypted_columns())


def test_a_plain_value_is_encrypted_as_it_is_given() -> None:
    row = Household(phone_sealed=Plain(PHONE))

    assert PHONE not in repr(row.__dict__)
    assert row.phone_sealed.text() == PHONE
    assert row.phone_sealed.key_version == crypto.key_ring().current


def test_bytes_come_back_as_bytes() -> None:
    factor = SecondFactor(secret_sealed=Plain(b"\xff\x00"))

    assert factor.secret_sealed.data() == b"\xff\x00"


@pytest.mark.parametrize("nothing", [Plain(""), b"", None])
def test_nothing_is_nothing(nothing: Plain | bytes | None) -> None:
    row = Household()
    row.agent_phone_sealed = nothing

    assert (bool(row.agent_phone_sealed), row.agent_phone_sealed.text()) == (False, "")


def test_a_text_that_is_not_named_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="Plain"):
        Household(phone_sealed=PHONE)


def test_a_value_that_was_moved_does_not_open() -> None:
    first, second = Household(phone_sealed=Plain(PHONE)), Household()
    second.phone_sealed = first.phone_sealed
    first.agent_phone_sealed = first.phone_sealed

    for closed in (second.phone_sealed, first.agent_phone_sealed):
        with pytest.raises(DecryptionFailed):
            closed.text()


def test_a_row_without_a_key_takes_no_plain_value() -> None:
    with pytest.raises(ValueError, match="no key"):
        Household(id=None, phone_sealed=Plain(PHONE))


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
    before = Household.objects.filter(pk=pk).values_list("phone_sealed", flat=True).get()
    opening.clear()

    row = Household.objects.get(pk=pk)
    shown = [repr(row), str(row), repr(row.phone_sealed), f"{row.phone_sealed}", repr(vars(row))]
    shown += [repr(model_to_dict(row)), serializers.serialize("json", [row])]
    copy.deepcopy(row)
    pickle.loads(pickle.dumps(row)).refresh_from_db()  # noqa: S301 - our own bytes
    row.save()

    assert opening == []
    assert Household.objects.filter(pk=pk).values_list("phone_sealed", flat=True).get() == before
    phone = row.phone_sealed.text()
    assert phone.startswith("1")
    assert not any(phone in text for text in shown)


@pytest.mark.django_db
def test_a_column_left_out_is_fetched_when_it_is_asked_for(world: World) -> None:
    pk = make_staged_case(world, "received").household.pk

    row = Household.objects.defer("phone_sealed").get(pk=pk)

    assert row.get_deferred_fields() == {"phone_sealed"}
    assert row.phone_sealed.text().startswith("1")


@pytest.mark.django_db
def test_a_query_takes_no_plain_value(world: World) -> None:
    row = make_staged_case(world, "received").household

    with pytest.raises(TypeError, match="not to a query"):
        Household.objects.filter(pk=row.pk).update(phone_sealed=Plain(PHONE))


@pytest.mark.django_db
def test_no_absent_number_becomes_an_empty_one(world: World) -> None:
    row = make_staged_case(world, "received").household
    Household.objects.filter(pk=row.pk).update(agent_phone_sealed=None)
    Household.objects.get(pk=row.pk).save()

    assert Household.objects.get(pk=row.pk, agent_phone_sealed__isnull=True)


def test_a_migration_sees_a_binary_column() -> None:
    assert EncryptedField("密文").deconstruct()[1] == "django.db.models.BinaryField"


def test_a_plain_value_does_not_print_itself() -> None:
    assert PHONE not in f"{Plain(PHONE)!r} {Plain(PHONE)}"
