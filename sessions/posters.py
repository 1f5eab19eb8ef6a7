"""The square on a poster: a phone's camera reads an address from it."""

from io import BytesIO

import qrcode
import qrcode.image.svg


def square(address: str) -> str:
    """The address as SVG to stand in a page. It holds nothing but the address."""
    made = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    out = BytesIO()
    made.save(out)
    return out.getvalue().decode().partition("?>")[2].strip()
