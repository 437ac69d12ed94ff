"""Forms for boundary files."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lianfang.base.kernel.errors import RuleBroken
from lianfang.county.orgs import rules
from lianfang.county.orgs.choices import BoundaryState


class BoundaryUploadForm(forms.Form):
    """A boundary file, where it is from, and by which property its outlines are known."""

    file = forms.FileField(
        label="边界文件", help_text="GeoJSON，经纬度坐标（CGCS2000 或 WGS84），不超过 10 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
    )  # fmt: skip
    source = forms.CharField(
        label="数据来源", max_length=120, help_text="例如：县自然资源局，2026年。涉密或未经审核的地图数据不得上传。"
    )  # fmt: skip
    key = forms.CharField(
        label="匹配属性", required=False, max_length=60,
        help_text="存放区划代码或名称的属性名；不填由系统挑选。",
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            rules.check_file_size(file.size or 0)
        except RuleBroken as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return file


class BoundaryFilter(forms.Form):
    """Search among the boundary files."""

    q = forms.CharField(label="文件名或来源", required=False, max_length=40)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *BoundaryState.choices]
    )
