"""The components of every page: one tag each, drawn by a template in `templates/_components`."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, Select
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lianfang.base.kernel.forms import PlainSelect
from lianfang.base.kernel.levels import Level
from lianfang.base.kernel.page_words import LEVEL_TONES, SHORT_LEVELS, state_label, state_tone
from lianfang.base.kernel.plain_text import number_words
from lianfang.base.kernel.templatetags import lf_charts, lf_times
from lianfang.base.kernel.whereabouts import whereabouts

register = template.Library()
register.filter("lf_time", lf_times.lf_time)
register.filter("lf_date", lf_times.lf_date)
register.filter("lf_ago", lf_times.lf_ago)
register.filter("lf_left", lf_times.lf_left)
register.filter("lf_span", lf_times.lf_span)
register.filter("lf_where", whereabouts)
register.simple_tag(lf_times.lf_now, name="lf_now")
register.inclusion_tag("_components/chart.html", name="lf_chart")(lf_charts.lf_chart)

CHECKS = {"checkbox", "radio"}
WIDGET_CLASSES = {"select": "form-select", "file": "form-control", "range": "form-range"}


@register.filter
def lf_initial(name: str) -> str:
    """The character that stands for a person: the last letter of the name; an office in brackets is none."""
    return next((sign for sign in reversed(name) if sign.isalpha()), "")


@register.simple_tag
# Fifty on every page, out of a few hundred drawings; labels may be anything.
@lru_cache(maxsize=1024)
def lf_icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon of `tools/icons.txt`; with a label it speaks, without one it is decoration."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="lf-icon{}" {} focusable="false"><use href="{}#{}"/></svg>',
        f" lf-icon-{size}" if size else "",
        SafeString(spoken),
        static("lf/icons.svg"),
        name,
    )


# Badges and bars stand in every row of every list: a template for each took a third of such a page.
@register.simple_tag
def lf_badge(state: Any, label: str = "", tone: str = "") -> SafeString:
    """Show a state as words on a tone; the label defaults to the state's own or the house's."""
    code = str(getattr(state, "value", state) or "")
    return format_html(
        '<span class="lf-badge is-{}">{}</span>',
        tone or state_tone(code),
        label or getattr(state, "label", "") or state_label(code),
    )


@register.inclusion_tag("_components/level.html")
def lf_level(level: Any, prefix: str = "") -> dict[str, Any]:
    """Show a response level or event grade: its colour always together with its words."""
    number = int(level) if level else 0
    shown = SHORT_LEVELS.get(number, "未分级")
    return {"label": f"{prefix}{shown}", "tone": LEVEL_TONES.get(number, "none")}


@register.inclusion_tag("_components/figure.html")
def lf_figure(
    label: str,
    value: Any,
    url: str = "",
    asof: Any = None,
    definition: str = "",
    **shown: Any,
) -> dict[str, Any]:
    """Show a figure that links to its rows; `unit`, `tone`, `icon`, `note` may be added."""
    return {
        "label": label,
        "value": "—" if value is None else value,
        "url": url,
        "asof": asof,
        "definition": definition,
        **shown,
    }


@register.simple_tag
def lf_progress(done: int, total: int, label: str = "") -> SafeString:
    """Show how much of a whole is done, in words and as a bar."""
    share = min(round(100 * done / total), 100) if total else 0
    return format_html(
        '<div class="lf-progress"><progress value="{}" max="100" aria-label="{}"></progress>'
        "<span>{}/{}</span></div>",
        share, label or "进度", done, total,
    )  # fmt: skip


@register.inclusion_tag("_components/pager.html", takes_context=True)
def lf_pager(context: Mapping[str, Any], page: Page[Any], noun: str = "条") -> dict[str, Any]:
    """Link the pages of a list, keeping the filters of the address."""
    links = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "request": context.get("request"),
        "page": page,
        "noun": noun,
        "links": list(links),
        "gap": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("_components/sort.html", takes_context=True)
def lf_sort(context: Mapping[str, Any], key: str, label: str) -> dict[str, Any]:
    """Head a column with a link that orders the list by it, and the other way the second time."""
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    return {
        "request": request,
        "label": label,
        "next": f"-{key}" if current == key else key,
        "direction": {key: "ascending", f"-{key}": "descending"}.get(current, "none"),
    }


@register.inclusion_tag("_components/filter_bar.html", takes_context=True)
def lf_filter_bar(context: Mapping[str, Any], form: BaseForm, target: str = "") -> dict[str, Any]:
    """Show a filter form that sends itself when changed; `target` swaps that element only."""
    request = context.get("request")
    return {
        "request": request,
        "form": form,
        "target": target,
        "path": request.path if request else "",
        "filtered": bool(request and any(request.GET.get(name) for name in form.fields)),
    }


@register.simple_tag
def lf_menu(sections: Iterable[Mapping[str, Any]]) -> SafeString:
    """Draw the menu; it is the same for everybody who may go to the same places and has as much to do."""
    return _drawn_menu(
        tuple(
            (
                section["label"],
                *((i.label, i.icon, i.url, i.count, i.active) for i in section["items"]),
            )
            for section in sections
        )
    )


@lru_cache(maxsize=512)
def _drawn_menu(sections: tuple[tuple[Any, ...], ...]) -> SafeString:
    return format_html_join(
        "",
        "{}<ul>{}</ul>",
        (
            (
                format_html('<p class="lf-nav-section">{}</p>', label) if label else "",
                _menu_items(items),
            )
            for label, *items in sections
        ),
    )


def _menu_items(items: list[tuple[str, str, str, int, bool]]) -> SafeString:
    return format_html_join(
        "",
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>',
        (
            (
                url, SafeString(' class="active" aria-current="page"') if active else "",
                lf_icon(icon or "point"), label, _waiting(count),
            )
            for label, icon, url, count, active in items
        ),
    )  # fmt: skip


def _waiting(count: int) -> SafeString | str:
    if not count:
        return ""
    return format_html('<span class="lf-count" aria-label="{} 项待办">{}</span>', count, count)


@register.simple_tag
def lf_field(field: BoundField) -> SafeString:
    """Show a form field with its label, help and error beside it."""
    return field.as_field_group()


@register.simple_tag
def lf_widget(field: BoundField, **attributes: str) -> SafeString:
    """Draw a field's control with the classes of the house; `django/forms/field.html` uses it."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "textarea")
    if kind == "hidden" or (kind in CHECKS and hasattr(widget, "option_template_name")):
        return field.as_widget()
    known = WIDGET_CLASSES.get(kind, "form-check-input" if kind in CHECKS else "form-control")
    parts = [known, widget.attrs.get("class", ""), "is-invalid" if field.errors else ""]
    drawn = PlainSelect.instead_of(widget) if type(widget) is Select else None
    return field.as_widget(drawn, attrs={**attributes, "class": " ".join(filter(None, parts))})


@register.filter
def lf_kind(field: BoundField) -> str:
    """Name the layout a field needs: `check` for one box, `choices` for a list, else `plain`."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "textarea")
    if kind in CHECKS:
        return "choices" if hasattr(widget, "option_template_name") else "check"
    return "plain"


@register.inclusion_tag("_components/timeline.html")
def lf_timeline(items: Iterable[Any]) -> dict[str, Any]:
    """Show what happened, newest as given: rows with at, title and, if any, who, text, url, tone."""
    return {"items": items}


@register.inclusion_tag("_components/empty.html")
def lf_empty(
    sentence: str, hint: str = "", url: str = "", action: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Say why a list is empty and what to do next."""
    return {"sentence": sentence, "hint": hint, "url": url, "action": action, "icon": icon}


@register.inclusion_tag("_components/tabs.html", takes_context=True)
def lf_tabs(
    context: Mapping[str, Any], items: Iterable[Any], label: str = "分页"
) -> dict[str, Any]:
    """Link the pages of one subject: rows with label, url, active and, if any, count."""
    return {"items": items, "label": label, "request": context.get("request")}


@register.inclusion_tag("_components/refusal.html")
def lf_refusal(message: str, next_step: str = "") -> dict[str, Any]:
    """Say no in words: the reason and what can be done instead."""
    return {"message": message, "next_step": next_step}


@register.filter
def lf_level_name(level: Any) -> str:
    """Name a level in words, for titles and plain text."""
    return Level(int(level)).label if level else "未启动"


@register.filter
def lf_number(value: Decimal | float | None) -> str:
    """A number without trailing zeros: 26.86, not 26.860; nothing where there is none."""
    return "" if value is None else number_words(value)
