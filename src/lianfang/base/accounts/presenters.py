"""Pictures and words of the accounts pages."""

import base64
import io

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_picture(text: str) -> str:
    """A QR code as an address that an <img> shows without another request."""
    target = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(target)
    return "data:image/svg+xml;base64," + base64.b64encode(target.getvalue()).decode()


def readable_key(key: bytes) -> str:
    """A secret as people type it: base32 in groups of four."""
    text = base64.b32encode(key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
