"""Plans that are there get the usual status words, and every word that was ever used in them."""

from django.db import migrations, models
from django.db.models import Max
from django.utils import timezone

import recommendations.own_columns

PRESETS = [
    ('Not started', 'not_started', False),
    ('On track', 'on_track', False),
    ('Delayed or at risk', 'at_risk', False),
    ('Complete', 'complete', False),
    ('Complete and verified', 'complete', True),
    ('Superseded', 'superseded', False),
    ('Not accepted', 'not_accepted', False),
    ('Deferred', 'deferred', False),
    ('Business as usual', 'business_as_usual', False),
]


def words_of(used):
    """The presets and the words used, these in their own spelling, each with its last meaning."""
    words = {word.lower(): (word, meaning, is_auditors) for word, meaning, is_auditors in PRESETS}
    for word, meaning in used:
        is_auditors = meaning == 'complete' and words.get(word.lower(), ('', '', False))[2]
        words[word.lower()] = (word, meaning, is_auditors)
    return words.values()


def give_status_words(apps, schema_editor):
    Plan = apps.get_model('recommendations', 'Plan')
    StatusFact = apps.get_model('recommendations', 'StatusFact')
    StatusWord = apps.get_model('recommendations', 'StatusWord')
    Trail = apps.get_model('recommendations', 'HistoricalStatusWord')
    at = timezone.now()
    facts = StatusFact.objects.order_by().values_list('recommendation__plan', 'word', 'meaning')
    used: dict[int, list[tuple[str, str]]] = {}
    for plan, word, meaning, _ in facts.annotate(last=Max('pk')).order_by('last'):
        used.setdefault(plan, []).append((word, meaning))
    plans = Plan.objects.filter(status_words=None).order_by('pk').values_list('pk', flat=True)
    rows = StatusWord.objects.bulk_create(
        [
            StatusWord(plan_id=plan, word=word, meaning=meaning, is_auditors=is_auditors, position=position)
            for plan in plans
            for position, (word, meaning, is_auditors) in enumerate(words_of(used.get(plan, [])), start=1)
        ],
        batch_size=1000,
    )
    names = ('id', 'plan_id', 'word', 'meaning', 'is_auditors', 'position')
    Trail.objects.bulk_create(
        [
            Trail(history_date=at, history_type='+', **{name: getattr(row, name) for name in names})
            for row in rows
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0002_rounds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalplan',
            name='own_columns',
            field=models.JSONField(blank=True, default=list, help_text='A list of key, heading and what it is of: recommendation or update.', validators=[recommendations.own_columns.validate_own_columns], verbose_name='columns of its own'),
        ),
        migrations.AlterField(
            model_name='plan',
            name='own_columns',
            field=models.JSONField(blank=True, default=list, help_text='A list of key, heading and what it is of: recommendation or update.', validators=[recommendations.own_columns.validate_own_columns], verbose_name='columns of its own'),
        ),
        migrations.RunPython(give_status_words, migrations.RunPython.noop),
    ]
