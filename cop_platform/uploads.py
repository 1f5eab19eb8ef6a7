"""No request brings a file larger than any page takes: it is stopped while it comes in."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MEGA = 1024 * 1024


class Limited(FileUploadHandler):
    """Stands before Django's own handlers; what is too large reaches neither memory nor disk.

    The view finds no file then, and `request.META["UPLOAD_TOO_LARGE"]`.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > settings.UPLOAD_MAX_MB * MEGA:
            if self.request is not None:
                self.request.META["UPLOAD_TOO_LARGE"] = "1"
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has it."""
