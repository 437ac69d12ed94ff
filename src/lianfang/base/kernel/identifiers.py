"""Identifiers that officials write down, and whether their check digits hold."""

import re
from datetime import date

# GB 11643-1999: weights and check characters of the citizen number.
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
# GB 32100-2015: alphabet without I O S V Z; weights are powers of 3 modulo 31.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
MOBILE = re.compile(r"1[3-9]\d{9}")
DIVISION = re.compile(r"[1-9]\d{5}(\d{3}(\d{3})?)?")


def is_citizen_number(text: str) -> bool:
    """True for an 18-character citizen number whose birth date exists and whose check holds."""
    number = text.strip().upper()
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == number[17]


def is_credit_code(text: str) -> bool:
    """True for an 18-character unified social credit code whose check character holds."""
    code = text.strip().upper()
    if len(code) != 18 or any(letter not in CREDIT_ALPHABET for letter in code):
        return False
    total = sum(
        CREDIT_ALPHABET.index(letter) * weight
        for letter, weight in zip(code, CREDIT_WEIGHTS, strict=False)
    )
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def is_mobile(text: str) -> bool:
    return MOBILE.fullmatch(text.strip()) is not None


def is_division_code(text: str) -> bool:
    """True for a 6-, 9- or 12-digit administrative division code."""
    return DIVISION.fullmatch(text.strip()) is not None


def mask(text: str) -> str:
    """An identifier with its middle hidden, as it may stand on a screen."""
    text = text.strip()
    if len(text) <= 4:
        return "*" * len(text)
    kept = 3 if len(text) >= 11 else 1
    tail = 4 if len(text) >= 11 else 1
    return text[:kept] + "*" * (len(text) - kept - tail) + text[-tail:]


def mask_name(name: str) -> str:
    """A person's name with all but the first character hidden."""
    name = name.strip()
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""
