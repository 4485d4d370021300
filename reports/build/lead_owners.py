"""Under which owner, and which department, each recommendation stands where a table is grouped by
them: those of its lead owner.
"""

from collections.abc import Collection, Mapping, Sequence

from people.models import Owner
from recommendations.models import Assignment
from recommendations.states import OwnerState, RecommendationState
from reports.plan_figures import departments_of
from reports.public_names import OFFICER, Held, post_words
from reports.table_rows import Grouping
from reports.tables import OWNER_EXEMPT, Lead
from reports.withheld import ExemptNow


def leads_of(
    states: Sequence[RecommendationState],
    groupings: Collection[str],
    *,
    withheld: Mapping[int, ExemptNow],
    posts: dict[int, Held] | None,
) -> dict[int, Lead]:
    """The headings by which the recommendations are grouped, as far as any of `groupings` asks for
    them. `states`: what the readers may know; `withheld`: what is kept from them; `posts`: what
    stands for people (None: their names). A query for the owners, and one for the departments.
    """
    owners = _owners(states, posts) if Grouping.OWNER in groupings else {}
    departments = departments_of(states) if Grouping.DEPARTMENT in groupings else {}
    leads = {}
    for state in states:
        key = state.recommendation_id
        is_exempt = key in withheld and "owner" in withheld[key].parts
        exempt = Lead(OWNER_EXEMPT, OWNER_EXEMPT)
        leads[key] = exempt if is_exempt else Lead(owners.get(key, ""), departments.get(key, ""))
    return leads


def lead_of(state: RecommendationState) -> OwnerState | None:
    """The first owner who leads; the first who is named, where none does; None without owners."""
    leading = (owner for owner in state.owners if owner.role == Assignment.Role.LEAD)
    return next(leading, state.owners[0] if state.owners else None)


def _owners(states, posts):
    """By recommendation what its lead owner is called: as whoever the owner was merged into; where
    nobody is known by the words of the owner cell, by those words.
    """
    leads = {state.recommendation_id: lead_of(state) for state in states}
    merged = Owner.objects.filter(pk__in={lead.owner_id for lead in leads.values() if lead})
    names = dict(merged.exclude(merged_into=None).values_list("pk", "merged_into__name"))
    return {
        state.recommendation_id: _name(leads[state.recommendation_id], state, names, posts)
        for state in states
    }


def _name(lead, state, names, posts):
    if lead is None:
        words = " ".join(state.owner_text.split())
        return OFFICER if words and posts is not None else words
    if posts is not None and lead.kind == Owner.Kind.PERSON:
        return post_words(lead, posts)
    return names.get(lead.owner_id, lead.name)
