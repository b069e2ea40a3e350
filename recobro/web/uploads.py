"""Files that people send: to a temporary file of their own, never executed, and together never larger than the limit.

Django reads a form before a page can ask who sent it; so this asks: nothing is kept of what comes from somebody who did not sign in.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps nothing more of files that are too large, as soon as they are; the request then says so (`is_too_large`)."""

    announced = 0  # bytes of the whole request, as its head says
    received = 0  # bytes of all its files until now

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # fmt: skip
        self.announced = content_length  # (what is raised here is caught by nobody)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise StopUpload(connection_reset=False)
        if self.announced > settings.UPLOAD_MAX_BYTES:
            self._is_too_large()
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            self._is_too_large()
        super().receive_data_chunk(raw_data, start)

    def _is_too_large(self) -> None:
        self.request.is_too_large = True  # type: ignore[union-attr]
        raise StopUpload(connection_reset=False)
