"""Pictures are drawn anew: what was photographed with them (place, time, camera) is not kept."""

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from sessions.models import FileKind
from sessions.resources.unsafe import Unsafe

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 12_000
KEPT_SIDE = 3_000
FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG", FileKind.WEBP: "WEBP"}
HOW: dict[str, dict[str, int]] = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": 88},
    "WEBP": {"quality": 88, "method": 2},
}


def redraw(data: bytes, kind: FileKind) -> bytes:
    """The same picture without anything beside it, the right way up, no side over KEPT_SIDE.

    :raises Unsafe: it is damaged, of another format, or far too large.
    """
    name = FORMATS[kind]
    try:
        with Image.open(io.BytesIO(data), formats=[name]) as picture:
            if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
                raise Unsafe(_too_large())
            if name == "JPEG":
                picture.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
            drawn = _plain(ImageOps.exif_transpose(picture), name)
            drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
            out = io.BytesIO()
            drawn.save(out, name, **HOW[name])
    except Unsafe:
        raise
    except Image.DecompressionBombError:
        raise Unsafe(_too_large()) from None
    except Exception as trouble:  # a broken picture breaks in many ways
        raise Unsafe(_("This picture is damaged. Please save it anew.")) from trouble
    return out.getvalue()


def _plain(picture: Image.Image, name: str) -> Image.Image:
    """Its dots alone, in colours the format can keep: no palette, no profile, one frame."""
    see_through = name != "JPEG" and picture.has_transparency_data
    mode = "RGBA" if see_through else "RGB"
    dots = picture.convert(mode)
    plain = Image.new(mode, dots.size)
    plain.paste(dots)
    return plain


def _too_large() -> str:
    return _("This picture is far too large. Please make it smaller.")
