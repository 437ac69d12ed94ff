from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("standards", "0005_watch_lines_by_area")]

    operations = [
        migrations.RemoveConstraint(
            model_name="reportingthreshold", name="standards_reportingthreshold_law_stands"
        ),
        migrations.RemoveField(model_name="reportingthreshold", name="set_aside_on"),
        migrations.AddConstraint(
            model_name="reportingthreshold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_list", "watch"),
                    models.Q(("area_path", ""), ("is_local", False)),
                    _connector="OR",
                ),
                name="standards_reportingthreshold_law_stands",
            ),
        ),
    ]
