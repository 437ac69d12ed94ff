"""Settings. Everything a county may change comes from the environment; see docs/reference/settings.md."""

import os
from pathlib import Path

import dj_database_url

from lianfang.config import home, sqlite

sqlite.use_bundled()

PACKAGE = Path(__file__).resolve().parent.parent
LIANFANG_HOME = home.find_home()
LIANFANG_PACKS = Path(os.environ.get("LIANFANG_PACKS", PACKAGE.parent.parent / "packs"))
# One secret for the fields and the audit chain, kept apart from the one that signs sessions:
# sessions may be invalidated at will, stored data may not.
LIANFANG_FIELD_KEY = home.read_key(LIANFANG_HOME, "fields")
SECRET_KEY = home.read_key(LIANFANG_HOME, "sessions").decode()
DEBUG = os.environ.get("LIANFANG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get(
    "LIANFANG_HOSTS", "*" if DEBUG else "localhost,127.0.0.1,[::1]"
).split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LIANFANG_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "ninja",
    "lianfang.base.kernel",
    "lianfang.base.files",
    "lianfang.base.notices",
    "lianfang.base.search",
    "lianfang.base.jobs",
    "lianfang.base.accounts",
    "lianfang.base.audit",
    "lianfang.county.standards",
    "lianfang.county.orgs",
    "lianfang.county.people",
    "lianfang.county.places",
    "lianfang.county.plans",
    "lianfang.command.surveillance",
    "lianfang.command.emergencies",
    "lianfang.command.measures",
    "lianfang.command.tasks",
    "lianfang.picture.analysis",
    "lianfang.picture.situation",
    "lianfang.picture.review",
    "lianfang.picture.live",
    "lianfang.picture.exercises",
    "lianfang.picture.portal",
    "lianfang.config",
]

MIDDLEWARE = [
    "lianfang.config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "lianfang.config.middleware.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "lianfang.base.accounts.middleware.IdleTimeout",
    "lianfang.base.accounts.middleware.PagesNeedSignIn",
    "lianfang.base.accounts.middleware.SecondFactorAndPassword",
    "lianfang.county.orgs.middleware.ActingAtPost",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lianfang.config.middleware.RefusalPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lianfang.config.urls"
WSGI_APPLICATION = "lianfang.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lianfang.picture.portal.context.page_frame",
            ],
            "builtins": ["lianfang.base.kernel.templatetags.lf", "django.templatetags.static"],
        },
    },
]

_database_url = os.environ.get("LIANFANG_DATABASE_URL", "")
if _database_url:
    DATABASES = {
        "default": dj_database_url.parse(_database_url, conn_max_age=None, conn_health_checks=True)
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(LIANFANG_HOME / "lianfang.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Writers queue at BEGIN instead of failing at the first write.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an acknowledged write survives a power cut.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Length and classes as assessors ask at level 3 of GB/T 22239-2019 8.1.4.1; editable by the county.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "lianfang.base.accounts.passwords.LongEnough"},
    {"NAME": "lianfang.base.accounts.passwords.MixedEnough"},
    {"NAME": "lianfang.base.accounts.passwords.NotTheName"},
    {"NAME": "lianfang.base.accounts.passwords.NotUsedBefore"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "portal:home"
LIANFANG_PASSWORD_DAYS = 90
LIANFANG_IDLE_MINUTES = 30
# 发文代字 of the county command; decisions are numbered 吉突指〔2026〕1号.
LIANFANG_DOCUMENT_PREFIX = os.environ.get("LIANFANG_DOCUMENT_PREFIX", "吉突指")
# Where people open the house, for links in messages that leave it; empty: messages carry no link.
LIANFANG_ADDRESS = os.environ.get("LIANFANG_ADDRESS", "").rstrip("/")
LIANFANG_REQUIRE_SECOND_FACTOR = os.environ.get("LIANFANG_SECOND_FACTOR", "1") == "1"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Knocking at a locked door does not keep it locked: the page names the time it opens.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The audit trail holds who signed in; a second list of names and addresses is not kept.
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "lianfang.base.accounts.views.locked_out"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
OTP_TOTP_ISSUER = "联防"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LIANFANG_HTTPS") == "1"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = LIANFANG_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": LIANFANG_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
LIANFANG_UPLOAD_LIMIT = 20 * 1024 * 1024

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lianfang.config.logs.JsonLines"}},
    "handlers": {
        "nowhere": {"class": "logging.NullHandler"},
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LIANFANG_LOG", "WARNING")},
    "loggers": {
        "lianfang": {"level": os.environ.get("LIANFANG_LOG", "INFO")},
        # Axes names the accounts it watches; its findings are kept in its own tables.
        "axes": {"level": "CRITICAL"},
        # Their lines hold addresses and keys of channels; carriers.py listens for the reason alone.
        "apprise": {"level": "DEBUG", "handlers": ["nowhere"], "propagate": False},
        "urllib3": {"level": "CRITICAL"},
    },
}
