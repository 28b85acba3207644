"""Files as somebody sends them who means harm. Each is small: the harm is in opening it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tests.factories.uploads import jpeg, pdf, picture

SCRIPT = b"<script>alert(1)</script>"


# --- pictures ---


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 8, height: int = 8, *, more: bytes = b"") -> bytes:
    """Return a PNG whose header may promise more than there is; ``more`` stands before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(24) for _ in range(8)))
    body = chunk(b"IHDR", header) + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def swelling_png() -> bytes:
    """Return 60 KB that are really 9 000 x 9 000 white pixels."""
    target = io.BytesIO()
    Image.new("1", (9_000, 9_000), 1).save(target, "PNG")
    return target.getvalue()


def png_with_notes() -> bytes:
    """Return a PNG whose comment and colour profile unpack to 30 MB each."""
    swollen = zlib.compress(bytes(30_000_000))
    notes = chunk(b"zTXt", b"Comment\0\0" + swollen) + chunk(b"iCCP", b"p\0\0" + swollen)
    return png(more=notes)


def giant_jpeg() -> bytes:
    """Return a JPEG that says it is 65 000 x 65 000."""
    content = bytearray(jpeg())
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(content)


def jpeg_of_many_scans() -> bytes:
    """Return a progressive JPEG whose last scan comes 200 times."""
    target = io.BytesIO()
    Image.effect_noise((256, 256), 60).convert("RGB").save(target, "JPEG", progressive=True)
    content = target.getvalue()
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * 200 + b"\xff\xd9"


def giant_webp() -> bytes:
    """Return a WebP of one pixel on a canvas of 16 384 x 16 384."""
    inner = picture("WEBP")[12:]
    canvas = b"\0\0\0\0" + (16_383).to_bytes(3, "little") * 2
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + canvas + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def giant_heic() -> bytes:
    """Return a HEIC that says it is 60 000 x 60 000."""
    content = picture("HEIF")
    place = content.index(b"ispe") + 8
    return content[:place] + struct.pack(">II", 60_000, 60_000) + content[place + 8 :]


def heic_of_many() -> bytes:
    """Return a HEIC of 40 pictures."""
    image = Image.new("RGB", (64, 64))
    target = io.BytesIO()
    image.save(target, "HEIF", save_all=True, append_images=[image] * 39)
    return target.getvalue()


def moving(form: str) -> bytes:
    """Return an animation of three frames."""
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "green", "blue")]
    target = io.BytesIO()
    frames[0].save(target, form, save_all=True, append_images=frames[1:])
    return target.getvalue()


# --- PDF ---


def laden_pdf(lade: Callable[[PdfWriter], None]) -> bytes:
    """Return a PDF of one page to which something was done."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    lade(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def acting_pdf(kind: str, *, referred: bool = False, **details: str) -> bytes:
    """Return a PDF whose page has a link that does something else than lead to an address.

    ``referred``: what it does is named in an object of its own.
    """

    def lade(writer: PdfWriter) -> None:
        named = NameObject(kind)
        action = DictionaryObject({NameObject("/S"): writer._add_object(named) if referred else named})
        for key, value in details.items():
            action[NameObject(f"/{key}")] = TextStringObject(value)
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/A"): writer._add_object(action),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return laden_pdf(lade)


def form_pdf() -> bytes:
    """Return a PDF whose form is XFA."""

    def lade(writer: PdfWriter) -> None:
        form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
        writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)

    return laden_pdf(lade)


def hidden_script_pdf() -> bytes:
    """Return a PDF whose script stands in a compressed object stream, where a search finds nothing."""
    inner = b"<</Type/Annot/Subtype/Link/A<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
    stream = zlib.compress(b"10 0 " + inner)
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[10 0 R]>>endobj\n",
        b"4 0 obj<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n" % len(stream)
        + stream
        + b"\nendstream endobj\n",
    ]
    return _with_cross_references(parts, {10: (4, 0)})


def swelling_pdf() -> bytes:
    """Return a PDF whose object stream unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(bytes(8_000_000)) for _ in range(25)) + packer.flush()
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
        b"4 0 obj<</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>>stream\n" % len(stream)
        + stream
        + b"\nendstream endobj\n",
    ]
    return _with_cross_references(parts, {10: (4, 0)})


def _with_cross_references(parts: list[bytes], packed: dict[int, tuple[int, int]]) -> bytes:
    content, rows = b"%PDF-1.5\n", {0: (0, 0, 255)}
    for number, part in enumerate(parts, start=1):
        rows[number] = (1, len(content), 0)
        content += part
    rows |= {number: (2, stream, index) for number, (stream, index) in packed.items()}
    start = len(content)
    table = b"".join(struct.pack(">BIB", *rows.get(number, (0, 0, 0))) for number in range(max(rows) + 1))
    head = b"99 0 obj<</Type/XRef/Root 1 0 R/W[1 4 1]/Size %d/Length %d>>stream\n" % (
        max(rows) + 1,
        len(table),
    )
    return content + head + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start


def pdf_of_pages(said: int) -> bytes:
    """Return a PDF that says it has ``said`` pages."""
    return pdf().replace(b"/Count 1", b"/Count %d" % said)


def pdf_in_circles() -> bytes:
    """Return a PDF whose page tree contains itself."""
    return _with_cross_references(
        [
            b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n",
        ],
        {},
    )


def deep_pdf() -> bytes:
    """Return a PDF with an array 50 000 arrays deep."""
    deep = b"[" * 50_000 + b"]" * 50_000
    return _with_cross_references(
        [
            b"1 0 obj<</Type/Catalog/Pages 2 0 R/Deep " + deep + b">>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
        ],
        {},
    )


def pdf_with_file() -> bytes:
    """Return a PDF that carries a file."""
    return laden_pdf(lambda writer: writer.add_attachment("附件.exe", b"MZ") and None)


# --- archives ---


def archive(parts: dict[str, bytes] | None = None) -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (parts or {"a.txt": b"x"}).items():
            made.writestr(name, content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SKELETON = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def overlapping() -> bytes:
    """Return a workbook of which 200 parts share the same packed bytes: 60 KB that unpack to 2 GB."""
    body = zlib.compress(bytes(10_000_000), 9)[2:-4]
    crc = zlib.crc32(bytes(10_000_000))
    content = archive(SKELETON)
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", content[end + 16 : end + 20])[0]
    files, directory = content[:start], content[start:end]
    name = SHEET.encode()
    place = len(files)
    sizes = struct.pack("<III", crc, len(body), 10_000_000)
    files += b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes
    files += struct.pack("<HH", len(name), 0) + name + body
    for number in range(200):
        other = f"xl/worksheets/sheet{number:03}.xml".encode() if number else name
        directory += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
        directory += struct.pack("<HHHHHII", len(other), 0, 0, 0, 0, 0, place) + other
    tail = struct.pack("<HHHHIIH", 0, 0, 202, 202, len(directory), len(files), 0)
    return files + directory + b"PK\x05\x06" + tail


def echoing() -> bytes:
    """Return a workbook whose one long text stands in 10 000 cells: 300 MB once it is read."""
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 10_001))
    text = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    return archive(
        SKELETON
        | {
            "xl/sharedStrings.xml": text,
            SHEET: b"<worksheet><sheetData>" + cells + b"</sheetData></worksheet>",
        }
    )
