"""Forms of the places pages."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import RecordField
from lianfang.county.orgs.public import Area, Unit, list_areas, list_units

from .choices import PlaceStatus, Sector
from .models import Place
from .services import PlaceFacts

ALL = ("", "全部")
FILE_BYTES = 5 * 1024 * 1024


class PlaceFilter(forms.Form):
    """What the list of places is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、地址、编号"}),
    )  # fmt: skip
    sector = forms.ChoiceField(label="行业", required=False, choices=[ALL, *Sector.choices])
    status = forms.ChoiceField(label="状态", required=False, choices=[ALL, *PlaceStatus.choices])
    area = RecordField(Area.objects.none(), label="区划", required=False, empty_label="全部")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = list_areas(actor).filter(path__startswith=actor.area_path)


class PlaceForm(forms.Form):
    """One place and the unit that answers for it."""

    name = forms.CharField(label="名称", max_length=100)
    sector = forms.ChoiceField(label="行业", choices=[("", "请选择"), *Sector.choices])
    unit = RecordField(Unit.objects.none(), label="责任单位")
    area = RecordField(Area.objects.none(), label="区划")
    address = forms.CharField(label="地址", max_length=200, required=False)
    capacity = forms.IntegerField(
        label="容纳人数", required=False, min_value=0, max_value=1_000_000
    )
    contact_name = forms.CharField(label="联系人", max_length=60, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=20, required=False)
    latitude = forms.DecimalField(
        label="纬度", required=False, decimal_places=5, max_digits=8, help_text="如 44.01230"
    )
    longitude = forms.DecimalField(
        label="经度", required=False, decimal_places=5, max_digits=8, help_text="如 89.18050"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
    is_exercise = forms.BooleanField(label="演练", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = list_areas(actor).filter(path__startswith=actor.area_path)
        self.fields["unit"].queryset = list_units(actor)

    def facts(self) -> PlaceFacts:
        return PlaceFacts(**{k: v for k, v in self.cleaned_data.items() if k != "is_exercise"})


class StatusForm(forms.Form):
    status = forms.ChoiceField(label="改为", choices=PlaceStatus.choices)
    reason = forms.CharField(label="原因", max_length=200)


class ContactForm(forms.Form):
    reason = forms.CharField(label="查看原因", max_length=200, help_text="将记入审计日志。")


class UploadForm(forms.Form):
    """A spreadsheet to be looked through before anything is recorded."""

    file = forms.FileField(
        label="名单", help_text="xlsx 或 csv，不超过 5 MB；先预览，确认后才登记。"
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("文件超过 5 MB，请拆分后分批上传。")
        return file


def from_place(place: Place) -> dict[str, Any]:
    """What stands in the form of a place on record; the telephone stays hidden."""
    kept = {name: getattr(place, name) for name in PlaceForm.base_fields}
    return {**kept, "area": place.area.uuid, "unit": place.unit.uuid, "contact_phone": ""}
