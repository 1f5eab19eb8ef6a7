"""What becomes of a file that somebody shares, by what is in it."""

import io
import socket
import threading
from contextlib import contextmanager

import pytest
from PIL import Image
from PIL.ExifTags import IFD

from sessions.resources import checking
from sessions.resources.unsafe import Unsafe
from tests.sessions import uploads
from tests.sessions.uploads import EICAR, REFUSED, TAKEN

CORPUS = uploads.corpus()


def fate(name, data):
    """What became of a file, and the name it has now."""
    try:
        return TAKEN, checking.check(name, data).name
    except Unsafe:
        return REFUSED, ""


def test_the_corpus_is_large_and_no_two_files_are_called_the_same():
    assert len({one.label for one in CORPUS}) == len(CORPUS) >= 60


@pytest.mark.parametrize("one", CORPUS, ids=str)
def test_each_file_has_its_fate(one):
    assert fate(one.name, one.data) == (one.fate, one.kept_as)


def test_a_photograph_keeps_nothing_of_where_it_was_taken():
    sent = uploads.photographed()
    kept = checking.check("p.jpg", sent).data

    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(kept)) as after:
        assert (before.size, bool(before.getexif().get_ifd(IFD.GPSInfo))) == ((40, 30), True)
        assert (after.size, dict(after.getexif()), after.info.keys() & {"exif", "comment"}) == (
            (30, 40), {}, set(),
        )  # fmt: skip


def test_a_picture_that_is_something_else_too_is_only_a_picture_afterwards():
    both = next(one.data for one in CORPUS if one.label == "a picture that is an archive too")

    assert b"PK" in both
    assert b"PK\x03\x04" not in checking.check("p.png", both).data


def test_what_is_not_redrawn_is_kept_as_it_came():
    checked = checking.check("Plan.pdf", uploads.pdf())

    assert checked.data == uploads.pdf()
    assert len(checked.digest) == 64


@contextmanager
def scanner(tmp_path, answer):
    """Somebody who reads what is sent, like clamd, and gives this answer."""
    path, heard = str(tmp_path / "clamd"), []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def listen():
        line, _where = listener.accept()
        with line:
            said = b""
            while not said.endswith(b"\0\0\0\0"):
                said += line.recv(65536)
            heard.append(said)
            line.sendall(answer(said))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield path, heard
    thread.join(5)
    listener.close()


def like_clamd(said):
    return b"stream: Eicar-Signature FOUND\0" if EICAR in said else b"stream: OK\0"


def test_without_a_scanner_only_what_a_file_is_counts():
    assert fate("note.txt", EICAR) == (TAKEN, "note.txt")


@pytest.mark.parametrize(
    ("data", "expected"),
    [(EICAR, (REFUSED, "")), (uploads.PLAIN, (TAKEN, "note.txt"))],
    ids=["a virus", "plain text"],
)
def test_a_scanner_has_its_say(settings, tmp_path, data, expected):
    with scanner(tmp_path, like_clamd) as (path, heard):
        settings.CLAMD = path

        assert fate("note.txt", data) == expected
    assert heard[0].startswith(b"zINSTREAM\0")
    assert data in heard[0]


@pytest.mark.parametrize("where", ["nobody listens", "garbled", "nonsense"])
def test_a_scanner_that_gives_no_answer_lets_nothing_in(settings, tmp_path, where):
    if where == "garbled":
        with scanner(tmp_path, lambda said: b"INSTREAM size limit exceeded. ERROR\0") as (path, _h):
            settings.CLAMD = path
            assert fate("note.txt", uploads.PLAIN) == (REFUSED, "")
        return
    settings.CLAMD = str(tmp_path / "nobody") if where == "nobody listens" else "no-socket"

    assert fate("note.txt", uploads.PLAIN) == (REFUSED, "")
