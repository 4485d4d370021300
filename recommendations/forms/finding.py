"""What is typed to find recommendations: names and words, looked up once, each refused in words
where nothing has it.
"""

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.db.models import Q

from people.models import Owner
from people.prepared import Given, Prepared
from recommendations.list_choices import list_choices
from recommendations.models import Plan, Theme
from recommendations.words_found import WordsSought, folded

# The owner itself, what it was merged into, and what else was merged with it.
SPELLINGS = ("pk", "merged_into", "merged", "merged_into__merged")
# What the choice of a department says for those of whoever asks.
OWN_DEPARTMENTS = "own"


def _owners(*conditions):
    owners = Owner.objects.filter(*conditions).order_by("name", "pk")
    return owners.values_list("name", "aliases__name", *SPELLINGS)


_LIKE = Q(name__icontains=Given("words")) | Q(aliases__name__icontains=Given("words"))
_OWNERS_LIKE, _OWNERS = Prepared(lambda: _owners(_LIKE)), Prepared(_owners)


@dataclass(frozen=True, slots=True)
class FoundOwners:
    """Those whom a name means: one or several, by the keys of all their spellings."""

    keys: list[int]
    words: str


@dataclass(frozen=True, slots=True)
class FoundPlans:
    """The plans that a title means; `themes`: keys and headings, where it is one plan alone."""

    keys: list[int]
    words: str
    themes: list[tuple[str, str]]
    slug: str = ""

    @property
    def is_one(self):
        return len(self.keys) == 1


class SharedFields(dict):
    """The fields of a form's class, of which each form has its own of those alone that it fills in:
    to copy two dozen takes longer than to look for what they ask.
    """

    FILLED_IN = ("department", "theme")

    def __deepcopy__(self, memo):
        own = {name: deepcopy(self[name], memo) for name in self.FILLED_IN}
        return {**self, **own}


class FindRecommendationsForm(forms.Form):
    """The filters of the list. `user`: who asks, which decides what there is to be found."""

    marks_optional = False

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.fields["department"].choices = self._department_choices
        self.fields["theme"].choices = self._theme_choices

    def clean_words(self):
        words = self.cleaned_data["words"]
        if words and not WordsSought(words).words:
            raise forms.ValidationError("Type a word or a number to look for.")
        return words

    def clean_owner(self):
        """By name or another spelling; the letters of one where nobody is called just so."""
        words = self.cleaned_data["owner"]
        if not words:
            return None
        found = _OWNERS_LIKE.rows(words=words) or _with_letters(
            words, _OWNERS.rows(), places=(0, 1)
        )
        if not found:
            raise forms.ValidationError(
                f"Nobody in the directory has “{words}” in their name. Type fewer letters."
            )
        typed = folded(words)
        exact = [row for row in found if typed in (folded(row[0]), folded(row[1] or ""))]
        meant = exact or found
        names = {merged_into or key: name for name, _, key, merged_into, *_ in meant}
        keys = {key for row in meant for key in row[2:] if key}
        return FoundOwners(sorted(keys), _in_words(words, list(names.values())))

    def clean_plan(self):
        """By title or address; the letters of one where none is called just so."""
        words = self.cleaned_data["plan"]
        if not words:
            return None
        rows = Plan.objects.visible_to(self.user, on=self.today)
        rows = rows.order_by("title", "pk", "themes__position", "themes__pk").values_list(
            "pk", "title", "slug", "themes", "themes__number", "themes__title"
        )
        like = Q(slug__iexact=words) | Q(title__icontains=words)
        found = list(rows.filter(like)) or _with_letters(words, rows, places=(1,))
        if not found:
            raise forms.ValidationError(
                f"No plan that you may read has “{words}” in its title. Type fewer letters."
            )
        typed = folded(words)
        meant = [row for row in found if typed in (folded(row[1]), row[2])] or found
        titles = {key: title for key, title, *_ in meant}
        is_one = len(titles) == 1
        return FoundPlans(
            keys=list(titles),
            words=_in_words(words, list(titles.values())),
            themes=[_theme(*row[3:]) for row in meant if row[3]] if is_one else [],
            slug=meant[0][2] if is_one else "",
        )

    @cached_property
    def choices(self):
        """What there is to choose from: `list_choices`."""
        return list_choices(self.user)

    @cached_property
    def departments(self):
        """Key and name of each in use, what is within it below it and further in."""
        return list(_as_tree(self.choices.departments))

    def _department_choices(self):
        own = (OWN_DEPARTMENTS, "My departments")
        return [("", "Any department"), own, *self.departments]

    def _theme_choices(self):
        plan = getattr(self, "cleaned_data", {}).get("plan")
        return [("", "Any theme"), *(plan.themes if plan else [])]


def _with_letters(typed, rows, *, places):
    """Those of the rows that have what was typed at one of these places, whatever the case and the
    accents: SQLite takes only a to z in either case.
    """
    letters = folded(typed)
    return [row for row in rows if any(letters in folded(row[place] or "") for place in places)]


def _in_words(typed, names):
    """What a chip says of whom a text means."""
    return names[0] if len(names) == 1 else f"{len(names)} with “{typed}”"


def _theme(key, number, title):
    return str(key), str(Theme(number=number, title=title))


def _as_tree(rows):
    """The rows in the order of the tree, names set in by their depth; those whose parent is not
    among them stand at the top.
    """
    known = {key for key, _, _ in rows}
    within = {}
    for key, name, parent in rows:
        within.setdefault(parent if parent in known else None, []).append((key, name))

    def walk(parent, depth):
        for key, name in within.get(parent, ()):
            yield str(key), "\u2003" * depth + name
            yield from walk(key, depth + 1)

    return walk(None, 0)
