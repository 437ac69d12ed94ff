"""Settings of a measured run: as in production, but static files need not be collected first."""

from lianfang.config.settings import *  # noqa: F403
from lianfang.config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LIANFANG_REQUIRE_SECOND_FACTOR = False
