"""What people and units wish of the channels that carry their letters."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.forms import add_refusal
from lianfang.base.notices import forms, queries, services


@require_http_methods(["GET", "POST"])
def preference_edit(request: HttpRequest) -> HttpResponse:
    """One form per mailbox that the actor keeps; the one sent is told by its prefix."""
    boxes = queries.mailboxes_kept_by(request.actor)
    sent = request.POST.get("mailbox", "") if request.method == "POST" else ""
    cards = [_card(request, mailbox, sent) for mailbox in boxes]
    if request.method == "POST":
        card = next((card for card in cards if card["mailbox"] == sent), None)
        if card is not None and card["form"].is_valid():
            try:
                services.set_preference(
                    actor=request.actor, mailbox=sent, **card["form"].cleaned_data
                )
            except RuleBroken as refusal:
                add_refusal(card["form"], refusal)
            else:
                messages.success(request, f"{card['title']}已更新。")
                return redirect("notices:preference_edit")
    status = 422 if request.method == "POST" else 200
    return render(request, "notices/preference_edit.html", {"cards": cards}, status=status)


def _card(request: HttpRequest, mailbox: str, sent: str) -> dict[str, Any]:
    wish = queries.preferences_of([mailbox]).get(mailbox)
    names = ("is_on", "min_urgency", "quiet_from", "quiet_to")
    initial = {name: getattr(wish, name) for name in names} if wish else None
    prefix = mailbox.partition(":")[0]
    form = forms.PreferenceForm(
        request.POST if sent == mailbox else None, initial=initial, prefix=prefix
    )
    title = "本人的提醒" if prefix == "user" else f"本单位（{request.actor.unit_name}）的提醒"
    return {
        "mailbox": mailbox, "form": form, "title": title, "channels": queries.list_channels_of(mailbox),
    }  # fmt: skip
