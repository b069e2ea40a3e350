"""Django's settings, read from the environment. Importing them starts nothing and writes nothing.

RECOBRO_HOME          the folder of this installation (see kernel/home.py)
RECOBRO_DATABASE_URL  postgresql://user:password@host:port/name, also with ?host=/socket/folder&sslmode=...;
                      without it, the embedded database of the home, which `cli/setup.py` starts
RECOBRO_SECRET_KEY    without it, a key that is made once and kept in the home
RECOBRO_SMTP_HOST, _PORT, _USER, _PASSWORD, _TLS (none, starttls or tls)
                      the server that takes outgoing e-mail; without them 127.0.0.1, port 25, no login, no TLS
RECOBRO_WEB_HOSTS     the names under which the pages are served, separated by commas (default: this machine only)
RECOBRO_WEB_PROXY     yes behind a proxy that speaks HTTPS and sets X-Forwarded-Proto: cookies then travel by HTTPS only
RECOBRO_WEB_ADDRESS   where people find the pages, such as https://recobro.example.com, for links in e-mails (default: the first name
                      of RECOBRO_WEB_HOSTS by HTTPS behind a proxy; else no links)
RECOBRO_DEBUG         yes or no
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.functional import SimpleLazyObject
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from recobro.kernel import postgres
from recobro.kernel.environment import kept_secret, number, text, yes_or_no
from recobro.kernel.home import home
from recobro.kernel.problems import Refused, refuse

PACKAGE = Path(__file__).resolve().parent

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "recobro.access",
    "recobro.ledger",
    "recobro.casework",
    "recobro.bank",
    "recobro.policy",
    "recobro.evaluation",
    "recobro.outbox",
    "recobro.connectors",
    "recobro.insight",
    "recobro.web",
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

# The pages. What is said here is for the web alone; the command line never reads it.
ROOT_URLCONF = "recobro.web.urls"
WSGI_APPLICATION = "recobro.web.wsgi.application"
IS_BEHIND_PROXY = yes_or_no("RECOBRO_WEB_PROXY", default=False)
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *(name.strip() for name in text("RECOBRO_WEB_HOSTS").split(",") if name.strip()),
]
WEB_ADDRESS = text("RECOBRO_WEB_ADDRESS").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[3]}" if IS_BEHIND_PROXY and len(ALLOWED_HOSTS) > 3 else ""
)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "recobro.web.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "recobro.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "recobro.web.templatetags.say"],
        },
    }
]
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "recobro.web.assets.HashedByContent"},
}
WHITENOISE_USE_FINDERS = True  # served from where the packages were installed: nothing has to be collected
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # their addresses change with their content

# Signing in: passwords, throttled; a second factor or a passkey for those who set one up.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "recobro.web.account.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator adds people; nobody signs up
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = (
    1 if IS_BEHIND_PROXY else 0
)  # else all people behind it would share one throttle
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Recobro"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_throttle"}
}  # what throttles signing in is shared by all processes

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_PROXY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_BEHIND_PROXY else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS[3:]]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["recobro.web.uploads.LimitedUploadHandler"]
UPLOAD_MAX_BYTES = 500 * 1024 * 1024
WORKS_BESIDE = True  # long work gets a process of its own; tests let the request do it
