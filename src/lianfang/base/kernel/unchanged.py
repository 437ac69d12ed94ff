"""Pages that screens ask for all day: an unchanged one is answered without a body."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def answer_unchanged(request: HttpRequest, version: str) -> HttpResponse | None:
    """
    The answer that nothing has changed, where a screen asks again and holds this version; else None.

    Only to a screen's own repeated asking: whoever opens the page by hand gets it whole.
    """
    if request.headers.get("If-None-Match") == version and request.headers.get("HX-Request"):
        return HttpResponseNotModified(headers={"ETag": version})
    return None


def with_version(answer: HttpResponse, version: str) -> HttpResponse:
    """The page with the version by which it is asked for again."""
    answer["ETag"], answer["Cache-Control"] = version, "private, no-cache"
    return answer
