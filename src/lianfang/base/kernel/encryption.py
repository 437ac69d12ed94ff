"""Columns that only the application can read: SM4-GCM, and SM3 keyed indexes for exact look-up."""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import models

# Format mark, so that the cipher can be changed one day and old values still be read.
MARK = "s4:"
NONCE_BYTES = 12
TAG_BYTES = 16


class Unreadable(Exception):
    """A stored value does not open with this key: wrong key file, or somebody changed it."""


@lru_cache(maxsize=1)
def _keys() -> tuple[bytes, bytes]:
    """The cipher key and the index key, both derived from the one secret outside the database."""
    secret = settings.LIANFANG_FIELD_KEY
    return _derive(secret, b"field-cipher")[:16], _derive(secret, b"blind-index")


def _derive(secret: bytes, purpose: bytes) -> bytes:
    mac = hmac.HMAC(secret, hashes.SM3())
    mac.update(purpose)
    return mac.finalize()


def sm3_hex(raw: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(raw)
    return digest.finalize().hex()


def encrypt(text: str) -> str:
    """Seal a text; the same text gives another value each time."""
    nonce = os.urandom(NONCE_BYTES)
    cipher = Cipher(algorithms.SM4(_keys()[0]), modes.GCM(nonce)).encryptor()
    body = cipher.update(text.encode()) + cipher.finalize()
    return MARK + base64.b64encode(nonce + cipher.tag + body).decode()


def decrypt(stored: str) -> str:
    """
    Open a sealed value.

    :raises Unreadable: the key is another one, or the value was altered.
    """
    try:
        raw = base64.b64decode(stored.removeprefix(MARK), validate=True)
        nonce, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES : NONCE_BYTES + TAG_BYTES]
        cipher = Cipher(algorithms.SM4(_keys()[0]), modes.GCM(nonce, tag)).decryptor()
        return (cipher.update(raw[NONCE_BYTES + TAG_BYTES :]) + cipher.finalize()).decode()
    except (InvalidTag, ValueError) as fault:
        raise Unreadable("加密字段无法解开：密钥文件与数据库不匹配，或数据被改动。") from fault


def blind_index(text: str) -> str:
    """A keyed digest for exact look-up: equal texts match, nothing can be read from it."""
    mac = hmac.HMAC(_keys()[1], hashes.SM3())
    mac.update(text.strip().upper().encode())
    return mac.finalize().hex()


# Fields take type parameters in the stubs only, not when the program runs.
class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text column stored sealed. It cannot be filtered or sorted; keep a blind index beside it."""

    def get_prep_value(self, value: str | None) -> str | None:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(
        self, value: str | None, expression: object, connection: object
    ) -> str | None:
        return decrypt(value) if value and value.startswith(MARK) else value
