"""A paper as a telephone photographs it, and what a reader finds in the picture."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

DOTS_PER_INCH = 240
"""Two thirds of what a telephone of twelve megapixels makes of a sheet of A4."""
LOOKS = 5
"""A telephone held over a paper looks again and again, each time a little otherwise."""


def photographed(paper: bytes, chance: Random, page: int = 0) -> Image.Image:
    """Draw a page of a PDF and photograph it: askew, from the side, badly lit, blurred, as a poor JPEG."""
    document = pypdfium2.PdfDocument(paper)
    drawn = document[page].render(scale=DOTS_PER_INCH / 72).to_pil().convert("L")
    document.close()
    table = Image.new("L", (drawn.width + 240, drawn.height + 240), 90)
    table.paste(drawn, (120, 120))
    angle = chance.uniform(3, 12) * chance.choice((-1, 1))
    askew = table.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    width, height = askew.size
    lean = chance.uniform(0.01, 0.04) * width
    corners = (lean, 0, 0, height, width, height, width - lean, 0)
    leaning = askew.transform(
        (width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=90
    )
    light = Image.linear_gradient("L").resize((width, height)).point(lambda value: 150 + value * 105 // 255)
    seen = ImageChops.multiply(leaning, light).filter(ImageFilter.GaussianBlur(1.2))
    file = BytesIO()
    seen.save(file, "JPEG", quality=45)
    return Image.open(file)


def read_codes(picture: Image.Image) -> list[str]:
    """Return the texts of the QR codes in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def scanned(paper: bytes, seed: str) -> list[str]:
    """Return what a telephone held over the first page reads at last; nothing where no look finds a code."""
    chance = Random(seed)
    looks = (read_codes(photographed(paper, chance)) for _ in range(LOOKS))
    return next((found for found in looks if found), [])
