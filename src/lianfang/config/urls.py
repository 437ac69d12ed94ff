"""Every address of the house; each room brings its own."""

from django.conf import settings
from django.urls import include, path

from lianfang.config.api import api, no_such_address
from lianfang.config.gallery import show_gallery

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/<path:rest>", no_such_address),
    path("account/", include("lianfang.base.accounts.urls")),
    path("notices/", include("lianfang.base.notices.urls")),
    path("search/", include("lianfang.base.search.urls")),
    path("jobs/", include("lianfang.base.jobs.urls")),
    path("audit/", include("lianfang.base.audit.urls")),
    path("standards/", include("lianfang.county.standards.urls")),
    path("orgs/", include("lianfang.county.orgs.urls")),
    path("people/", include("lianfang.county.people.urls")),
    path("places/", include("lianfang.county.places.urls")),
    path("plans/", include("lianfang.county.plans.urls")),
    path("", include("lianfang.command.surveillance.urls")),
    path("emergencies/", include("lianfang.command.emergencies.urls")),
    path("measures/", include("lianfang.command.measures.urls")),
    path("tasks/", include("lianfang.command.tasks.urls")),
    path("reports/", include("lianfang.picture.situation.urls")),
    path("live/", include("lianfang.picture.live.urls")),
    path("reviews/", include("lianfang.picture.review.urls")),
    path("analysis/", include("lianfang.picture.analysis.urls")),
    path("exercises/", include("lianfang.picture.exercises.urls")),
    path("", include("lianfang.picture.portal.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("gallery/", show_gallery))

handler403 = "lianfang.picture.portal.views.page_forbidden"
handler404 = "lianfang.picture.portal.views.page_missing"
handler500 = "lianfang.picture.portal.views.page_broken"
