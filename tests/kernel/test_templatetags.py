"""The components of pages: what they show, and what they never leave out."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from lianfang.base.kernel import clock
from lianfang.base.kernel.templatetags import lf, lf_charts, lf_times

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)  # 14:05 in Beijing
ROOT = Path(__file__).resolve().parents[2]


def show(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    with clock.moved_to(NOW):
        return Template(source).render(Context({"request": request, **context}))


def test_a_moment_is_shown_in_beijing_time_with_its_full_form_in_the_title():
    shown = show("{{ at|lf_time }}", at=NOW)

    assert ">11月23日 14:05<" in shown
    assert 'title="2026年11月23日 14:05:00（北京时间）"' in shown
    assert 'datetime="2026-11-23T14:05:00+08:00"' in shown


def test_a_moment_of_another_year_names_the_year():
    shown = show("{{ at|lf_time }}", at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))

    assert ">2025年12月31日 23:59<" in shown


def test_the_last_hours_of_a_utc_day_are_the_next_day_in_beijing():
    shown = show("{{ at|lf_date }}", at=datetime(2026, 11, 23, 16, 0, tzinfo=UTC))

    assert ">11月24日<" in shown


def test_a_plain_day_is_shown_as_it_is():
    assert ">11月24日<" in show("{{ day|lf_date }}", day=date(2026, 11, 24))


@pytest.mark.parametrize("name", ["lf_time", "lf_date", "lf_ago", "lf_left"])
def test_a_missing_moment_is_a_dash(name):
    assert show("{{ at|" + name + " }}", at=None) == "—"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=1), "1分钟前"),
        (timedelta(minutes=59, seconds=59), "59分钟前"),
        (timedelta(hours=1, minutes=40), "1小时前"),
        (timedelta(days=2, hours=5), "2天前"),
        (timedelta(minutes=-5), "5分钟后"),
    ],
)
def test_how_long_ago_is_said_in_its_largest_unit(passed, words):
    assert lf_times.ago_words(passed) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=3, minutes=9), "剩余2天3小时"),
        (timedelta(days=2), "剩余2天"),
        (timedelta(hours=2, minutes=10), "剩余2小时10分"),
        (timedelta(minutes=25), "剩余25分钟"),
        (timedelta(0), "即将到期"),
        (timedelta(seconds=-1), "刚刚逾期"),
        (timedelta(hours=-3), "逾期3小时"),
    ],
)
def test_time_left_is_said_in_its_two_largest_units(left, words):
    assert lf_times.left_words(left) == words


@pytest.mark.parametrize(
    ("left", "mark"),
    [
        (timedelta(hours=2), "is-soon"),
        (timedelta(hours=2, seconds=1), ""),
        (timedelta(seconds=-1), "is-late"),
    ],
)
def test_a_deadline_is_marked_by_how_near_it_is(left, mark):
    shown = show("{{ due|lf_left }}", due=NOW + left)

    assert f'class="lf-left {mark}"' in shown


def test_a_level_always_carries_its_words():
    assert show("{% lf_level 1 %}").strip() == '<span class="lf-level is-one">Ⅰ级</span>'
    assert "未分级" in show("{% lf_level level %}", level=None)


def test_a_state_without_a_label_uses_the_words_of_the_house():
    shown = show('{% lf_badge "overdue" %}')

    assert "已逾期" in shown
    assert "is-bad" in shown


def test_a_label_of_the_page_wins_and_is_escaped():
    shown = show('{% lf_badge "issued" label %}', label="<b>")

    assert "&lt;b&gt;" in shown
    assert "已下达" not in shown


def test_a_figure_links_to_its_rows_and_says_when_it_was_true():
    shown = show('{% lf_figure "已逾期" 4 "/tasks/?late=1" at "未提交" unit="件" %}', at=NOW)

    assert 'href="/tasks/?late=1"' in shown
    assert "截至" in shown
    assert "口径：未提交" in shown


def test_an_unknown_figure_is_a_dash_and_zero_is_zero():
    assert ">—" in show('{% lf_figure "缺勤" None %}')
    assert ">0" in show('{% lf_figure "缺勤" 0 %}')


def test_the_pager_keeps_the_filters_of_the_address():
    page = Paginator(range(100), 10).page(3)

    shown = show("{% lf_pager page %}", "/tasks/?state=issued&page=3", page=page)

    assert "第 21–30 条，共 100 条" in shown
    assert "?state=issued&amp;page=4" in shown
    assert 'aria-current="page"' in shown


def test_a_list_of_one_page_has_no_page_links():
    shown = show("{% lf_pager page %}", page=Paginator(range(3), 10).page(1))

    assert "共 3 条" in shown
    assert "page-link" not in shown


def test_sorting_a_column_twice_turns_it_round():
    assert "?sort=-due" in show('{% lf_sort "due" "时限" %}', "/tasks/?sort=due")
    assert "?sort=due" in show('{% lf_sort "due" "时限" %}', "/tasks/?sort=-due&page=4")


class Report(forms.Form):
    sick = forms.IntegerField(label="发病人数", help_text="含疑似", min_value=0)
    real = forms.BooleanField(label="已核实", required=False)


def test_a_field_in_error_keeps_what_was_typed_and_points_to_its_error():
    form = Report({"sick": "-3"})
    form.is_valid()

    shown = show("{% lf_field form.sick %}", form=form)

    assert 'value="-3"' in shown
    assert 'id="id_sick_error"' in shown
    assert 'aria-invalid="true"' in shown
    described = shown.split('aria-describedby="')[1].split('"')[0].split()
    assert {"id_sick_helptext", "id_sick_error"} <= set(described)


def test_a_whole_form_is_drawn_with_the_fields_of_the_house():
    shown = show("{{ form }}", form=Report())

    assert shown.count('class="lf-field') == 2
    assert 'class="form-check-input"' in shown
    assert 'class="form-control"' in shown


def test_a_filter_bar_offers_to_clear_only_what_was_filtered():
    bar = "{% lf_filter_bar form %}"

    assert "清除" in show(bar, "/tasks/?sick=3", form=Report())
    assert "清除" not in show(bar, "/tasks/?page=3", form=Report())


def test_a_timeline_shows_who_and_when():
    item = SimpleNamespace(
        title="签收", at=NOW, who="教育局", text="", url="", tone="good", icon=""
    )

    shown = show("{% lf_timeline items %}", items=[item])

    assert "签收" in shown
    assert "教育局" in shown
    assert "14:05" in shown


def test_an_empty_timeline_says_so():
    assert "暂无记录" in show("{% lf_timeline items %}", items=[])


def test_a_chart_carries_the_same_numbers_as_a_table():
    data = {"labels": ["周一"], "unit": "例", "series": [{"name": "新发", "data": [17]}]}

    shown = show('{% lf_chart "bar" "daily" data "每日新增" %}', data=data)

    assert 'data-source="daily-data"' in shown
    assert 'id="daily-data"' in shown
    assert "<td>17</td>" in shown


def test_a_chart_whose_series_do_not_fit_its_labels_is_refused():
    data = {"labels": ["周一", "周二"], "series": [{"name": "新发", "data": [17]}]}

    with pytest.raises(ValueError, match=r"shorter|longer"):
        lf_charts.lf_chart("bar", "daily", data, "每日新增")


def test_an_unknown_kind_of_chart_is_refused():
    with pytest.raises(ValueError, match="no chart"):
        lf_charts.lf_chart("gauge", "x", {}, "")


def test_script_in_chart_data_cannot_leave_its_element():
    data = {"labels": ["</script><script>alert(1)"], "series": [{"name": "a", "data": [1]}]}

    assert "<script>alert(1)" not in show('{% lf_chart "bar" "x" data "y" %}', data=data)


def test_a_spoken_icon_has_a_label_and_a_silent_one_is_hidden():
    assert 'aria-label="升序"' in show('{% lf_icon "arrow-up" "升序" %}')
    assert 'aria-hidden="true"' in show('{% lf_icon "arrow-up" %}')


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(
        re.findall(r'id="([^"]+)"', (ROOT / "src/lianfang/static/lf/icons.svg").read_text())
    )
    named = set()
    for template in (ROOT / "src/lianfang").rglob("*.html"):
        named |= set(re.findall(r'lf_icon "([^"]+)"', template.read_text(encoding="utf-8")))

    assert named
    assert named <= drawn, f"add to tools/icons.txt: {sorted(named - drawn)}"


def test_no_template_has_inline_script_or_a_foreign_address():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|(?:src|href)=[\"']https?:|javascript:")
    templates = list((ROOT / "src/lianfang").rglob("templates/**/*.html"))

    # A tag's own arguments (`only=…`) are no attributes of the page.
    guilty = [
        t.name
        for t in templates
        if inline.search(re.sub(r"\{%.*?%\}", "", t.read_text(encoding="utf-8")))
    ]

    assert templates
    assert guilty == []


@pytest.mark.parametrize(
    ("name", "sign"),
    [("王雪梅", "梅"), ("演示·县领导（指挥长）", "长"), ("阿不都拉·吐尔逊", "逊"), ("", "")],
)
def test_a_person_is_shown_by_the_last_letter_of_the_name(name: str, sign: str) -> None:
    assert lf.lf_initial(name) == sign


@pytest.mark.parametrize(
    "value, shown",
    [(Decimal("26.860"), "26.86"), (Decimal("100.000"), "100"), (1200, "1200"), (0.5, "0.5"), (None, "")],
)  # fmt: skip
def test_a_number_is_shown_without_trailing_zeros(value, shown):
    assert lf.lf_number(value) == shown
