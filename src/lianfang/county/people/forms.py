"""Forms of the people pages."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, FinderField, RecordField
from lianfang.county.orgs.public import Area, list_areas

from .choices import IdentityKind, Sex
from .models import Person
from .queries import find_persons, person_offer
from .services import PersonFacts

ALL = ("", "全部")
FILE_BYTES = 5 * 1024 * 1024
OFFERS = "people:person_offers"


class PersonFilter(forms.Form):
    """What the list of persons is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "姓名、编号，或完整证件号码、电话"}
        ),
    )  # fmt: skip
    area = RecordField(Area.objects.none(), label="现住区划", required=False, empty_label="全部")
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )
    doubled = forms.ChoiceField(label="重复", required=False, choices=[ALL, ("1", "疑似重复")])

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = own_areas(actor)


class PersonForm(forms.Form):
    """One person: who they are and where to reach them."""

    name = forms.CharField(
        label="姓名", max_length=60, help_text="按证件书写，少数民族姓名用“·”，不拆分。"
    )
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, initial=Sex.UNKNOWN)
    identity_kind = forms.ChoiceField(
        label="证件类型", choices=IdentityKind.choices, initial=IdentityKind.CITIZEN
    )
    identity = forms.CharField(label="证件号码", max_length=40, required=False)
    born_on = DayField(label="出生日期", required=False, help_text="有身份证号码时自动得出。")
    phone = forms.CharField(label="电话", max_length=20, required=False)
    area = RecordField(Area.objects.none(), label="现住区划")
    address = forms.CharField(label="现住址", max_length=200, required=False)
    guardian = FinderField(
        OFFERS, find_persons, person_offer, label="监护人", required=False,
        help_text="未成年人填写：输入姓名或编号后选定；监护人须先登记。",
    )  # fmt: skip
    is_exercise = forms.BooleanField(label="演练", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = own_areas(actor)
        self.fields["guardian"].actor = actor

    def facts(self) -> PersonFacts:
        return PersonFacts(**{k: v for k, v in self.cleaned_data.items() if k != "is_exercise"})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="将记入审计日志。",
    )  # fmt: skip


class OtherPersonForm(forms.Form):
    """Another person, by name or number."""

    number = FinderField(OFFERS, find_persons, person_offer, label="同住人员")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].actor = actor


class UploadForm(forms.Form):
    """A spreadsheet to be looked through before anything is recorded."""

    file = forms.FileField(
        label="名单", help_text="xlsx 或 csv，不超过 5 MB；先预览，确认后才登记。"
    )
    is_exercise = forms.BooleanField(label="演练", required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("文件超过 5 MB，请拆分后分批上传。")
        return file


def own_areas(actor: Actor) -> Any:
    """The areas in which the actor may record somebody."""
    return list_areas(actor).filter(path__startswith=actor.area_path)


def from_person(person: Person) -> dict[str, Any]:
    """What stands in the form of a person on record."""
    kept = {name: getattr(person, name) for name in PersonForm.base_fields}
    return {**kept, "area": person.area.uuid}
