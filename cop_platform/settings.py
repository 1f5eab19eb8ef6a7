"""The one settings file. Everything a deployment decides comes from the environment.

`docs/operator.md` lists the variables; system checks in `cop_platform/checks.py` say what is
missing and how to fix it. Importing this module starts nothing.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from cop_platform.desk_look import UNFOLD as UNFOLD
from cop_platform.logs import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where we are. LOCAL is the local mode of `make run`; DEMO fills it with people who do not exist.
DEBUG = env.bool("DEBUG", default=False)
LOCAL = env.bool("LOCAL", default=False)
DEMO = env.bool("DEMO", default=False)
PORT = env.int("PORT", default=8000)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
SECURE = SITE_URL.startswith("https://")

# Empty until the environment names it: `checks.py` refuses an empty or short key.
SECRET_KEY = env.str("SECRET_KEY", default="local-only" * 6 if LOCAL else "unset")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if not SECURE else []
)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []

# The house's own words: a deployment's name, sender, support lines and way out.
SITE_NAME = env.str("SITE_NAME", default="Coalesce")
SITE_CONTACT = env.str("SITE_CONTACT", default="hello@example.org")
EXIT_URL = env.str("EXIT_URL", default="https://www.bom.gov.au/")
SUPPORT_LINES: list[tuple[str, str, str]] = [
    (name, number, note)
    for name, number, note in (
        ([*line.split("|"), "", ""])[:3]
        for line in env.list(
            "SUPPORT_LINES",
            default=[
                "Emergency|000|",
                "1800RESPECT|1800 737 732|text 0458 737 732",
            ],
        )
    )
]
# The pretend meeting room of the demo answers here.
MEETING_ROOM_URL = env.str("MEETING_ROOM_URL", default=f"http://localhost:{PORT + 1}")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "cop_platform.desk_config.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "bootstrap",
    "audit",
    "accounts",
    "notices",
    "programs",
    "sessions.apps.SessionsConfig",
    "intakes",
    "cop_platform.apps.PlatformConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sessions.middleware.polls",
    "cop_platform.middleware.request_log",
    "csp.middleware.CSPMiddleware",
    "cop_platform.middleware.desk_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.level_answers",
    "accounts.middleware.sessions_end",
    "accounts.middleware.network",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cop_platform.middleware.person",
    "accounts.middleware.closed_doors",
    "accounts.middleware.second_factor",
    "cop_platform.demo.middleware.seen",
]

ROOT_URLCONF = "cop_platform.urls"
WSGI_APPLICATION = "cop_platform.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cop_platform.pages.ring_tags",
                "cop_platform.pages.tags",
                "cop_platform.pages.acts",
                "cop_platform.pages.keeping",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cop_platform.pages.context.site",
                "cop_platform.demo.context.demo",
            ],
        },
    },
]

# One engine. `manage.py`, `make run` and the tests start the embedded server and name it here.
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "/no-database-named-set-DATABASE_URL",
        "NAME": "coalesce",
    }
}
DATABASES["default"] |= {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {"connect_timeout": 5}
# Off where a pooler hands out another connection for each transaction (accounts/prepared.py).
PREPARE_STATEMENTS = env.bool("PREPARE_STATEMENTS", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How long a visitor's public page is answered from memory (programs/views/keeping.py).
KEEP_PAGES_S = env.int("KEEP_PAGES_S", default=10)

# Limits must hold over all workers and without Redis, so the cache is a table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Beyond this the oldest go; few would mean that a flood pushes out the limits themselves.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# ---------------------------------------------------------------- people and doors
AUTH_USER_MODEL = "accounts.User"
# One backend: two would check, and so let guess, each password twice.
AUTHENTICATION_BACKENDS = ["accounts.remembered.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:next"
LOGOUT_REDIRECT_URL = "pages:home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; without a password here allauth's page for signing in would not take one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
# Six digits, as in `accounts/proofs.py`: few enough to type, and too many for the tries allowed.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key,30/d/key",
}
# Entrances answer a visitor no sooner than this, known address or not.
ENTRANCE_FLOOR_S = 0.3
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False
USERSESSIONS_ADAPTER = "accounts.adapter.SessionsAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

SESSION_ENGINE = "accounts.remembered"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Never in a cookie of their own: words for one person stay on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "cop_platform.pages.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
if SECURE:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Above this a file is stopped while it comes in; each page has its own limit below.
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=12)
FILE_UPLOAD_HANDLERS = [
    "cop_platform.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Nothing from elsewhere, nothing inline. The desk's exception stands in `middleware.desk_policy`.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# unfold's Alpine evaluates its attributes, and its theme writes colours into the page.
DESK_PATH = "desk/"
DESK_POLICY_UPDATE = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}

# ---------------------------------------------------------------- words, zones
LANGUAGE_CODE = "en-au"
LANGUAGES = [("en-au", _("English"))] + [
    (code, code) for code in env.list("EXTRA_LANGUAGES", default=[])
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Australia/Melbourne")

# ---------------------------------------------------------------- files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# No web server serves this folder: files leave it through a view that checks each time.
MEDIA_ROOT = VAR_DIR / "media"
# What members may share (sessions/resources/checking.py): each file, and all of one person's.
RESOURCE_MAX_MB = env.int("RESOURCE_MAX_MB", default=10)
RESOURCE_QUOTA_MB = env.int("RESOURCE_QUOTA_MB", default=200)
# The socket of a virus scanner (clamd): a path, or host:port. Named but silent, no file is taken.
CLAMD = env.str("CLAMD", default="")
# What a file of people may be (intakes/imports.py).
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", default=5)
IMPORT_MAX_UNPACKED_MB = env.int("IMPORT_MAX_UNPACKED_MB", default=50)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=20_000)
WHITENOISE_MANIFEST_STRICT = not LOCAL

# ---------------------------------------------------------------- mail
# In local mode each mail becomes a file that the page /mail/ shows. EMAIL_URL names a server.
EMAIL_URL = env.str("EMAIL_URL", default="")
LOCAL_MAIL = LOCAL and not EMAIL_URL
MAIL_DIR = VAR_DIR / "mail"
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
EMAIL_BACKEND = "notices.mailroom.EmailBackend" if LOCAL_MAIL else "notices.smtp.EmailBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <no-reply@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
READY_TOKEN = env.str("READY_TOKEN", default="")
OUTBOX_ENABLED = env.bool("OUTBOX_ENABLED", default=True)
# How long a worker may hold what it claimed: longer than a batch of ten timeouts.
OUTBOX_LEASE_S = env.int("OUTBOX_LEASE_S", default=240)
# The same for a job's step (notices/shifts.py), which takes about a second.
JOB_LEASE_S = env.int("JOB_LEASE_S", default=120)
# Words no subject may hold; the tests fill it.
SUBJECT_REFUSES: list[str] = env.list("SUBJECT_REFUSES", default=[])

# ---------------------------------------------------------------- the alarm clock
CELERY_BROKER_URL = env.str("REDIS_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"
DRAIN_EVERY_S = 3
PLAN_EVERY_S = 60
WATCHDOG_SILENT_S = env.int("WATCHDOG_SILENT_S", default=180)

# ---------------------------------------------------------------- the look
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
