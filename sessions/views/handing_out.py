"""How a shared file leaves: to be saved, never shown, under a type of our own choosing."""

from django.http import FileResponse, Http404, HttpResponse

from sessions.models import FileKind, Resource
from sessions.resources import files

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    FileKind.PPTX: f"{OFFICE}.presentationml.presentation",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.WEBP: "image/webp",
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
}


def hand_out(resource: Resource) -> HttpResponse:
    """The file of a resource that its door has admitted somebody to.

    :raises Http404: it is a link, or its file is not there.
    """
    if not resource.is_file:
        raise Http404
    try:
        opened = files.where(resource.stored).open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(
        opened,
        as_attachment=True,
        filename=resource.file_name,
        content_type=TYPES[FileKind(resource.file_kind)],
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # it streams
