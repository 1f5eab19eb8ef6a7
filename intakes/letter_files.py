"""A letter on paper: as PDF, and as a Word document that a coordinator can go on with."""

from io import BytesIO

from intakes import letters
from intakes.models import Letter
from programs import pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF."""
    found = letters.sheet(letter)
    return pdf.render(
        "letter",
        {
            "title": letter.organisation,
            "sender": found.sender,
            "day": found.day,
            "to": found.to,
            "words": found.words,
            "footer": found.sender,
        },
    )


def as_docx(letter: Letter) -> bytes:
    """The letter as a Word document."""
    # Imported here: few requests write a document, and lxml weighs.
    from docx import Document  # noqa: PLC0415 -- heavy: lxml
    from docx.shared import Pt  # noqa: PLC0415 -- heavy: the same

    found = letters.sheet(letter)
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(11)
    about = document.core_properties
    about.title = pdf.clean(letter.organisation)
    about.author = about.last_modified_by = pdf.clean(found.sender)
    about.comments, about.language = "", pdf.language()
    about.created = about.modified = letter.changed_at.replace(tzinfo=None)
    document.add_paragraph().add_run(_line(found.sender)).bold = True
    document.add_paragraph(_line(found.day))
    document.add_paragraph("\n".join(_line(line) for line in found.to))
    for paragraph in found.paragraphs:
        document.add_paragraph(_text(paragraph))
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _text(words: str) -> str:
    """What an XML document can hold."""
    return "".join(c for c in pdf.clean(words) if c not in "\ufffe\uffff")


def _line(words: str) -> str:
    return _text(words).replace("\n", " ")
