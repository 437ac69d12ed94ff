"""Forms of what follows a signal."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, FinderField, RecordField
from lianfang.command.surveillance.queries import find_signals, signal_offer
from lianfang.command.surveillance.rules import CONSEQUENCES, LIKELIHOODS
from lianfang.county.orgs.public import Area, AreaLevel, list_areas


class WordsForm(forms.Form):
    """A few words for one step of a signal."""

    words = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AssessmentForm(forms.Form):
    """A place on the matrix and why."""

    likelihood = forms.TypedChoiceField(
        label="可能性（发生或扩散）", coerce=int, empty_value=0, required=False,
        choices=[("", "请选择"), *((n, f"{n} {word}") for n, word in LIKELIHOODS.items())],
    )  # fmt: skip
    consequence = forms.TypedChoiceField(
        label="后果（健康和社会影响）", coerce=int, empty_value=0, required=False,
        choices=[("", "请选择"), *((n, f"{n} {word}") for n, word in CONSEQUENCES.items())],
    )  # fmt: skip
    reasons = forms.CharField(
        label="判断理由", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="危害、暴露、环境三方面各写依据。",
    )  # fmt: skip
    advice = forms.CharField(
        label="建议", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不填则按风险级别给出通用建议。",
    )  # fmt: skip


class MuteForm(forms.Form):
    """Where, until when and why an indicator is muted."""

    area = RecordField(Area.objects.none(), label="地区")
    until = DayField(label="静默至")
    reason = forms.CharField(label="原因", max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = _areas(actor)


class LinkForm(forms.Form):
    """Which other signal belongs to this one, and why."""

    other = FinderField(
        "surveillance:signal_offers", find_signals, signal_offer, label="另一信号",
        help_text="输入事由中的词或编号，从列表中选定。",
    )  # fmt: skip
    reason = forms.CharField(label="关联理由", max_length=200, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].actor = actor


class ControlForm(forms.Form):
    """A proposal to control source animals."""

    area = RecordField(Area.objects.none(), label="控制范围")
    species = forms.CharField(label="疫源动物", max_length=60, required=False)
    until = DayField(label="建议期限")
    words = forms.CharField(
        label="控制建议", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="阻断疫源野生动物与家禽、家畜和人的接触途径：范围、措施、由谁落实。",
    )  # fmt: skip
    necessity = forms.CharField(
        label="必要性和适度性", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="为何必须采取，为何范围和期限不再缩小。决定须载明；不填的只传递建议，不起草措施。",
    )  # fmt: skip
    alternatives = forms.CharField(
        label="考虑过的替代措施", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="影响更小的办法为何不足。",
    )  # fmt: skip
    hotline = forms.CharField(
        label="服务、咨询电话", max_length=60, required=False, help_text="公告中载明，供群众咨询。"
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = _areas(actor)


def _areas(actor: Actor) -> Any:
    return list_areas(actor).filter(
        level__in=(AreaLevel.COUNTY, AreaLevel.TOWNSHIP), path__startswith=actor.area_path
    )
