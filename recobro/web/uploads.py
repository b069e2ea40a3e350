"""Files that people send: to a temporary file of their own, never executed, and never larger than the limit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps nothing more of a file that is too large, as soon as it is; the request then says so (`is_too_large`)."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.request.is_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        return None
