"""Files as people send them, and as nobody should: each with what is to become of it."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

TAKEN, REFUSED = "taken", "refused"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
BASE = '<?xml version="1.0" encoding="UTF-8"?>'
CONTENT_TYPES = (
    f'{BASE}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>%s</Types>'
)
RELS = (
    f'{BASE}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "%s</Relationships>"
)
OUTSIDE = '<Relationship Id="r1" Type="x/%s" Target="https://example.org/x" TargetMode="External"/>'
ROOTS = {
    "docx": ("word/document.xml", "document"),
    "xlsx": ("xl/workbook.xml", "workbook"),
    "pptx": ("ppt/presentation.xml", "presentation"),
}


@dataclass(frozen=True)
class Sent:
    """One file, what it is called by whoever sends it, its fate, and the name it then has."""

    label: str
    name: str
    data: bytes
    fate: str = REFUSED
    kept_as: str = ""

    def __str__(self) -> str:
        return self.label


def office(
    kind: str = "docx", *, rels: str = "", types: str = "", first: str = "", **parts: bytes
) -> bytes:
    """A document, sheet or slides with these parts besides."""
    part, root = ROOTS[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", CONTENT_TYPES % types)
        packed.writestr("_rels/.rels", RELS % rels)
        packed.writestr(
            part, first or f'{BASE}<w:{root} xmlns:w="urn:x"><w:p>Hello</w:p></w:{root}>'
        )
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "#7a5").save(out, kind, **how)
    return out.getvalue()


def photographed() -> bytes:
    """A JPEG that says where, when and with what it was taken, lying on its side."""
    exif = Image.Exif()
    exif[Base.Make] = "A camera"
    exif[Base.Orientation] = 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (37.0, 48.0, 49.0)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "S"
    return picture("JPEG", exif=exif.tobytes(), comment=b"at home")


def huge(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and is a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack("!I", zlib.crc32(kind + data))
        return struct.pack("!I", len(data)) + kind + data + crc

    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    dots = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dots) + chunk(b"IEND", b"")


def pdf(extra: str = "", *, catalog: str = "", pages: int = 1, tail: bytes = b"") -> bytes:
    """A PDF with so many empty pages; `catalog` stands in its first object, `extra` is the 4th."""
    kids = " ".join(["3 0 R"] * min(pages, 1))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        extra or "<< /Producer (by hand) >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    start = len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out + tail


def bomb(of: str = "docx") -> bytes:
    """A document that unpacks to far more than it weighs."""
    return office(of, **{"word/media/zeros.bin": b"\0" * (61 * 1024 * 1024)})


def named_like(number: int) -> bytes:
    """An archive whose part has a name that leads elsewhere."""
    names = ("../../etc/passwd", "/etc/passwd", "..\\..\\windows\\x.ini", "c:/x.ini")
    return office(**{names[number]: b"x"})


def twice() -> bytes:
    """An archive with two parts of one name: readers disagree about which counts."""
    out = io.BytesIO(office())
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("word/document.xml", b"<other/>")
    return out.getvalue()


MEGA = 1024 * 1024
LOGO = picture()
PLAIN = b"What helped us: pairs first, the whole room after.\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
RLO = "\u202e"


def corpus() -> list[Sent]:
    """Every file, with its fate."""
    return [*ordinary(), *named(), *lying(), *pictures(), *documents(), *packed(), *texts()]


def ordinary() -> list[Sent]:
    return [
        Sent("a PDF", "Plan.pdf", pdf(), TAKEN, "Plan.pdf"),
        Sent("a document", "Plan.docx", office(), TAKEN, "Plan.docx"),
        Sent("a sheet", "Plan.xlsx", office("xlsx"), TAKEN, "Plan.xlsx"),
        Sent("slides", "Plan.pptx", office("pptx"), TAKEN, "Plan.pptx"),
        Sent("a PNG", "Ring.png", LOGO, TAKEN, "Ring.png"),
        Sent("a JPEG", "Ring.JPEG", picture("JPEG"), TAKEN, "Ring.jpg"),
        Sent("a WebP", "Ring.webp", picture("WEBP"), TAKEN, "Ring.webp"),
        Sent("plain text", "Notes.txt", PLAIN, TAKEN, "Notes.txt"),
        Sent("text with a mark in front", "n.txt", b"\xef\xbb\xbf" + PLAIN, TAKEN, "n.txt"),
        Sent("a table", "t.csv", b"name,change\nA,-5\nB,+61 3 5550\n", TAKEN, "t.csv"),
        Sent(
            "a document with a link", "l.docx", office(rels=OUTSIDE % "hyperlink"), TAKEN, "l.docx"
        ),
    ]


def named() -> list[Sent]:
    return [
        Sent("a way up", "../../../etc/cron.d/x.pdf", pdf(), TAKEN, "x.pdf"),
        Sent("a way up, backwards", "..\\..\\x.pdf", pdf(), TAKEN, "x.pdf"),
        Sent("two endings, the last one fine", "bill.exe.pdf", pdf(), TAKEN, "bill exe.pdf"),
        Sent("two endings, the last one not", "bill.pdf.exe", pdf()),
        Sent("an ending turned around", f"gpj{RLO}fdp.pdf", pdf(), TAKEN, "gpjfdp.pdf"),
        Sent("an ending hidden by turning", f"annex{RLO}txt.exe", PLAIN),
        Sent("a name of the system", "CON.pdf", pdf(), TAKEN, "CON file.pdf"),
        Sent("no name", ".pdf", pdf(), TAKEN, "file.pdf"),
        Sent("signs that aren't seen", "a\u200bb\x00\r\n\tc.pdf", pdf(), TAKEN, "abc.pdf"),
        Sent("no ending", "pdf", pdf()),
        Sent("spaces behind the ending", "bill.exe ", PLAIN),
        Sent("a stream of its own", "a.pdf::$DATA", pdf()),
        Sent("a very long name", "x" * 3000 + ".pdf", pdf(), TAKEN, "x" * 80 + ".pdf"),
    ]


def lying() -> list[Sent]:
    return [
        Sent("a program called PDF", "x.pdf", b"MZ" + b"\0" * 200),
        Sent("a picture called PDF", "x.pdf", LOGO),
        Sent("a web page called text", "x.txt", HTML),
        Sent("a web page called PNG", "x.png", HTML),
        Sent("a web page", "x.html", HTML),
        Sent("a drawing with a script", "x.svg", SVG),
        Sent("such a drawing called text", "x.txt", b"\n " + SVG),
        Sent("a sheet called document", "x.docx", office("xlsx")),
        Sent("an archive called document", "x.docx", _zip({"hello.txt": b"x"})),
        Sent("an archive", "x.zip", _zip({"hello.txt": b"x"})),
        Sent("a PNG called JPEG", "x.jpg", LOGO),
        Sent("a sound called WebP", "x.webp", b"RIFF\x24\0\0\0WAVEfmt "),
        Sent("a film", "x.mp4", b"\0\0\0\x18ftypmp42"),
        Sent("a script", "x.js", b"alert(1)"),
        Sent("nothing in it", "x.txt", b""),
        Sent("only spaces", "x.txt", b" \n\n "),
    ]


def pictures() -> list[Sent]:
    both = LOGO + _zip({"x.js": b"alert(1)"})
    return [
        Sent("a photograph with its place", "p.jpg", photographed(), TAKEN, "p.jpg"),
        Sent("a picture that is an archive too", "p.png", both, TAKEN, "p.png"),
        Sent("a picture with a page in it", "p.jpg", picture("JPEG", comment=HTML), TAKEN, "p.jpg"),
        Sent("20,000 by 20,000", "p.png", huge(20_000, 20_000)),
        Sent("60,000 by 1", "p.png", huge(60_000, 1)),
        Sent("cut off", "p.png", LOGO[:60]),
        Sent("damaged inside", "p.png", huge(300, 300)[:-40] + b"x" * 40),
    ]


def documents() -> list[Sent]:
    script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    launch = "<< /S /Launch /F (cmd.exe) >>"
    return [
        Sent("a PDF that runs something", "d.pdf", pdf(script, catalog="/OpenAction 4 0 R")),
        Sent("a PDF that starts a program", "d.pdf", pdf(launch, catalog="/OpenAction 4 0 R")),
        Sent("such a PDF, in one object", "d.pdf", pdf(catalog=f"/OpenAction {script}")),
        Sent("a PDF with files", "d.pdf", pdf("<< /Type /Filespec /EF << /F 9 0 R >> >>")),
        Sent("a PDF without pages", "d.pdf", pdf(pages=0)),
        Sent("a PDF cut off", "d.pdf", pdf()[:120]),
        Sent("a PDF with much behind it", "d.pdf", pdf(tail=b"\0" * 2000)),
        Sent("a PDF with something before it", "d.pdf", b"GIF89a" + pdf()),
        Sent("a PDF of one line", "d.pdf", b"%PDF-1.7\n%%EOF"),
    ]


def packed() -> list[Sent]:
    entity = '<!DOCTYPE w:document [<!ENTITY a "aaaa">]><w:document xmlns:w="u">&a;</w:document>'
    macro = '<Override PartName="/x" ContentType="application/vnd.ms-word.macroEnabled.main+xml"/>'
    return [
        Sent("macros", "m.docm", office()),
        Sent("the old format", "m.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        Sent("macros called docx", "m.docx", office(**{"word/vbaProject.bin": b"x"})),
        Sent("macros by their type", "m.docx", office(types=macro)),
        Sent("a file in it", "m.docx", office(**{"word/embeddings/oleObject1.bin": b"x"})),
        Sent("a control in it", "m.xlsx", office("xlsx", **{"xl/activeX/activeX1.bin": b"x"})),
        Sent("a template from elsewhere", "m.docx", office(rels=OUTSIDE % "attachedTemplate")),
        Sent("entities", "m.docx", office(first=entity)),
        Sent("unpacks to 61 MB", "m.docx", bomb()),
        *(Sent(f"a part that leads elsewhere, {n}", "m.docx", named_like(n)) for n in range(4)),
        Sent("two parts of one name", "m.docx", twice()),
        Sent("a damaged archive", "m.docx", office()[:-40]),
        Sent("something before the archive", "m.docx", b"#!/bin/sh\n" + office()),
        Sent("no XML in it", "m.pptx", office("pptx", first="hello")),
    ]


def texts() -> list[Sent]:
    return [
        Sent("another encoding", "t.txt", "caf\xe9".encode("latin-1") * 20),
        Sent("zeros", "t.txt", b"hello\0world"),
        Sent("escapes of a terminal", "t.txt", b"hello \x1b]0;x\x07"),
        Sent("letters turned around", "t.txt", f"hello {RLO}dlrow".encode()),
        Sent("a formula in a table", "t.csv", b"name,x\nA,=cmd|' /C calc'!A0\n"),
        Sent("a formula in quotes", "t.csv", b'name,x\n"@SUM(1)",2\n'),
        Sent("a formula behind a tab", "t.csv", b"name\tx\nA\t+cmd|x\n"),
        Sent("as large as may be", "t.txt", b"x" * (10 * MEGA), TAKEN, "t.txt"),
        Sent("a byte more", "t.txt", b"x" * (10 * MEGA + 1)),
    ]


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()
