import uuid

import django.db.models.deletion
from django.db import migrations, models


def keep_set_asides(apps, schema_editor):
    """What was set aside for the installation stays so everywhere."""
    threshold = apps.get_model("standards", "ReportingThreshold")
    aside = apps.get_model("standards", "WatchSetAside")
    rows = threshold.objects.filter(set_aside_on__isnull=False)
    aside.objects.bulk_create(
        [aside(rule=row, area_path="", since=row.set_aside_on) for row in rows]
    )


class Migration(migrations.Migration):
    dependencies = [("standards", "0004_watch_lines")]

    operations = [
        migrations.CreateModel(
            name="WatchSetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "area_path",
                    models.CharField(blank=True, max_length=120, verbose_name="区划路径"),
                ),
                ("since", models.DateField(verbose_name="停用日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="恢复日期")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="set_asides",
                        to="standards.reportingthreshold",
                        verbose_name="关注线",
                    ),
                ),
            ],
            options={
                "verbose_name": "关注线停用",
                "verbose_name_plural": "关注线停用",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("rule", "area_path"),
                        name="standards_watchsetaside_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="standards_watchsetaside_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="reportingthreshold",
            name="area_path",
            field=models.CharField(blank=True, max_length=120, verbose_name="适用区划路径"),
        ),
        migrations.RunPython(keep_set_asides, migrations.RunPython.noop),
    ]
