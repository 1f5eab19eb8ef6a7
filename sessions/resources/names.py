"""What a file is called here: nothing that leads elsewhere, hides an ending or turns around."""

import re
import unicodedata

LONGEST = 80
# Signs no system wants in a name, and dots, which could pretend another ending.
UNWANTED = re.compile(r'[<>:"|?*.%;,&$`\'\s]+')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
WITH_MACROS = {
    "docm": "docx",
    "dotm": "docx",
    "doc": "docx",
    "xlsm": "xlsx",
    "xltm": "xlsx",
    "xlsb": "xlsx",
    "xls": "xlsx",
    "pptm": "pptx",
    "potm": "pptx",
    "ppsm": "pptx",
    "ppt": "pptx",
}


def ending(name: str) -> str:
    """What stands behind the last dot, in small letters; empty where there is no dot."""
    last = _last(name)
    return last.rpartition(".")[2].strip().lower() if "." in last else ""


def tidy(name: str, kind: str) -> str:
    """The name to keep: its own words, and the ending of what it is."""
    stem = _last(name).rpartition(".")[0]
    words = UNWANTED.sub(" ", stem).strip(" -_")[:LONGEST].strip(" -_")
    if not words:
        words = "file"
    if RESERVED.fullmatch(words):
        words = f"{words} file"
    return f"{words}.{kind}"


def _last(name: str) -> str:
    """The part behind the last slash of either kind, without signs that aren't seen."""
    flat = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in flat if unicodedata.category(sign)[0] != "C")
