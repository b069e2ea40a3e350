"""Django's settings, read from the environment. Importing them starts nothing and writes nothing.

RECOBRO_HOME          the folder of this installation (see kernel/home.py)
RECOBRO_DATABASE_URL  postgresql://user:password@host:port/name, also with ?host=/socket/folder&sslmode=...;
                      without it, the embedded database of the home, which `cli/setup.py` starts
RECOBRO_SECRET_KEY    without it, a key that is made once and kept in the home
RECOBRO_SMTP_HOST, _PORT, _USER, _PASSWORD, _TLS (none, starttls or tls)
                      the server that takes outgoing e-mail; without them 127.0.0.1, port 25, no login, no TLS
RECOBRO_DEBUG         yes or no
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import SimpleLazyObject
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from recobro.kernel import postgres
from recobro.kernel.environment import kept_secret, number, text, yes_or_no
from recobro.kernel.home import home
from recobro.kernel.problems import Refused, refuse

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "recobro.access",
    "recobro.ledger",
    "recobro.casework",
    "recobro.policy",
    "recobro.evaluation",
    "recobro.outbox",
]
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = yes_or_no("RECOBRO_DEBUG", default=False)

USE_TZ = True
TIME_ZONE = "UTC"  # of the database; each company has its own
LANGUAGE_CODE = "en"
USE_I18N = True


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at a libpq URI. What is odd is not repeated: it may hold a password."""
    try:
        parts = conninfo_to_dict(url) if url.startswith(("postgresql://", "postgres://")) else {}
    except ProgrammingError as error:
        raise _odd_url("this is no address of a database.") from error
    if not parts.get("dbname"):
        raise _odd_url("the address of a database begins with postgresql:// and ends with its name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,  # sslmode, connect_timeout and the like
    }


def _odd_url(reason: str) -> Refused:
    hint = (
        "Write postgresql://user:password@host:port/name, with signs such as @ and / in the password as %40 and %2F,"
        " or unset it for the embedded database."
    )
    return refuse("RECOBRO_DATABASE_URL", reason, hint)


DATABASES = {"default": database(text("RECOBRO_DATABASE_URL") or postgres.uri(home()))}


# Read or made when it is first asked for: most commands never do.
SECRET_KEY = SimpleLazyObject(lambda: kept_secret("RECOBRO_SECRET_KEY", home=home()))

SMTP_HOST = text("RECOBRO_SMTP_HOST", default="127.0.0.1")
SMTP_PORT = number("RECOBRO_SMTP_PORT", default=25, least=1, most=65535)
SMTP_USER = text("RECOBRO_SMTP_USER")
SMTP_PASSWORD = text("RECOBRO_SMTP_PASSWORD")
SMTP_TLS = text("RECOBRO_SMTP_TLS", default="none", among=("none", "starttls", "tls"))
SMTP_TIMEOUT_SECONDS = 30

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = SMTP_HOST
EMAIL_PORT = SMTP_PORT
EMAIL_HOST_USER = SMTP_USER
EMAIL_HOST_PASSWORD = SMTP_PASSWORD
EMAIL_USE_TLS = SMTP_TLS == "starttls"
EMAIL_USE_SSL = SMTP_TLS == "tls"
EMAIL_TIMEOUT = SMTP_TIMEOUT_SECONDS
