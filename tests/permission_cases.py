"""Who gets which answer at which address: the table to which `test_permissions.py` holds the site,
and the records it speaks of.
"""

from dataclasses import dataclass

from people.roles import Role
from people.tenures import appoint
from recommendations.models import Plan
from recommendations.wordings import exempt_all
from tests.factories import (
    lay_out,
    make_department,
    make_layout,
    make_owner,
    make_plan,
    make_recommendation,
    make_user,
    moment,
    written,
)

STRANGER, NOBODY = "stranger", "nobody"  # Not signed in; signed in, without any role.
VIEWER, OFFICER, LEAD = "viewer", "officer", "lead"
CLERK, AUDITOR, ADMINISTRATOR = "clerk", "auditor", "administrator"
ROLES = {
    NOBODY: None,
    VIEWER: Role.VIEWER,
    OFFICER: Role.OFFICER,
    LEAD: Role.LEAD,
    CLERK: Role.CLERK,
    AUDITOR: Role.AUDITOR,
    ADMINISTRATOR: Role.ADMINISTRATOR,
}

# The answers: a page, 404, 405, a redirect, or 403 with the sentence that says why.
PAGE, NOT_FOUND, NO_GET = 200, 404, 405
SIGN_IN, HOME, DOOR, ONWARDS = "to sign-in", "to home", "to the admin's door", "onwards"
NOT_LIVE = "You can read the papers that were issued, but not the live plans. Ask a plan lead."
KEPT = "This plan is kept to some departments, and you are not in one of them. Ask a plan lead."
NOT_FOR_EDITING = "Only plan leads and administrators edit plans. Ask one of them to change this."
NOT_FOR_HISTORY = "Only leads, clerks, auditors and administrators see who changed a plan."
NOT_THE_DIRECTORY = "The directory of owners is for people who may read the live plans."
NOT_TO_CHANGE_IT = "Only a plan lead or an administrator may change the directory."
NOT_ITS_HISTORY = "Who changed what is shown to plan leads, clerks, auditors and administrators."
NOT_ADMINISTRATION = "The administration pages are for administrators."

# The records. The officer is of Human Resources.
OPEN, HOUSING_PLAN, UNUSED_PLAN = "open plan", "plan kept to Housing", "plan no longer in use"
OWN, OF_HOUSING, OF_HOUSING_PLAN = "own", "of Housing", "of the plan kept to Housing"
EXEMPT_OWN, EXEMPT_OF_HOUSING = "exempt, own", "exempt, of Housing"
PERSON, POST, POST_OF_HOUSING = "person", "post", "post of Housing"
IN_USE, MISSING = "in use", "missing"
RECORDS = {
    "<slug:slug>": {OPEN, HOUSING_PLAN, UNUSED_PLAN, MISSING},
    "recommendations/<key:pk>": {
        OWN,
        OF_HOUSING,
        OF_HOUSING_PLAN,
        EXEMPT_OWN,
        EXEMPT_OF_HOUSING,
        MISSING,
    },
    "wordings/settle/": {IN_USE, MISSING},
    "owners/<key:pk>": {PERSON, POST, POST_OF_HOUSING, MISSING},
}


@dataclass(frozen=True)
class Case:
    """A route asked for a record. `typed`: what is typed into its form, which is then sent; None:
    the page is only opened.
    """

    route: str
    record: str
    expected: dict[str, int | str]
    typed: dict[str, str] | None = None

    def __str__(self):
        return f"{'GET' if self.typed is None else 'POST'} /{self.route} {self.record}".strip()


def everybody(answer=PAGE, **others):
    return {who: others.get(who, answer) for who in (STRANGER, *ROLES)}


def signed_in(answer=PAGE, **others):
    return everybody(answer, stranger=SIGN_IN, **others)


def readers(answer=PAGE, *, refused=NOT_LIVE, **others):
    """Who may read the live plans."""
    return signed_in(answer, nobody=refused, viewer=refused, **others)


def editors(answer=PAGE, *, refused=NOT_FOR_EDITING):
    """Who edits plans and the directory."""
    return signed_in(refused, lead=answer, administrator=answer)


def reading_plan(route):
    return [
        Case(route, OPEN, readers()),
        Case(route, HOUSING_PLAN, readers(officer=KEPT)),
        Case(route, UNUSED_PLAN, readers(NOT_FOUND, lead=PAGE, administrator=PAGE)),
        Case(route, MISSING, readers(NOT_FOUND)),
    ]


def editing(route, records, missing=(), *, refused=NOT_FOR_EDITING, **typed):
    """The page and the sending of its form, for records that are there and such as are not."""
    cases = []
    for record in records:
        cases.append(Case(route, record, editors(refused=refused)))
        cases.append(Case(route, record, editors(ONWARDS, refused=refused), typed))
    for record in (*missing, MISSING):
        cases.append(Case(route, record, editors(NOT_FOUND, refused=refused)))
        cases.append(Case(route, record, editors(NOT_FOUND, refused=refused), typed))
    return cases


def adding(route, *, refused=NOT_FOR_EDITING, **typed):
    return [
        Case(route, "", editors(refused=refused)),
        Case(route, "", editors(ONWARDS, refused=refused), typed),
    ]


def signing_in():
    link = "password/choose/<uidb64>/<token>/"
    return [
        Case("sign-in/", "", signed_in(HOME) | {STRANGER: PAGE}),
        Case("sign-in/", "", signed_in(HOME) | {STRANGER: PAGE}, {"username": "a@b.example"}),
        Case("sign-out/", "", everybody(NO_GET)),
        Case("sign-out/", "", everybody(SIGN_IN), {}),
        Case("password/", "", signed_in()),
        Case("password/", "", signed_in(), {"new_password1": "without the old one"}),
        Case("password/reset/", "", everybody()),
        Case("password/reset/", "", everybody(ONWARDS), {"email": "nobody@b.example"}),
        Case("password/reset/sent/", "", everybody()),
        Case(link, "", everybody()),
        Case(link, "", everybody(), {"new_password1": "to a link that never was"}),
        Case("password/chosen/", "", everybody()),
        Case("site-colours.css", "", everybody()),
        Case("site-logo", "", everybody(NOT_FOUND)),  # The council of the tests has none.
        Case("admin/", "", everybody(DOOR, administrator=PAGE)),
        Case("admin/login/", "", signed_in(NOT_ADMINISTRATION, administrator=ONWARDS)),
    ]


def directory():
    reading, page = {"refused": NOT_THE_DIRECTORY}, "owners/<key:pk>/"
    changing = {"refused": NOT_TO_CHANGE_IT}
    there = [PERSON, POST, POST_OF_HOUSING]
    history = {"officer": NOT_ITS_HISTORY, "refused": NOT_ITS_HISTORY}
    return [
        Case("owners/", "", readers(**reading)),
        *[Case(page, record, readers(**reading)) for record in there],
        Case(page, MISSING, readers(NOT_FOUND, **reading)),
        *[Case(f"{page}history/", record, readers(**history)) for record in there],
        Case(f"{page}history/", MISSING, readers(NOT_FOUND, **history)),
        *adding("owners/new/", kind="person", name="Graham Lidell", **changing),
        *editing(f"{page}edit/", there, name="Renamed", **changing),
        *editing(
            f"{page}tenure/", [POST, POST_OF_HOUSING], [PERSON], people="Olive Officer", **changing
        ),
    ]


def plans():
    page, there = "plans/<slug:slug>/", [OPEN, HOUSING_PLAN, UNUSED_PLAN]
    history = f"{page}history/"
    return [
        Case("", "", signed_in()),
        Case("plans/", "", readers()),
        *reading_plan(page),
        *reading_plan(f"{page}appendix/"),
        *reading_plan(f"{page}appendix.pdf"),
        Case(history, OPEN, readers(officer=NOT_FOR_HISTORY)),
        Case(history, HOUSING_PLAN, readers(officer=KEPT)),
        Case(history, UNUSED_PLAN, readers(NOT_FOUND, lead=PAGE, administrator=PAGE)),
        Case(history, MISSING, readers(NOT_FOUND)),
        Case("read-by-when/", "", readers()),
        *adding("plans/new/", title="Staff survey"),
        *editing(f"{page}edit/", there, title="Retitled"),
        *editing(f"{page}add/", there, **{"rows-0-text": "One more"}),
    ]


def recommendations():
    page = "recommendations/<key:pk>/"
    there = [OWN, OF_HOUSING, OF_HOUSING_PLAN, EXEMPT_OWN, EXEMPT_OF_HOUSING]
    return [
        Case(page, OWN, readers()),
        Case(page, OF_HOUSING, readers()),
        Case(page, OF_HOUSING_PLAN, readers(officer=KEPT)),
        Case(page, EXEMPT_OWN, readers()),
        Case(page, EXEMPT_OF_HOUSING, readers(officer=NOT_FOUND)),
        Case(page, MISSING, readers(NOT_FOUND)),
        *editing(f"{page}edit/", there, text="Reworded"),
        Case("wordings/", "", editors()),
        Case("wordings/", "", editors(), {"chosen": []}),
        *editing("wordings/settle/", [IN_USE], way="words"),
    ]


CASES = [*signing_in(), *directory(), *plans(), *recommendations()]


def make_users():
    """One of each role, by what they are called here."""
    return {
        who: make_user(f"{who}@example.gov.uk", name=f"A {who}", role=role)
        for who, role in ROLES.items()
    }


def make_records(officer):
    """What stands in the address of each record: a slug or a key."""
    hr, housing = make_department("Human Resources"), make_department("Housing")
    olive = make_owner("Olive Officer", user=officer, department=hr)
    post = make_owner("Head of HR", "post", department=hr)
    post_of_housing = make_owner("Head of Housing", "post", department=housing)
    appoint(post, [olive], **written())
    open_plan = make_plan()
    kept = make_plan("Housing review", "housing-review", departments=[housing])
    unused = make_plan("Old review", "old-review", is_active=False)
    layout = make_layout()
    for plan in Plan.objects.all():
        lay_out(plan, layout)
    own, exempt_own = (_row(open_plan, text, post) for text in ("Own words", "Kept own words"))
    of_housing = _row(open_plan, "Words of Housing", post_of_housing)
    keeper = make_owner("Chief Secret Keeper", "post", department=housing)
    exempt_of_housing = _row(open_plan, "Secret of Housing", keeper, reference="S-9")
    of_housing_plan = _row(kept, "Words of its own", post_of_housing)
    exempt_all([exempt_own, exempt_of_housing], "3", **written(at=moment(hour=13)))
    return {
        OPEN: open_plan.slug,
        HOUSING_PLAN: kept.slug,
        UNUSED_PLAN: unused.slug,
        OWN: own.pk,
        OF_HOUSING: of_housing.pk,
        OF_HOUSING_PLAN: of_housing_plan.pk,
        EXEMPT_OWN: exempt_own.pk,
        EXEMPT_OF_HOUSING: exempt_of_housing.pk,
        IN_USE: "words=Autumn+17&paper_date=2016-05-31",
        PERSON: olive.pk,
        POST: post.pk,
        POST_OF_HOUSING: post_of_housing.pk,
    }


def _row(plan, text, owner, **row):
    return make_recommendation(plan, text=text, owners=[owner], by_when="Autumn 17", **row)
