"""Encryption, blind index and keyed digest."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.lib import crypto
from apps.lib.crypto import AesGcm, DecryptionFailed, KeyRing, NotConfigured

ROW = "0b4fa2a6-3c65-4f52-9f0e-6f8a7f6c3f10"
OTHER_ROW = "5d0b9f0e-77a4-4a38-8f1c-1f0f4f1f2a11"
RING = KeyRing({1: b"1" * 32}, b"index", b"audit")


@pytest.fixture(autouse=True)
def ring() -> Iterator[None]:
    before = crypto._ring
    crypto.configure(RING)
    yield
    crypto._ring = before


@given(st.text())
def test_encrypted_text_opens_to_what_it_was(text: str) -> None:
    assert crypto.decrypt_text(crypto.encrypt(text, aad=ROW), aad=ROW) == text


def test_bytes_survive_unchanged() -> None:
    data = bytes(range(256))
    assert crypto.decrypt(crypto.encrypt(data, aad=ROW), aad=ROW) == data


def test_plaintext_is_not_in_the_encrypted_value() -> None:
    assert b"330106" not in crypto.encrypt("330106000000000000", aad=ROW)


def test_equal_values_do_not_look_equal() -> None:
    assert crypto.encrypt("张示例", aad=ROW) != crypto.encrypt("张示例", aad=ROW)


def test_every_changed_byte_is_noticed() -> None:
    blob = crypto.encrypt("张示例", aad=ROW)
    for position in range(len(blob)):
        changed = bytearray(blob)
        changed[position] ^= 1
        with pytest.raises(DecryptionFailed):
            crypto.decrypt(bytes(changed), aad=ROW)


def test_value_moved_to_another_row_does_not_open() -> None:
    blob = crypto.encrypt("张示例", aad=ROW)
    with pytest.raises(DecryptionFailed):
        crypto.decrypt(blob, aad=OTHER_ROW)


def test_value_moved_to_another_field_does_not_open() -> None:
    blob = crypto.encrypt("13800000000", aad=crypto.aad_of(ROW, "phone"))
    with pytest.raises(DecryptionFailed):
        crypto.decrypt(blob, aad=crypto.aad_of(ROW, "id_number"))


def test_truncated_value_is_refused() -> None:
    with pytest.raises(DecryptionFailed):
        crypto.decrypt(b"\x01\x01short", aad=ROW)


def test_highest_key_version_writes_and_older_ones_still_read() -> None:
    old = crypto.encrypt("旧值", aad=ROW)
    crypto.configure(replace(RING, keys={1: b"1" * 32, 2: b"2" * 32}))
    new = crypto.encrypt("新值", aad=ROW)
    assert (crypto.key_version(old), crypto.key_version(new)) == (1, 2)
    assert crypto.decrypt_text(old, aad=ROW) == "旧值"
    assert crypto.decrypt_text(new, aad=ROW) == "新值"


def test_value_of_a_withdrawn_key_says_which_version_is_missing() -> None:
    old = crypto.encrypt("旧值", aad=ROW)
    crypto.configure(replace(RING, keys={2: b"2" * 32}))
    with pytest.raises(DecryptionFailed, match="版本 1"):
        crypto.decrypt(old, aad=ROW)


def test_another_cipher_can_take_over_while_old_values_stay_readable() -> None:
    class National(AesGcm):
        id = 2

    old = crypto.encrypt("旧值", aad=ROW)
    national = National()
    crypto.configure(replace(RING, cipher=national, ciphers=(crypto.AES_GCM, national)))
    new = crypto.encrypt("新值", aad=ROW)
    assert new[0] == 2
    assert crypto.decrypt_text(new, aad=ROW) == "新值"
    assert crypto.decrypt_text(old, aad=ROW) == "旧值"


def test_blind_index_is_stable_and_separated_by_purpose() -> None:
    one = crypto.blind_index("330106", purpose="household.id_number")
    assert one == crypto.blind_index("330106", purpose="household.id_number")
    assert one != crypto.blind_index("330106", purpose="owner.id_number")
    assert len(one) == 64


def test_digest_and_index_use_different_keys() -> None:
    crypto.configure(KeyRing({1: b"1" * 32}, b"same", b"same"))
    assert crypto.keyed_digest("甲") != crypto.blind_index("甲", purpose="x")
    first = crypto.keyed_digest("甲")
    crypto.configure(KeyRing({1: b"1" * 32}, b"same", b"other"))
    assert crypto.keyed_digest("甲") != first


def test_use_before_configuration_says_so() -> None:
    crypto._ring = None
    with pytest.raises(NotConfigured):
        crypto.encrypt("甲", aad=ROW)


def test_ring_from_settings_reads_versions_and_base64() -> None:
    value = base64.b64encode(b"k" * 32).decode()
    ring = KeyRing.from_settings_values({"1": value, "3": value}, "index", "audit")
    assert ring.current == 3


@pytest.mark.parametrize(
    "keys",
    [{}, {"0": base64.b64encode(b"k" * 32).decode()}, {"1": "!!"}, {"1": "c2hvcnQ="}],
)
def test_unusable_ring_is_refused(keys: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="key"):
        KeyRing.from_settings_values(keys, "index", "audit")


def test_keys_do_not_show_in_the_representation() -> None:
    assert "1111" not in repr(RING)
