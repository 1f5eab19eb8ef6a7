"""Files from anybody: read for what they are, counted while they are read, refused in words."""

import zlib

import pytest

from intakes.importing import files
from intakes.importing.files import Unreadable
from tests.intakes import sheets
from tests.intakes.sheets import csv_of, one_row, sheet_xml, with_part, xlsx_of

SHEET = "xl/worksheets/sheet1.xml"


def rows(data):
    sheet = files.read(data)
    return sheet.header, list(sheet.rows)


def refused(data):
    with pytest.raises(Unreadable) as refusal:
        rows(data)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "UTF-16-BE"),
        ("cp1252", "CP1252"),
    ],
)
@pytest.mark.parametrize(("sign", "words"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_letters_and_separators_are_guessed_and_said(encoding, said, sign, words):
    data = csv_of([["Zoë", "a, b; c"]], header=["Name", "What"], encoding=encoding, separator=sign)

    assert files.read(data).read_as == f"CSV, letters in {said}, {words} between"
    assert rows(data) == (["Name", "What"], [(2, ["Zoë", "a, b; c"])])


def test_a_workbook_gives_the_same_rows():
    assert rows(xlsx_of([["Zoë", "a, b; c"]], header=["Name", "What"])) == (
        ["Name", "What"],
        [(2, ["Zoë", "a, b; c"])],
    )


def test_cells_read_as_they_would_be_typed():
    import datetime as dt

    data = xlsx_of(
        [[3.0, 2.5, True, None, dt.datetime(2024, 7, 30), dt.datetime(2024, 7, 30, 9, 5)]],
        header=list("abcdef"),
    )

    assert rows(data)[1] == [(2, ["3", "2.5", "yes", "", "2024-07-30", "2024-07-30 09:05"])]


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_a_formula_is_its_own_text(make):
    formula = '=HYPERLINK("https://example.org","x")'

    assert rows(make([[formula, "b"]], header=["a", "b"]))[1] == [(2, [formula, "b"])]


def test_a_line_that_names_its_separator_is_no_row():
    assert rows(b"sep=;\r\na;b\r\n1;2\r\n") == (["a", "b"], [(2, ["1", "2"])])


def test_empty_rows_keep_their_numbers():
    assert rows(b"a,b\n,\n\n1,2\n")[1] == [(4, ["1", "2"])]


def test_what_cannot_be_seen_is_left_out():
    data = csv_of([["a\0b\u202ec\u200bd\x07", " x\xa0y "]], header=["a", "b"])

    assert rows(data)[1] == [(2, ["abcd", "x y"])]


def test_names_lose_their_paths_and_tricks():
    assert files.plain_name("..\\..\\etc/pass\u202ewd.csv") == "passwd.csv"
    assert files.plain_name("\0\r\n") == "a file"
    assert len(files.plain_name("x" * 500)) == 100


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty."),
        (b"\n\n,,\n", "This file has no rows."),
        (b"%PDF-1.7 ...", "This is neither a CSV file nor an Excel workbook (.xlsx)."),
        (b"<html><table>", "This is neither a CSV file nor an Excel workbook (.xlsx)."),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "This is neither a CSV file nor an Excel workbook (.xlsx).",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is an old Excel file, or one with a password. Please save it as .xlsx or CSV.",
        ),
        (b"PK\x03\x04 and then nothing", files._broken()),
        (
            b"a,\x81\x8d\x8f\n",
            "The letters of this file cannot be read. Please save it as CSV (UTF-8).",
        ),
        (
            b'a,b\n1,"' + b"x" * 140_000,
            "Row 2 holds a cell that never ends. Is a quotation mark left open?",
        ),
    ],
)
def test_what_is_no_table_is_refused_in_words(data, words):
    assert refused(data) == words


def test_the_size_is_limited_and_said(settings):
    settings.IMPORT_MAX_MB = 1

    assert refused(b"a" * 1_048_577) == "This file is larger than 1 MB. Please split it."


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_the_rows_are_limited_and_said(settings, make):
    settings.IMPORT_MAX_ROWS = 5

    assert len(rows(make([["x"]] * 5, header=["a"]))[1]) == 5
    assert refused(make([["x"]] * 6, header=["a"])) == (
        "This file has more than 5 rows. Please split it."
    )


def test_a_zip_bomb_goes_no_further_than_the_limit(settings):
    settings.IMPORT_MAX_UNPACKED_MB = 2
    bomb = with_part(xlsx_of([["x"]]), "xl/media/bomb", b"0" * 60_000_000)

    assert len(bomb) < 100_000
    assert refused(bomb) == "Unpacked, this file is larger than 2 MB. Please split it."


def test_a_part_that_lies_about_its_size_is_counted_all_the_same(settings):
    settings.IMPORT_MAX_UNPACKED_MB = 2
    bomb = bytearray(with_part(xlsx_of([["x"]]), "xl/media/bomb", b"0" * 60_000_000))
    true, lie = (60_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    small = bytes(bomb).replace(true, lie)

    assert refused(small) in {
        "Unpacked, this file is larger than 2 MB. Please split it.",
        files._broken(),
    }


def test_a_million_rows_go_no_further_than_the_limit():
    many = "".join(one_row(number) for number in range(1, 60_000))

    assert refused(with_part(xlsx_of([]), SHEET, sheet_xml(many))) == (
        "This file has more than 20000 rows. Please split it."
    )


def test_a_row_far_below_the_rest_is_refused_without_counting_to_it():
    far = one_row(1) + one_row(2) + one_row(1_048_576)

    assert refused(with_part(xlsx_of([]), SHEET, sheet_xml(far))) == (
        "This sheet goes beyond row 200000. Please delete what stands there."
    )


def test_a_cell_far_to_the_right_is_left_out():
    wide = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="XFD1"><v>9</v></c></row>'
    header, _rows = rows(with_part(xlsx_of([]), SHEET, sheet_xml(wide + one_row(2))))

    assert header == ["a"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused(doctype, part):
    hostile = with_part(xlsx_of([["x"]]), part, sheet_xml(one_row(1, "&a;"), doctype=doctype))

    assert refused(hostile) == files._broken()


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
@pytest.mark.parametrize("content", [b"", b"<", b"\0" * 50, zlib.compress(b"x")])
def test_a_damaged_workbook_is_refused_in_words(part, content):
    assert refused(with_part(xlsx_of([["x"]]), part, content)) == files._broken()


def test_a_zip_that_is_no_workbook_is_refused():
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "x")

    assert refused(out.getvalue()) == files._wrong_kind()


def test_a_workbook_cut_short_is_refused():
    data = xlsx_of([sheets.person(n, "x") for n in range(50)])

    assert {refused(data[: len(data) * part // 4]) for part in (1, 2, 3)} == {files._broken()}
