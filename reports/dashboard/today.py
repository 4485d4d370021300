"""What is counted as at today in several plans together: after an update only the plan that was
touched is counted again.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from reports.dashboard.keeping import (
    NOW,
    keep_counts,
    keep_sum,
    kept_counts,
    kept_sum,
    let_go,
)
from reports.dashboard.now import tallies_of_plans
from reports.dashboard.parts import FORM
from reports.dashboard.plans import CountedPlan, keys_hash
from reports.dashboard.tallies import Tally, added_up
from reports.models import KeptSum


def tally_today(plans: Sequence[CountedPlan], *, today: date, numbers: Mapping[int, int]) -> Tally:
    """What is counted in all these plans together, exempt rows too. `numbers`: of their stamps,
    which were read before. At most seven queries, but for the first time on a day.
    """
    asked = f"{NOW} {today}"
    stamps = {plan.pk: f"{FORM} {numbers.get(plan.pk, 0)} {plan.rules}" for plan in plans}
    if len(plans) < 2:
        return added_up(_counted(asked, stamps, today).values())
    key = keys_hash(stamps)
    kept = kept_sum(key, asked)
    if kept is None:
        let_go(asked_now=asked)
        return _from_scratch(key, asked, stamps, today)
    changed = {plan: stamp for plan, stamp in stamps.items() if kept.stamps[str(plan)][0] != stamp}
    if not changed:
        return Counter(kept.counts)
    before = _as_added(asked, changed, kept)
    if before is None:
        return _from_scratch(key, asked, stamps, today)
    return _exchanged(kept, before, _counted(asked, changed, today), stamps)


def _counted(asked, stamps, today):
    """By plan what is counted under these stamps: kept, or counted now and kept."""
    found = kept_counts(asked, stamps)
    missing = [plan for plan in stamps if plan not in found]
    if missing:
        tallies = tallies_of_plans(missing, today=today)
        new = {plan: dict(tallies.get(plan, {})) for plan in missing}
        keep_counts(
            asked, {plan: (stamps[plan], tally) for plan, tally in new.items()}, alone=False
        )
        found |= new
    return found


def _from_scratch(key, asked, stamps, today):
    counted = _counted(asked, stamps, today)
    total = added_up(counted.values())
    said = {str(plan): _said(stamps[plan], tally) for plan, tally in counted.items()}
    keep_sum(KeptSum(plans=key, asked=asked, stamps=said, counts=total))
    return total


def _as_added(asked, changed, kept) -> list[Mapping[str, int]] | None:
    """What was added up of the plans that have changed since; None where it is no longer kept.

    Told apart by what it says as well: of two who counted under one stamp, the second may have seen
    what was written meanwhile.
    """
    stamps = {plan: kept.stamps[str(plan)][0] for plan in changed}
    found: dict[int, Any] = kept_counts(asked, stamps)
    if any(plan not in found for plan in changed):
        return None
    if any(_said(stamps[plan], found[plan]) != kept.stamps[str(plan)] for plan in changed):
        return None
    return list(found.values())


def _exchanged(kept, before, counted, stamps):
    """The sum with these counts in place of those before; kept."""
    total = added_up([kept.counts, *counted.values()])
    total.subtract(added_up(before))
    kept.counts = {key: count for key, count in total.items() if count}
    for plan, tally in counted.items():
        kept.stamps[str(plan)] = _said(stamps[plan], tally)
    keep_sum(KeptSum(plans=kept.plans, asked=kept.asked, stamps=kept.stamps, counts=kept.counts))
    return Counter(kept.counts)


def _said(stamp, tally):
    return [stamp, sha256(json.dumps(tally, sort_keys=True).encode()).hexdigest()[:16]]
