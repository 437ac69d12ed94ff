"""Text that may stand in a document or a cell: what neither XML nor a printed page can carry is taken out."""

import re

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
