"""Photos that look alike: a difference hash, and bands by which near ones are found without comparing all.

The picture is made small and grey; each of 128 bits says whether a field is brighter than its neighbour, 64
across and 64 down. Another size, compression or brightness leaves nearly all of them as they are. Two prints
that differ in at most seven bits share at least one of eight bands of sixteen bits: each bit that differs
spoils one band, and an eighth is left. So candidates are found by equality on an index.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

SIDE = 8
BITS = 2 * SIDE * SIDE
BANDS = 8
BAND_BITS = BITS // BANDS
MOST_APART = BANDS - 1
"""So many differing bits are surely found by the bands; a parameter may ask for no more."""
FEWEST_EDGES = 12
"""A picture with fewer bits than this, or all but so few, is nearly one colour and tells nothing."""
_MASK = (1 << BAND_BITS) - 1


@dataclass(frozen=True, slots=True)
class Print:
    """画面指纹: the hash of a picture."""

    bits: int

    @property
    def text(self) -> str:
        """As it is kept: 32 hexadecimal digits."""
        return f"{self.bits:0{BITS // 4}x}"

    @property
    def tells(self) -> bool:
        """Whether there is enough in the picture to compare it at all."""
        return FEWEST_EDGES <= self.bits.bit_count() <= BITS - FEWEST_EDGES


def print_of(content: bytes) -> Print | None:
    """Return the print of a stored JPEG or PNG; None where it cannot be opened."""
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            # A JPEG is decoded at an eighth of its size: all that is needed of it.
            image.draft("L", (SIDE * 16, SIDE * 16))
            grey = image.convert("L").resize((SIDE + 1, SIDE + 1), Image.Resampling.BOX)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return print_from(list(grey.tobytes()))


def print_from(pixels: list[int]) -> Print:
    """Return the print of 9 × 9 grey values, row by row."""
    bits, wide = 0, SIDE + 1
    for row in range(SIDE):
        for column in range(SIDE):
            here = pixels[row * wide + column]
            bits = bits << 1 | (here > pixels[row * wide + column + 1])
            bits = bits << 1 | (here > pixels[(row + 1) * wide + column])
    return Print(bits)


def bands(seen: Print) -> tuple[int, ...]:
    """Return the eight bands, each with its place in front, so that only equal places are equal."""
    return tuple(place << BAND_BITS | (seen.bits >> (place * BAND_BITS) & _MASK) for place in range(BANDS))


def apart(one: Print, other: Print) -> int:
    """Return in how many bits two prints differ."""
    return (one.bits ^ other.bits).bit_count()
