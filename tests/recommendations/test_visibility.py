"""Whose rows are whose: `visible_to` and `editable_by`, judged on today."""

from datetime import timedelta

import pytest

from people.delegations import delegate
from people.roles import Role
from people.tenures import appoint
from recommendations.models import Plan, Recommendation
from recommendations.owner_cells import name_owners
from recommendations.plans import edit_plan
from recommendations.wordings import exempt_all
from tests.factories import (
    DAY,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)

pytestmark = pytest.mark.django_db
BEFORE, TODAY = DAY - timedelta(days=1), DAY + timedelta(days=30)
READERS = [Role.LEAD, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR]
EDITORS = [Role.LEAD, Role.ADMINISTRATOR]


@pytest.fixture
def hr():
    return make_department("Human Resources")


@pytest.fixture
def alice(hr):
    """An officer of Human Resources."""
    user = make_user("alice.officer@example.gov.uk", role=Role.OFFICER)
    make_owner("Alice Archer", user=user, department=hr)
    return user


@pytest.fixture
def as_person(alice):
    return alice.owner


def somebody(role):
    return make_user(f"{role.name.lower()}@example.gov.uk", role=role)


def exempt(*owners, paragraph="3", **row):
    recommendation = make_recommendation(owners=owners, **row)
    exempt_all([recommendation], paragraph, **written(at=moment(hour=13)))
    return recommendation


def sees(user, on=TODAY):
    """The texts of what the user may see."""
    rows = Recommendation.objects.visible_to(user, on=on)
    return sorted(rows.values_list("wordings__text", flat=True))


def sees_plans(user, on=TODAY):
    return sorted(Plan.objects.visible_to(user, on=on).values_list("title", flat=True))


def test_an_officer_sees_what_is_open_whoever_owns_it(alice):
    make_recommendation(text="Nobody's")
    make_recommendation(text="Bob's", owners=[make_owner("Bob Baker")])

    assert sees(alice) == ["Bob's", "Nobody's"]


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_who_may_read_no_live_plan_sees_nothing(role):
    make_recommendation()

    assert sees(make_user("victor@example.gov.uk", role=role)) == []
    assert sees_plans(make_user("victor@example.gov.uk")) == []


def test_an_exempt_one_of_nobody_is_not_for_officers(alice):
    exempt()

    assert sees(alice) == []


def test_an_exempt_one_is_for_its_owner(alice, as_person):
    exempt(as_person, text="Mine")
    exempt(make_owner("Bob Baker"), text="Bob's")

    assert sees(alice) == ["Mine"]


def test_an_exempt_one_is_for_its_owner_without_a_department():
    bob = make_user("bob@example.gov.uk", role=Role.OFFICER)
    exempt(make_owner("Bob Baker", user=bob), text="Bob's")
    exempt(make_owner("Carol Cook"), text="Carol's")

    assert sees(bob) == ["Bob's"]


def test_an_exempt_one_is_for_each_of_several_owners(alice, as_person):
    exempt(make_owner("Bob Baker"), as_person, text="Ours")

    assert sees(alice) == ["Ours"]


def test_an_exempt_one_is_for_who_holds_the_post_on_the_day(alice, as_person):
    post, housing = make_owner("Head of Housing", "post"), make_department("Housing")
    post.department = housing
    post.save()
    appoint(post, [as_person], **written())
    appoint(post, [make_owner("Bob Baker")], **written(TODAY))
    exempt(post, text="The post's")

    assert sees(alice, BEFORE) == ["The post's"]  # It was not exempt, and not the post's, yet.
    assert sees(alice, TODAY - timedelta(days=1)) == ["The post's"]
    assert sees(alice, TODAY) == []


def test_an_exempt_one_is_for_the_members_of_the_group(alice, as_person):
    elt = make_owner("ELT", "group")
    exempt(elt, text="The group's")
    assert sees(alice) == []

    appoint(elt, [make_owner("Bob Baker"), as_person], **written())

    assert sees(alice) == ["The group's"]


def test_an_exempt_one_is_for_the_department_of_its_owner(alice, hr):
    exempt(make_owner("Bob Baker", department=hr), text="Of HR")
    exempt(make_owner("Carol Cook", department=make_department("Housing")), text="Of Housing")

    assert sees(alice) == ["Of HR"]


def test_an_exempt_one_is_for_the_department_above_but_not_below(alice, hr):
    payroll = make_department("Payroll", parent=hr)
    corporate = make_department("Corporate Services")
    hr.parent = corporate
    hr.save()
    exempt(make_owner("Bob Baker", department=payroll), text="Of Payroll")
    exempt(make_owner("Carol Cook", department=corporate), text="Of Corporate Services")

    assert sees(alice) == ["Of Payroll"]


def test_who_owns_it_is_judged_on_today(alice, as_person):
    recommendation = exempt(as_person, text="Handed over")

    name_owners(recommendation, "Somebody outside", **written(TODAY))

    assert sees(alice, TODAY - timedelta(days=1)) == ["Handed over"]
    assert sees(alice) == []


def test_whether_it_is_exempt_is_judged_on_today(alice):
    recommendation = make_recommendation(text="Once open")

    exempt_all([recommendation], "3", **written(TODAY))

    assert sees(alice, TODAY - timedelta(days=1)) == ["Once open"]
    assert sees(alice) == []


def test_an_exemption_that_is_lifted_opens_it_to_all(alice):
    recommendation = exempt(text="Open again")

    exempt_all([recommendation], "", **written(TODAY))

    assert sees(alice, TODAY - timedelta(days=1)) == []
    assert sees(alice) == ["Open again"]


def test_an_exemption_written_down_late_counts_from_its_day(alice):
    recommendation = make_recommendation(text="Found out later")

    exempt_all([recommendation], "3", **written(DAY, at=moment(TODAY)))

    assert sees(alice, DAY) == []


@pytest.mark.parametrize("role", READERS)
def test_who_reads_every_plan_sees_every_row(role, hr):
    exempt(text="Exempt")
    restricted = make_plan("Housing review", "housing", departments=[hr])
    make_recommendation(restricted, text="Restricted")

    assert sees(somebody(role)) == ["Exempt", "Restricted"]


def test_a_plan_kept_to_a_department_is_for_those_in_it(alice, hr):
    make_plan("Of HR", "hr", departments=[hr])
    make_plan("Of Housing", "housing", departments=[make_department("Housing")])
    make_plan("Of both", "both", departments=[hr, make_department("Audit")])
    make_plan("Of all", "all")

    assert sees_plans(alice) == ["Of HR", "Of all", "Of both"]


def test_a_plan_kept_to_a_department_is_for_those_below_but_not_above(alice, hr):
    corporate = make_department("Corporate Services")
    hr.parent = corporate
    hr.save()
    make_plan("Of Corporate Services", "corporate", departments=[corporate])
    make_plan("Of Payroll", "payroll", departments=[make_department("Payroll", parent=hr)])

    assert sees_plans(alice) == ["Of Corporate Services"]


def test_a_plan_kept_to_a_department_opens_with_the_post_held_there(alice, as_person):
    housing = make_department("Housing")
    appoint(
        make_owner("Head of Housing", "post", department=housing), [as_person], **written(TODAY)
    )
    make_plan("Of Housing", "housing", departments=[housing])

    assert sees_plans(alice, TODAY - timedelta(days=1)) == []
    assert sees_plans(alice) == ["Of Housing"]


def test_a_plan_kept_to_another_department_opens_to_the_owner_of_a_row_of_it(alice, as_person):
    plan = make_plan("Of Housing", "housing", departments=[make_department("Housing")])
    make_recommendation(plan, text="Alice's", owners=[as_person])
    make_recommendation(plan, text="Nobody's")
    exempt(plan=plan, text="Exempt")
    make_plan("Of Housing too", "housing-too", departments=[make_department("Other")])

    assert sees_plans(alice) == ["Of Housing"]
    assert sees(alice) == ["Alice's", "Nobody's"]
    assert sees_plans(alice, BEFORE) == []


@pytest.mark.parametrize("kind", ["post", "group"])
def test_so_it_does_to_who_holds_the_post_or_sits_in_the_group(alice, as_person, kind):
    plan = make_plan("Of Housing", "housing", departments=[make_department("Housing")])
    owner = make_owner("Head of Lettings", kind)
    make_recommendation(plan, text="Of Lettings", owners=[owner])

    appoint(owner, [as_person], **written(TODAY))

    assert sees(alice, TODAY - timedelta(days=1)) == []
    assert sees(alice) == ["Of Lettings"]


def test_a_plan_kept_to_a_team_opens_to_the_delegate_of_what_the_team_is_in(alice, as_person):
    directorate = make_department("Directorate")
    team = make_department("Team", parent=directorate)
    plan = make_plan("Of the team", "team", departments=[team])
    make_recommendation(plan, text="The team's", owners=[make_owner("Bob", department=team)])
    make_plan("Of nobody", "nobody", departments=[team])

    before = sees_plans(alice)
    delegate(directorate, [as_person], **written())

    assert before == []
    assert sees_plans(alice) == ["Of the team"]
    assert sees(alice) == ["The team's"]


def test_an_owner_does_not_see_a_plan_that_is_no_longer_in_use(alice, as_person):
    plan = make_plan("Of Housing", "housing", departments=[make_department("Housing")])
    make_recommendation(plan, owners=[as_person])
    edit_plan(plan, by=make_user(), at=moment(), version=1, is_active=False)

    assert sees(alice) == []
    assert sees_plans(alice) == []


def test_a_plan_no_longer_in_use_is_for_who_edits_plans(alice):
    plan = make_plan("Old", "old")
    make_recommendation(plan, text="Old")
    edit_plan(plan, by=make_user(), at=moment(), version=1, is_active=False)

    seen = {role: sees(somebody(role)) for role in [*READERS, Role.OFFICER]}

    assert seen == {
        Role.LEAD: ["Old"],
        Role.ADMINISTRATOR: ["Old"],
        Role.CLERK: [],
        Role.AUDITOR: [],
        Role.OFFICER: [],
    }


def test_somebody_with_two_roles_sees_what_either_may(alice):
    exempt(text="Exempt")

    make_user(alice.email, role=Role.AUDITOR)

    assert sees(type(alice).objects.get(pk=alice.pk)) == ["Exempt"]


@pytest.mark.parametrize("role", Role)
def test_who_edits_plans_edits_every_row_and_nobody_else_any(role, hr):
    exempt(text="Exempt")
    make_recommendation(make_plan("Of HR", "hr", departments=[hr]), text="Of HR")
    user = somebody(role)

    rows = Recommendation.objects.editable_by(user, on=TODAY)
    plans = Plan.objects.editable_by(user, on=TODAY)

    assert rows.count() == (2 if role in EDITORS else 0)
    assert plans.count() == (2 if role in EDITORS else 0)


def test_an_officer_edits_nothing_of_their_own(alice, as_person):
    make_recommendation(owners=[as_person])

    assert not Recommendation.objects.editable_by(alice, on=TODAY).exists()


def test_what_is_open_in_a_plan_takes_one_query(alice, django_assert_num_queries):
    exempt(text="Exempt")
    rows = Recommendation.objects.all()
    alice.has_perm("recommendations.read_plans")

    with django_assert_num_queries(1):
        rows.open_to(alice, on=TODAY)


def test_a_delegate_sees_what_they_may_report_on(alice, as_person):
    housing = make_department("Housing")
    make_plan("Housing review", "housing", departments=[housing])
    exempt(make_owner("Bob Baker", department=housing), text="Bob's")
    make_recommendation(text="Carol's", owners=[make_owner("Carol", department=housing)])

    before = (sees(alice), sees_plans(alice))
    delegate(housing, [as_person], **written())

    assert before == (["Carol's"], ["Organisational learning review"])
    assert sees(alice) == ["Bob's", "Carol's"]
    assert sees_plans(alice) == ["Housing review", "Organisational learning review"]
    assert sees_plans(alice, on=BEFORE) == ["Organisational learning review"]
