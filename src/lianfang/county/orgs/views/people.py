"""Posts: who holds which, granting and ending them, and acting at another of one's own."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianfang.base.accounts.public import get_user
from lianfang.base.kernel.actor import require
from lianfang.base.kernel.errors import NotFound, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs import exports, presenters, queries, services
from lianfang.county.orgs.forms import PostFilter, PostForm, ReasonForm

PER_PAGE = 50


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    form = PostFilter(request.GET)
    form.is_valid()
    posts = queries.list_posts(
        request.actor,
        words=form.cleaned_data.get("q", ""),
        role=form.cleaned_data.get("role", ""),
    )
    if request.GET.get("export") == "xlsx":
        return exports.post_sheet(posts, filters=presenters.filters_in_words(form))
    page = Paginator(posts, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": presenters.post_lines(page), "filters": form}
    return render(request, "orgs/post_list.html", context)


@require_http_methods(["GET", "POST"])
def person_posts(request: HttpRequest, uuid: object) -> HttpResponse:
    person = get_user(request.actor, uuid)
    may_grant = request.actor.may(Permission.ROLE_GRANT)
    form = PostForm(
        request.POST or None,
        areas=queries.list_own_areas(request.actor),
        units=queries.list_units(request.actor),
    )
    if request.method == "POST":
        require(request.actor, Permission.ROLE_GRANT)
        if form.is_valid():
            try:
                services.grant_post(actor=request.actor, user=person, **form.cleaned_data)
            except RuleBroken as refusal:
                form.take(refusal)
            else:
                messages.success(request, f"岗位已授予 {person.name}，即时生效。")
                return redirect("orgs:person_posts", uuid=uuid)
    posts = queries.list_all_posts_of(request.actor, person)
    context = {
        "person": person,
        "posts": presenters.post_lines(posts),
        "form": form,
        "may_grant": may_grant and request.actor.user_id != person.pk,
        "roles": presenters.role_lines(),
    }
    status = 422 if form.errors else 200
    return render(request, "orgs/person_posts.html", context, status=status)


@require_http_methods(["GET", "POST"])
def post_end(request: HttpRequest, uuid: object) -> HttpResponse:
    require(request.actor, Permission.ROLE_GRANT)
    post = queries.get_post(request.actor, uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_post(actor=request.actor, post_uuid=uuid, **form.cleaned_data)
        except RuleBroken as refusal:
            form.take(refusal)
        else:
            messages.success(request, "岗位已结束，相应权限即时收回。")
            return redirect("orgs:person_posts", uuid=post.user.uuid)
    context = {"form": form, "post": post}
    return render(request, "orgs/post_end.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def post_phone(request: HttpRequest, uuid: object) -> HttpResponse:
    post = queries.get_visible_post(request.actor, uuid)
    queries.check_may_see_phone(request.actor, post)
    form = ReasonForm(request.POST or None)
    context = {"form": form, "post": post}
    if request.method == "POST" and form.is_valid():
        try:
            context["phone"] = services.reveal_phone(
                actor=request.actor, post_uuid=uuid, **form.cleaned_data
            )
        except RuleBroken as refusal:
            form.take(refusal)
    return render(request, "orgs/post_phone.html", context, status=422 if form.errors else 200)


@require_POST
def post_choose(request: HttpRequest) -> HttpResponse:
    """Act at another of one's posts from now on in this session."""
    chosen = queries.find_own_post(request.user, request.POST.get("post", ""))
    if chosen is None:
        raise NotFound("没有找到这个岗位，可能已结束。请重新选择。")
    request.session["post_id"] = chosen.pk
    messages.success(request, f"已切换到“{chosen.unit.short_name} · {chosen.title}”。")
    return redirect(_page_before(request))


def _page_before(request: HttpRequest) -> str:
    """Home: the page before may belong to the other post only."""
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours else "/"
