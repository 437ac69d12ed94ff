"""Plain text: what may stand in a document or a cell, and numbers as people write them."""

import re
from decimal import Decimal

# Control characters except tab and line feed, lone surrogates, and the two non-characters: XML 1.0
# forbids them. Bidirectional overrides could make a printed line read differently from its record.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)


def without_controls(text: str) -> str:
    """The text with line ends made equal and unprintable controls removed."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("", unified)


def number_words(value: Decimal | float) -> str:
    """A number without trailing zeros: 26.86, not 26.860."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
