"""What the tests of this room share: the mail server of a live company."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.smtp import SmtpServer


@pytest.fixture
def server(smtp_server: SmtpServer, settings: Settings) -> SmtpServer:
    """The server, with the settings pointing at it."""
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    return smtp_server
