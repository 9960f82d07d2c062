"""Pictures, written anew: their pixels stay, and all that the camera told of place, time and owner
goes."""

from __future__ import annotations

import tempfile
import warnings
from typing import IO, cast

from PIL import Image, ImageOps, UnidentifiedImageError

from insights.files.errors import FileRefused

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY = {"JPEG": {"quality": 90}, "WEBP": {"quality": 90}, "PNG": {}}
_MODES = {"JPEG": ("RGB", "L"), "WEBP": ("RGB", "RGBA"), "PNG": ("RGB", "RGBA", "L", "LA")}
_IN_MEMORY = 256 * 1024


def without_metadata(file: IO[bytes], media_type: str, max_pixels: int) -> IO[bytes]:
    """Give a picture of the same type with nothing in it but its pixels, turned the right way up.

    Its size is read before any of it is unpacked, so that a small file can't fill the memory.
    The caller closes what it is given.

    Raises:
        FileRefused: if it can't be read as that type, moves, or has more pixels than `max_pixels`.
    """
    form = FORMATS[media_type]
    file.seek(0)
    try:
        with warnings.catch_warnings(), Image.open(file, formats=[form]) as picture:
            # Its own limit is a warning only; ours below refuses.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            width, height = picture.size
            if width * height > max_pixels:
                raise _too_large(max_pixels)
            if getattr(picture, "n_frames", 1) > 1:
                raise FileRefused("Pictures that move are not taken. Send a single picture.")
            return _written(ImageOps.exif_transpose(picture), form)
    except Image.DecompressionBombError:
        raise _too_large(max_pixels) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        # What Pillow raises for broken pictures; its words may repeat what is in the file.
        raise FileRefused("The picture can't be read. Save it again, then send it.") from None


def _too_large(max_pixels: int) -> FileRefused:
    return FileRefused(f"A picture may have {max_pixels} pixels at most. Make it smaller.")


def _written(picture: Image.Image, form: str) -> IO[bytes]:
    modes = _MODES[form]
    if picture.mode not in modes:
        keeps_alpha = "RGBA" in modes and picture.has_transparency_data
        picture = picture.convert("RGBA" if keeps_alpha else "RGB")
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    bare.save(out, form, **_QUALITY[form])
    out.seek(0)
    return out
