"""What each filter of the list finds, in the words of the address."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.http import QueryDict

from people.dated_fact import take_back
from people.delegations import delegate
from people.merging import merge
from people.models import Alias, Owner
from people.roles import Role
from people.tenures import appoint
from recommendations import search
from recommendations.deadlines import revise
from recommendations.derived import refresh_derived
from recommendations.extensions import NewExtension, ask_for_extensions
from recommendations.filters import RecommendationFilter
from recommendations.keyset import Place, count_up_to, read_slice
from recommendations.models import Recommendation
from recommendations.models import recommendation as recommendation_models
from recommendations.recommendation_list import ORDERS, order_of, read_list
from recommendations.rounds import close_round
from recommendations.verification import confirm_completion
from recommendations.wordings import exempt_all, monitor_all
from tests.factories import (
    DAY,
    make_deadline,
    make_department,
    make_owner,
    make_plan,
    make_recommendation,
    make_round,
    make_update,
    make_user,
    moment,
    reading,
    written,
)

pytestmark = pytest.mark.django_db
TODAY = DAY + timedelta(days=30)
BEFORE, LATER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ONE_O_CLOCK = moment(hour=13)


@pytest.fixture
def lena():
    return make_user("lena@example.gov.uk", "Lena Lead", Role.LEAD)


@pytest.fixture
def find(lena):
    """The texts that a question finds for the lead, in their order."""

    def texts(question, user=None, on=TODAY):
        return sorted(row.text for row in asked(question, user or lena, on).qs)

    return texts


def asked(question, user, on=TODAY):
    rows = Recommendation.objects.listed_for(user, on=on)
    return RecommendationFilter(QueryDict(question), queryset=rows, user=user, today=on)


def errors(question, user):
    return {name: list(texts) for name, texts in asked(question, user).form.errors.items()}


def chips(question, user):
    return [chip.text for chip in asked(question, user).chips]


def due(days, text, **row):
    """A recommendation due so many days from today."""
    recommendation = make_recommendation(text=text, **row)
    day = TODAY + timedelta(days=days)
    make_deadline(recommendation, "On a day", earliest=day, latest=day)
    return recommendation


def test_without_a_question_it_is_what_is_monitored_in_plans_in_use(find):
    make_recommendation(text="Here")
    dropped = make_recommendation(text="Dropped")
    monitor_all([dropped], False, reason="Done.", **written(at=ONE_O_CLOCK))
    make_recommendation(make_plan("Old plan", "old", is_active=False), text="Old")

    assert find("") == ["Here"]
    assert find("monitored=no") == ["Dropped"]
    assert find("monitored=any") == ["Dropped", "Here"]
    assert find("unused=on") == ["Here", "Old"]
    assert find("plan=old") == ["Old"]


def test_an_owner_is_found_by_name_by_another_spelling_and_by_letters(find, lena):
    sue, bob = make_owner("Sue Moorman"), make_owner("Bob Baker")
    Alias.objects.create(owner=sue, name="Susan Moorman")
    make_recommendation(text="Sue's", owners=[sue])
    make_recommendation(text="Bob's", owners=[bob])
    make_recommendation(text="Theirs", owners=[sue, bob])

    assert find("owner=sue+moorman") == ["Sue's", "Theirs"]
    assert find("owner=Susan+Moorman") == ["Sue's", "Theirs"]
    assert find("owner=MAN") == ["Sue's", "Theirs"]
    assert chips("owner=susan+moorman", lena) == ["Owner: Sue Moorman"]


def test_one_who_is_called_just_so_is_meant_alone(find):
    make_recommendation(text="Ann's", owners=[make_owner("Ann Lee")])
    make_recommendation(text="Joanne's", owners=[make_owner("Joann Leeds")])

    assert find("owner=Ann+Lee") == ["Ann's"]
    assert find("owner=ann") == ["Ann's", "Joanne's"]


def test_an_owner_also_holds_through_posts_and_groups_on_the_day(find):
    sue, post, elt = make_owner(), make_owner("Head of HR", "post"), make_owner("ELT", "group")
    before = make_owner("Head of IT", "post")
    appoint(post, [sue], **written())
    appoint(elt, [make_owner("Bob Baker"), sue], **written())
    appoint(before, [sue], **written())
    appoint(before, [], **written(TODAY - timedelta(days=1)))
    for owner in (sue, post, elt, before):
        make_recommendation(text=owner.name, owners=[owner])

    assert find("owner=Sue+Moorman") == ["Sue Moorman"]
    assert find("owner=Sue+Moorman&through=on") == ["ELT", "Head of HR", "Sue Moorman"]
    assert find("owner=Sue+Moorman&through=on", on=DAY) == [
        *("ELT", "Head of HR", "Head of IT", "Sue Moorman")
    ]


def test_a_department_has_what_is_within_it(find, lena):
    corporate = make_department("Corporate Services")
    payroll = make_department("Payroll", parent=corporate)
    housing = make_department("Housing")
    for department in (corporate, payroll, housing):
        owner = make_owner(f"Head of {department}", "post", department=department)
        make_recommendation(text=department.name, owners=[owner])

    assert find(f"department={corporate.pk}") == ["Corporate Services", "Payroll"]
    assert find(f"department={payroll.pk}") == ["Payroll"]
    assert chips(f"department={payroll.pk}", lena) == ["Department: Payroll, and what is within it"]


def test_my_departments_are_those_of_whoever_asks_with_what_is_within(find, lena):
    corporate, housing = make_department("Corporate Services"), make_department("Housing")
    payroll = make_department("Payroll", parent=corporate)
    for department in (corporate, payroll, housing):
        owner = make_owner(f"Head of {department}", "post", department=department)
        make_recommendation(text=department.name, owners=[owner])
    olive = make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    hers = make_owner("Olive Officer", user=olive, department=corporate)

    assert find("department=own", olive) == ["Corporate Services", "Payroll"]
    assert find("department=own") == []
    delegate(housing, [hers], **written())
    assert find("department=own", olive) == ["Corporate Services", "Housing", "Payroll"]
    assert chips("department=own", lena) == ["My departments, and what is within them"]


def test_plans_are_found_by_title_or_address_and_themes_in_one_plan(find, lena):
    plan = make_plan("Staff survey 2016", "survey", themes=[{"title": "Culture", "number": "1"}])
    [theme] = plan.themes.all()
    make_recommendation(plan, text="Culture", theme=theme)
    make_recommendation(plan, text="Survey")
    make_recommendation(make_plan("Peer challenge", "peer"), text="Peer")

    assert find("plan=survey") == ["Culture", "Survey"]
    assert find("plan=staff+survey") == ["Culture", "Survey"]
    assert find("plan=e") == ["Culture", "Peer", "Survey"]
    assert find(f"plan=survey&theme={theme.pk}") == ["Culture"]
    assert chips(f"plan=survey&theme={theme.pk}", lena) == [
        "Plan: Staff survey 2016",
        "Theme: 1. Culture",
    ]


def test_a_source_a_priority_and_a_timescale(find):
    audit = make_plan("Audit", "audit", source="internal_audit")
    make_recommendation(audit, text="Audit", priority="High", timescale="Immediate actions")
    make_recommendation(text="Review", priority="Highest")

    assert find("source=internal_audit") == ["Audit"]
    assert find("priority=high") == ["Audit"]
    assert find("timescale=immediate+actions") == ["Audit"]


def test_a_status_by_its_meaning_and_by_its_word(find):
    make_recommendation(text="Done", status=("Completed", "complete"))
    make_recommendation(text="Going", status=("Underway", "on_track"))
    make_recommendation(text="Unsaid")

    assert find("status=complete") == ["Done"]
    assert find("status=none") == ["Unsaid"]
    assert find("word=underway") == ["Going"]


def test_dates(find):
    due(-1, "Late")
    due(0, "Today")
    due(30, "Soon")
    due(90, "Later")
    due(91, "Far")
    due(-1, "Done", status=("Completed", "complete"))

    assert find("overdue=on") == ["Late"]
    assert find("due=30") == ["Soon", "Today"]
    assert find("due=90") == ["Later", "Soon", "Today"]
    assert find("rag=red") == ["Late"]


def test_what_was_to_begin_and_has_not_begun(find):
    for text, status in (("Not begun", None), ("Begun", ("Underway", "on_track"))):
        recommendation = make_recommendation(text=text, status=status)
        make_deadline(recommendation, "From June", earliest=DAY, latest=None, open_ended=True)
    later = make_recommendation(text="To come")
    make_deadline(later, "From July", earliest=TODAY, latest=None, open_ended=True)

    assert find("start_overdue=on") == ["Not begun"]


def test_past_its_original_date_and_an_extension_requested(find):
    moved, asked_for = due(-20, "Moved"), due(-20, "Asked for")
    later = reading(latest=TODAY + timedelta(days=50), earliest=None)
    [deadline] = moved.deadlines.all()
    revise(deadline, "Later", reading=later, paper_date=DAY, **written(at=ONE_O_CLOCK))
    new = NewExtension(asked_for.deadlines.get(), "Summer 17", "No staff")
    ask_for_extensions([new], **written(at=ONE_O_CLOCK))

    assert find("past_original=on") == ["Moved"]
    assert find("extension=on") == ["Asked for"]


def test_what_was_silent_for_so_many_rounds(find, lena):
    make_recommendation(text="Silent")
    for hour in (14, 15):
        round = make_round(make_plan(), label=f"Round {hour}", at=moment(hour=hour))
        close_round(round, **written(at=moment(hour=hour, minute=30)))

    assert find("silent=2") == ["Silent"]
    assert find("silent=3") == []
    assert chips("silent=1&overdue=on", lena) == ["Silent for 1 round or more", "Overdue"]


def test_what_is_silent_in_a_round_that_is_open(find, lena):
    open_plan, other = make_plan(), make_plan("Other", "other")
    round = make_round(open_plan, other, at=moment(hour=11))
    silent = make_recommendation(text="Silent")
    make_update(make_recommendation(text="Answered"), at=ONE_O_CLOCK)
    make_recommendation(make_plan("In no round", "none"), text="Not asked")
    assert find("round=silent") == ["Silent"]
    assert chips("round=silent", lena) == ["Silent in a round that is open"]

    monitor_all([silent], False, reason="Done.", **written(at=ONE_O_CLOCK))
    assert find("round=silent&monitored=any") == []
    make_recommendation(other, text="Other")
    close_round(round, **written(at=moment(hour=14)))
    assert find("round=silent") == []


def test_what_is_reported_complete_and_not_verified(find):
    make_recommendation(text="Waiting", status=("Completed", "complete"))
    verified = make_recommendation(text="Verified", status=("Completed", "complete"))
    auditor = make_user("audrey@example.gov.uk", "Audrey Auditor", Role.AUDITOR)
    confirm_completion(verified, method="Seen", by=auditor, on=DAY, at=ONE_O_CLOCK)

    assert find("unverified=on") == ["Waiting"]


def test_what_names_no_owner_and_what_is_mine(find, lena):
    make_recommendation(text="Nobody's")
    make_recommendation(text="Bob's", owners=[make_owner("Bob Baker")])
    make_recommendation(text="Mine", owners=[make_owner("Lena Lead", user=lena)])

    assert find("unowned=on") == ["Nobody's"]
    assert find("mine=on") == ["Mine"]


def test_exempt_ones_of_other_departments_are_neither_found_nor_counted(find):
    olive = make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    own = make_recommendation(text="Own", owners=[make_owner("Olive Officer", user=olive)])
    others = make_recommendation(text="Others'")
    exempt_all([own, others], "3", **written(at=ONE_O_CLOCK))
    make_recommendation(text="Open")

    assert find("exempt=on") == ["Others'", "Own"]
    assert find("exempt=on", olive) == ["Own"]
    assert find("", olive) == ["Open", "Own"]


def test_what_is_listed_is_what_is_visible():
    olive = make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    users = [make_user(f"{role.name}@example.gov.uk", role=role) for role in Role] + [olive]
    housing = make_department("Housing")
    make_owner("Olive Officer", user=olive, department=make_department("Payroll"))
    make_plan("Housing", "housing").departments.add(housing)
    make_recommendation(make_plan(slug="housing"))
    make_recommendation(make_plan("Old plan", "old", is_active=False))
    exempt_all([make_recommendation()], "3", **written(at=ONE_O_CLOCK))
    make_recommendation()

    for user in users:
        listed = Recommendation.objects.listed_for(user, on=TODAY)
        visible = Recommendation.objects.visible_to(user, on=TODAY)
        assert set(listed) == set(visible), user.email


@pytest.mark.parametrize(
    ("day", "is_merged", "texts"),
    [
        (BEFORE, False, ["of nobody", "person"]),
        (TODAY, False, ["delegated", "of nobody", "person", "post", "within"]),
        (LATER, False, ["group", "of nobody", "person", "post"]),
        (TODAY, True, ["delegated", "of nobody", "person", "post", "spelling", "within"]),
    ],
)
def test_what_is_listed_is_what_is_visible_through_whatever_it_is_ones_own(day, is_merged, texts):
    """In plans that are kept to a department of others, and exempt."""
    olive, others = make_user("olive@example.gov.uk", "Olive", Role.OFFICER), make_owner("Bob")
    person, spelling = make_owner("Olive", user=olive), make_owner("O. Officer")
    housing, health = make_department("Housing"), make_department("Health")
    repairs = make_department("Repairs", parent=housing)
    post, old_post, group = (make_owner(n, "post") for n in ("Head", "Old head", "Team"))
    appoint(post, [person], **written(TODAY))
    wrong = appoint(old_post, [person], **written(BEFORE))
    take_back(wrong, by=make_user(), at=moment(TODAY), reason="Another Olive.")
    appoint(group, [others, person], **written(LATER))
    delegate(housing, [person], **written(TODAY))
    delegate(housing, [others], **written(LATER))
    owners = {
        "person": person,
        "spelling": spelling,
        "post": post,
        "taken back": old_post,
        "group": group,
        "delegated": make_owner("Delegated", department=housing),
        "within": make_owner("Within", department=repairs),
        "elsewhere": make_owner("Elsewhere", department=health),
    }
    for number, (text, owner) in enumerate(owners.items()):
        plan = make_plan(text, f"plan-{number}")
        plan.departments.add(make_department(f"Department {number}"))
        row = make_recommendation(plan, text=text, owners=[owner])
        exempt_all([row], "3", **written(at=ONE_O_CLOCK))
    make_recommendation(make_plan("Open", "open"), text="of nobody")
    if is_merged:
        merge(spelling, person, by=make_user(), at=ONE_O_CLOCK, reason="The same.")

    listed = Recommendation.objects.listed_for(olive, on=day)
    visible = Recommendation.objects.visible_to(olive, on=day)

    assert set(listed) == set(visible)
    assert sorted(listed.values_list("text", flat=True)) == texts


def test_words_are_looked_for_in_texts_owners_and_updates(find, lena):
    make_recommendation(text="Write policies on procurement")
    make_recommendation(text="Second", narrative="The procurement policy is drafted")
    make_recommendation(text="Third", owners=[make_owner("Head of Procurement", "post")])

    assert find("words=Procurement") == ["Second", "Third", "Write policies on procurement"]
    assert find("words=procurement+policy") == ["Second", "Write policies on procurement"]
    assert find("words=proc+zebra") == []
    assert chips("words=proc+zebra", lena) == ["Words: proc zebra"]


@pytest.fixture
def housing(lena):
    """Seven owners in a department of the lead and one elsewhere, each with rows of their own and
    one that all of them have; all due on different days, one of them later than its neighbour.
    """
    there = make_department("Housing")
    owners = [make_owner(f"Holly {n}", department=there) for n in range(7)]
    owners.append(make_owner("Sue Moorman"))
    for number in range(24):
        row = due(number - number % 5, f"Policy {number}", owners=[owners[number % 8]])
        if number % 6 == 0:
            make_update(row, "A repair", on=TODAY)
    due(99, "Shared repairs", owners=owners)
    due(98, "Nobody’s")
    Owner.objects.filter(name="Holly 0").update(user=lena)
    return there


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("department={housing}", 22),
        ("department=own", 22),
        ("mine=on", 4),
        ("owner=holly", 22),
        ("owner=sue+moorman", 4),
        ("owner=holly&overdue=on", 0),
        ("words=policy", 24),
        ("words=repair&department=own", 5),
        ("words=policy&owner=holly&due=30", 21),
    ],
)
def test_few_or_many_keys_find_the_same_on_each_page_counted_and_exported(
    housing, lena, monkeypatch, question, count
):
    question = question.format(housing=housing.pk)
    few = {order: pages(question, lena, order) for order in ORDERS}
    monkeypatch.setattr(search, "MANY", 0)
    monkeypatch.setattr(recommendation_models, "FEW_OWNERS", 0)
    monkeypatch.setattr(recommendation_models, "MANY_CELLS", defaultdict(int))

    assert {order: pages(question, lena, order) for order in ORDERS} == few
    for order, (keys, counts) in few.items():
        rows = asked(question, lena).qs
        exported = [row.listed.pk for row in read_list(rows, order_of(order), (), on=TODAY)]
        backwards, _ = pages(question, lena, f"-{order}")
        assert keys == exported == backwards[::-1]
        assert len(keys) == count == count_up_to(rows, 100)
        assert counts == ({count} if keys else {0})


def pages(question, user, order):
    """The keys on all pages in an order, and what the pages say that there are."""
    order, rows = order_of(order), asked(question, user).qs
    shown = read_slice(rows, ("pk", order.column), order, 5, counted_to=100)
    found, counts = list(shown.rows), {shown.count}
    while not shown.is_last:
        after = Place(found[-1][1], found[-1][0])
        shown = read_slice(rows, ("pk", order.column), order, 5, after=after, counted_to=100)
        found += shown.rows
    return [key for key, _ in found], counts


def test_of_many_owners_it_is_asked_how_many_rows_they_have(housing, django_assert_num_queries):
    owners = list(Owner.objects.values_list("pk", flat=True))
    rows = Recommendation.objects.all()

    with django_assert_num_queries(2):
        assert len(rows.naming(owners)) == 25
    with django_assert_num_queries(1):
        assert len(rows.naming(owners[:1])) == 4
    with django_assert_num_queries(0):
        assert len(rows.naming([])) == 0


def test_filters_combine(find):
    sue = make_owner()
    due(-1, "Hers, late", owners=[sue])
    due(9, "Hers", owners=[sue])
    due(-1, "Late")

    assert find("owner=sue&overdue=on") == ["Hers, late"]


def test_columns_that_were_never_filled_in_hide_nothing(find):
    row = make_recommendation(text="Old")
    Recommendation.objects.update(derived_on=None, text="", is_monitored=True)

    assert find("") == [""]
    refresh_derived([row.pk], on=TODAY)
    assert find("") == ["Old"]


@pytest.mark.parametrize(
    ("question", "field", "sentence"),
    [
        (
            "owner=Zzz",
            "owner",
            "Nobody in the directory has “Zzz” in their name. Type fewer letters.",
        ),
        (
            "plan=zzz",
            "plan",
            "No plan that you may read has “zzz” in its title. Type fewer letters.",
        ),
        ("words=%22...%22", "words", "Type a word or a number to look for."),
        ("theme=1", "theme", "Choose a theme of the plan; name one plan for that."),
        ("silent=many", "silent", "Enter a number of rounds from 1 to 99."),
        (f"silent={'9' * 40}", "silent", "Enter a number of rounds from 1 to 99."),
        ("silent=0", "silent", "Enter a number of rounds from 1 to 99."),
    ],
)
def test_what_is_not_understood_is_said_and_finds_nothing(find, lena, question, field, sentence):
    make_recommendation(text="Here")

    assert errors(question, lena) == {field: [sentence]}
    assert find(f"{question}&monitored=any") == []
    [wrong, _] = asked(f"{question}&monitored=any", lena).chips
    assert wrong.text.endswith("not found")
    assert field in wrong.names


@pytest.mark.parametrize(
    "question",
    [
        f"department={'9' * 40}",
        "department=x",
        "status=x",
        "rag=blue",
        "due=7",
        "source=x",
        "monitored=x",
        "round=x",
        "words=%00",
        f"owner={'x' * 201}",
    ],
)
def test_a_choice_that_there_is_not_is_said_too(find, lena, question):
    make_recommendation(text="Here")

    assert list(errors(question, lena)) == [question.split("=")[0]]
    assert find(question) == []


def test_a_plan_that_is_kept_from_somebody_is_not_there_for_them():
    olive = make_user("olive@example.gov.uk", "Olive Officer", Role.OFFICER)
    make_plan("Housing plan", "housing").departments.add(make_department("Housing"))

    assert list(errors("plan=housing", olive)) == ["plan"]


@pytest.mark.parametrize("typed", ["élodie", "elodie", "ÉLODIE STRASSE", "Élodie Straße"])
def test_an_owner_is_found_whatever_the_case_and_the_accents(find, typed):
    make_recommendation(text="Here", owners=[make_owner("Élodie Straße")])

    assert find(f"owner={typed}") == ["Here"]


def test_a_plan_is_found_whatever_the_case_and_the_accents(find):
    make_recommendation(make_plan("École primaire", "ecole"), text="Here")

    assert find("plan=ÉCOLE") == ["Here"]
    assert find("plan=eco") == ["Here"]


def test_through_posts_says_nothing_without_an_owner(lena):
    assert chips("through=on", lena) == []
    assert chips("owner=x&through=on", lena) == ["Owner: “x” not found"]
    make_owner("Xenia")
    [owner, through] = asked("owner=x&through=on", lena).chips
    assert (owner.names, through.names) == (("owner", "through"), ("through",))
