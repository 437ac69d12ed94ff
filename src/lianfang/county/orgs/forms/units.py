"""Forms of the orgs room."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from lianfang.base.accounts.public import ROLE_CHOICES
from lianfang.base.kernel.errors import Refused
from lianfang.county.orgs.choices import UnitKind
from lianfang.county.orgs.models import Area, Unit


class AreaField(forms.ModelChoiceField):
    def label_from_instance(self, area: Area) -> str:
        return f"{area.name}（{area.get_level_display()}）"


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class RefusableForm(forms.Form):
    """A form that shows a service's refusal where the person can mend it."""

    def take(self, refusal: Refused) -> None:
        known = {name: words for name, words in refusal.fields.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, words)
        if not known:
            self.add_error(None, refusal.message)


class PlacedForm(RefusableForm):
    """A form whose areas and units are those that the actor works with."""

    def __init__(
        self, *args: Any, areas: QuerySet[Area], units: QuerySet[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("area", areas), ("parent", units), ("unit", units)):
            if name in self.fields:
                self.fields[name].queryset = rows


class NewUnitForm(PlacedForm):
    code = forms.CharField(
        label="代号",
        max_length=60,
        help_text="小写字母、数字和短横线，例如 school-beiting；登记后不再改动。",
    )
    name = forms.CharField(label="名称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    kind = forms.ChoiceField(label="类别", choices=UnitKind)
    area = AreaField(label="区划", queryset=Area.objects.none())
    parent = UnitField(
        label="上级单位", queryset=Unit.objects.none(), required=False, empty_label="无"
    )


class RenameForm(RefusableForm):
    name = forms.CharField(
        label="新名称", max_length=100, help_text="原名称自动保留为别名，旧文件仍能对应。"
    )
    short_name = forms.CharField(label="简称", max_length=40, required=False)


class UnitForm(PlacedForm):
    kind = forms.ChoiceField(label="类别", choices=UnitKind)
    area = AreaField(label="区划", queryset=Area.objects.none())
    parent = UnitField(
        label="上级单位", queryset=Unit.objects.none(), required=False, empty_label="无"
    )
    aliases = forms.CharField(
        label="别名",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个：曾用名、简称、其他文件中的叫法。",
    )

    def clean_aliases(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        too_long = next((name for name in names if len(name) > 100), None)
        if too_long:
            raise forms.ValidationError(f"别名不超过 100 字：{too_long[:20]}…")
        return [name for name in names if name]


class PostForm(PlacedForm):
    unit = UnitField(label="单位", queryset=Unit.objects.none())
    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *ROLE_CHOICES])
    title = forms.CharField(
        label="岗位名称", max_length=60, required=False, help_text="留空则使用角色名称。"
    )
    area = AreaField(
        label="管辖区划",
        queryset=Area.objects.none(),
        required=False,
        empty_label="与单位相同",
    )


class ReasonForm(RefusableForm):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="将记入审计日志。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UnitFilter(forms.Form):
    q = forms.CharField(label="名称或别名", required=False, max_length=50)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *UnitKind.choices]
    )
    area = forms.CharField(required=False, max_length=15, widget=forms.HiddenInput)
    inactive = forms.BooleanField(label="含已停用", required=False)


class PostFilter(forms.Form):
    q = forms.CharField(label="姓名、账号或单位", required=False, max_length=50)
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *ROLE_CHOICES])
