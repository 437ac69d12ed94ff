"""Kinds of areas and units."""

from django.db import models


class AreaLevel(models.TextChoices):
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "地级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村级"
    GRID = "grid", "网格"


class BoundaryState(models.TextChoices):
    """Where a boundary file stands; what was once in force is kept."""

    DRAFT = "draft", "待启用"
    IN_FORCE = "in_force", "使用中"
    REPLACED = "replaced", "已被替换"
    REMOVED = "removed", "已移除"
    DISCARDED = "discarded", "未采用"


class UnitKind(models.TextChoices):
    COMMAND_OFFICE = "command_office", "指挥部办公室"
    GOVERNMENT = "government", "县级人民政府"
    PARTY = "party", "党委部门"
    BUREAU = "bureau", "政府部门"
    CDC = "cdc", "疾控机构"
    HOSPITAL = "hospital", "医疗机构"
    SUPERVISION = "supervision", "卫生监督机构"
    PARK = "park", "园区管委会"
    SOCIAL = "social", "群团和社会组织"
    TOWNSHIP = "township", "乡镇人民政府"
    VILLAGE_COMMITTEE = "village_committee", "村（居）民委员会"
    SCHOOL = "school", "学校"
    PLACE = "place", "重点场所单位"
    # Named as one in a plan, but made of several units that each do the duty.
    COLLECTIVE = "collective", "集合单位"


class Position(models.TextChoices):
    """A seat on the duty roster."""

    LEADER = "leader", "带班领导"
    OFFICER = "officer", "值班员"
    ASSISTANT = "assistant", "副班"
    DRIVER = "driver", "值班驾驶员"


class TeamKind(models.TextChoices):
    """What a team is made up for."""

    RESCUE = "rescue", "医疗救援"
    INVESTIGATION = "investigation", "流行病学调查"
    SAMPLING = "sampling", "采样检测"
    DISINFECTION = "disinfection", "消毒处置"
    TRANSPORT = "transport", "转运"
    SUPPORT = "support", "后勤保障"


class TeamState(models.TextChoices):
    """Where a team stands."""

    READY = "ready", "待命"
    CALLED = "called", "已调派"
    ON_WAY = "on_way", "赶赴途中"
    ON_SCENE = "on_scene", "现场处置"
    RELEASED = "released", "已撤离休整"
    NOT_READY = "not_ready", "不能出动"


class EquipmentState(models.TextChoices):
    """Whether equipment can go out."""

    GOOD = "good", "完好"
    REPAIR = "repair", "维修"
    SHORT = "short", "缺损待补"
