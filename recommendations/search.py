"""Finding recommendations by the words in their texts: the one place that knows how it is done."""

from django.db.models import Q

from recommendations.models import ProgressUpdate


def matching_words(queryset, words: str):
    """Those in whose text, owner cell or last update each of the words occurs, in any case."""
    for word in words.split():
        said = ProgressUpdate.objects.filter(narrative__icontains=word, corrected_by=None)
        queryset = queryset.filter(
            Q(text__icontains=word)
            | Q(owner_text__icontains=word)
            | Q(pk__in=said.filter(void=False).values("recommendation"))
        )
    return queryset
