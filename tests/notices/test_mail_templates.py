"""What every mail of every app must keep to."""

import re
from pathlib import Path

import pytest

MAIL = Path(__file__).parents[2] / "templates" / "mail"
FRAMES = {"base", "button"}
NAMES = sorted({path.stem for path in MAIL.iterdir()} - FRAMES)
FROM_ELSEWHERE = re.compile(r"<(img|script|link|iframe|object|video|audio)\b|url\(|@import", re.I)


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_has_text_and_html_in_our_frame(name):
    for ending in ("txt", "html"):
        source = (MAIL / f"{name}.{ending}").read_text()
        assert f'{{% extends "mail/base.{ending}" %}}' in source


@pytest.mark.parametrize("path", sorted(MAIL.glob("*.html")), ids=lambda path: path.stem)
def test_no_mail_loads_anything(path):
    assert FROM_ELSEWHERE.findall(path.read_text()) == []
