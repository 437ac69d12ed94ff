"""Sealed columns: unreadable outside, unchanged inside, and any tampering shows."""

import base64
from collections.abc import Iterator

import pytest
from django.db import connection

from lianfang.base.accounts.models import User
from lianfang.base.kernel import encryption
from lianfang.base.kernel.encryption import (
    MARK,
    Unreadable,
    blind_index,
    decrypt,
    encrypt,
    sm3_hex,
)
from tests.builders.world import build_user

PHONE = "13999990000"


@pytest.fixture
def another_key(settings) -> Iterator[None]:
    """The same database opened with a key file of another place."""
    settings.LIANFANG_FIELD_KEY = b"another-key"
    encryption._keys.cache_clear()
    yield
    encryption._keys.cache_clear()


@pytest.mark.parametrize("text", [PHONE, "马值班", "x" * 5000, " \n", "🚑"])
def test_a_sealed_text_opens_again(text: str) -> None:
    assert decrypt(encrypt(text)) == text


def test_a_sealed_text_shows_nothing_and_is_different_each_time() -> None:
    first, second = encrypt(PHONE), encrypt(PHONE)

    assert first != second
    assert first.startswith(MARK)
    assert PHONE not in first


@pytest.mark.parametrize("place", [0, 12, 28, -1])
def test_one_changed_byte_is_noticed(place: int) -> None:
    raw = bytearray(base64.b64decode(encrypt(PHONE).removeprefix(MARK)))
    raw[place] ^= 1

    with pytest.raises(Unreadable):
        decrypt(MARK + base64.b64encode(bytes(raw)).decode())


@pytest.mark.parametrize("stored", [MARK, MARK + "abc", MARK + "***", MARK + "QUJD"])
def test_rubbish_is_unreadable_and_no_crash(stored: str) -> None:
    with pytest.raises(Unreadable, match="密钥文件与数据库不匹配"):
        decrypt(stored)


def test_another_key_opens_nothing(settings, request) -> None:
    sealed = encrypt(PHONE)
    request.getfixturevalue("another_key")

    with pytest.raises(Unreadable):
        decrypt(sealed)


def test_an_index_is_equal_for_equal_texts_and_hides_them() -> None:
    assert blind_index(" 65230019900101001x ") == blind_index("65230019900101001X")
    assert blind_index(PHONE) != blind_index("13999990001")
    assert PHONE not in blind_index(PHONE)


def test_an_index_made_with_another_key_differs(request) -> None:
    before = blind_index(PHONE)
    request.getfixturevalue("another_key")

    assert blind_index(PHONE) != before


def test_sm3_gives_the_digest_of_the_standard() -> None:
    # GB/T 32905-2016, annex A.1.
    assert sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.django_db
def test_the_database_holds_only_the_sealed_value() -> None:
    user = build_user("sealed")
    user.phone = PHONE
    user.save(update_fields=["phone"])

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE username = 'sealed'")
        stored = cursor.fetchone()[0]

    assert stored.startswith(MARK)
    assert PHONE not in stored
    assert User.objects.get(username="sealed").phone == PHONE


@pytest.mark.django_db
def test_an_empty_column_stays_empty() -> None:
    build_user("empty")

    assert User.objects.get(username="empty").phone == ""
