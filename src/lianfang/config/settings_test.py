"""Settings of the test run: throw-away home, fixed keys, cheap password hashing."""

import os
import tempfile

os.environ.setdefault("LIANFANG_HOME", tempfile.mkdtemp(prefix="lianfang-test-"))
os.environ.setdefault("LIANFANG_SECOND_FACTOR", "1")

from lianfang.config.settings import *  # noqa: F403
from lianfang.config.settings import DATABASES, MIDDLEWARE

SECRET_KEY = "only-for-tests"  # noqa: S105
LIANFANG_FIELD_KEY = b"only-for-tests-too"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{os.environ['LIANFANG_HOME']}/files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests ask for no files; unbuilt ones would be looked for on disk at every request.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"].pop("init_command", None)
