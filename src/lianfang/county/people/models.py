"""Persons and households: who somebody is and where they live. Nothing about illness."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lianfang.base.kernel import clock
from lianfang.base.kernel.encryption import EncryptedTextField
from lianfang.base.kernel.identifiers import mask
from lianfang.base.kernel.records import Record

from .choices import IdentityKind, Sex

USER = settings.AUTH_USER_MODEL
WHY = "突发公共卫生事件处置中识别、联系和照顾有关人员（突发公共卫生事件应对法第八条；个人信息保护法第十三条）"
KEPT = "事件处置期间；事件结束后按评估意见删除或留存"


class Household(Record):
    """One home in which persons live together. Its members point to it."""

    number = models.CharField("户编号", max_length=30, unique=True)
    address = EncryptedTextField("住址", blank=True, default="")
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="households", verbose_name="区划"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "家庭"
        verbose_name_plural = "家庭"

    class Personal:
        fields = ("address",)
        why = WHY
        kept = KEPT

    def __str__(self) -> str:
        return f"家庭 {self.number}"


class Person(Record):
    """
    One person as the county knows them: name, papers, where to reach them, who answers for them.

    Never whether they are ill. A duplicate is not deleted: it points to the record that is kept.
    """

    number = models.CharField("编号", max_length=30, unique=True)
    # Whole names: long ones with a dot have no surname to be cut off.
    name = models.CharField("姓名", max_length=60, db_index=True)
    sex = models.CharField("性别", max_length=8, choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField("出生日期", null=True, blank=True)
    identity_kind = models.CharField(
        "证件类型", max_length=14, choices=IdentityKind, default=IdentityKind.NONE
    )
    identity = EncryptedTextField("证件号码", blank=True, default="")
    identity_index = models.CharField("证件索引", max_length=64, blank=True, db_index=True)
    phone = EncryptedTextField("电话", blank=True, default="")
    phone_index = models.CharField("电话索引", max_length=64, blank=True, db_index=True)
    address = EncryptedTextField("现住址", blank=True, default="")
    area = models.ForeignKey(
        "orgs.Area", models.PROTECT, related_name="persons", verbose_name="现住区划"
    )
    area_path = models.CharField("区划路径", max_length=120, db_index=True)
    # Who keeps this record and looks after the person; other units below the county do not see it.
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, related_name="persons", verbose_name="管理单位"
    )
    guardian = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="wards", verbose_name="监护人"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="members",
        verbose_name="家庭",
    )  # fmt: skip
    is_exercise = models.BooleanField("演练", default=False)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates",
        verbose_name="已合并至",
    )  # fmt: skip

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="people_person_sex_known"),
            models.CheckConstraint(
                condition=Q(identity_kind__in=IdentityKind.values),
                name="people_person_identity_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="people_person_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(guardian=None) | ~Q(guardian=F("id")),
                name="people_person_not_own_guardian",
            ),
        ]
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="people_person_latest"),
            models.Index(fields=["name", "born_on"], name="people_person_name_born"),
        ]

    class Personal:
        fields = (
            "name", "sex", "born_on", "identity", "identity_index", "phone", "phone_index", "address",
            "guardian", "household",
        )  # fmt: skip
        why = WHY
        kept = KEPT

    def __str__(self) -> str:
        return f"人员 {self.number}"

    @property
    def masked_identity(self) -> str:
        return mask(self.identity)

    @property
    def masked_phone(self) -> str:
        return mask(self.phone)


class Merge(Record):
    """
    One joining of two records of the same person: which was kept, why, and whether it was undone.

    Neither record changes in it, so that undoing it leaves both as they were.
    """

    kept = models.ForeignKey(
        Person, models.PROTECT, related_name="merges", verbose_name="保留的记录"
    )
    dropped = models.ForeignKey(
        Person, models.PROTECT, related_name="merges_away", verbose_name="重复的记录"
    )
    reason = models.CharField("原因", max_length=200)
    merged_at = models.DateTimeField("合并时间", default=clock.now)
    merged_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="合并人"
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人"
    )
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "人员合并"
        verbose_name_plural = "人员合并"
        constraints = [
            models.UniqueConstraint(
                fields=["dropped"], condition=Q(undone_at=None), name="people_merge_one_standing"
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("dropped")), name="people_merge_two_records"
            ),
        ]

    class Personal:
        none = True

    def __str__(self) -> str:
        return f"合并 {self.dropped_id} → {self.kept_id}（{self.uuid}）"
