from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0007_payment_of_a_paper'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='source',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
    ]
