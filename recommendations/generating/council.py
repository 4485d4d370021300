"""The made-up council: departments as a tree with their heads, and owners with their tenures, other
spellings and delegates, as they changed over the years.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, islice
from random import Random

from django.utils import timezone

from people.delegations import NewDelegation, delegate_all
from people.departments import add_department, edit_department
from people.directory import add_owner
from people.merging import merge
from people.models import Department, Owner, User
from people.tenures import NewTenure, appoint_all
from recommendations.generating.phrases import read_data

WRITER, AUDITOR = "generated-data@example.gov.uk", "generated-audit@example.gov.uk"
YEARS_ON_RECORD = 12
SHARE_OF_POSTS, SHARE_OF_GROUPS = 0.2, 0.05
# Of the posts and groups, how many change hands in a year; how many of the posts are vacant now.
CHANGE_HANDS, ARE_VACANT = 0.2, 0.08
PEOPLE_FOR_A_SPELLING = 25  # one in so many has another one
HAS_DELEGATES = 0.2


@dataclass(frozen=True)
class Council:
    """Who there is to be held to account. `writer`: the user who writes everything down, `auditor`
    the one who verifies; nobody can sign in as them. `spellings`: owners that some papers name
    instead of the person with this key, not merged yet.
    """

    writer: User
    auditor: User
    departments: list[Department]
    owners: list[Owner]
    spellings: dict[int, Owner] = field(default_factory=dict)

    def written(self, day: date, rng: Random, *, within_days=6) -> dict:
        """How what is true from a day is written down: within a week of it, in working hours."""
        at = _working_moment(day, rng, within_days)
        return {"by": self.writer, "on": day, "at": at}

    @property
    def people(self):
        return [owner for owner in self.owners if owner.is_person]


def found_council(*, owners: int, seed: int, today: date) -> Council:
    """A council with so many owners, whose tenures go back to before the first plan. Departments
    and owners of the same name that are on record already are used as they are.
    """
    rng = Random(f"{seed} council")
    founded = today - timedelta(days=366 * YEARS_ON_RECORD)
    writer, auditor = _make_user(WRITER, "Generated data"), _make_user(AUDITOR, "Generated audit")
    at = _working_moment(founded, rng)
    departments = _make_departments(by=writer, at=at)
    council = Council(writer, auditor, departments, [])
    by_name = {department.name: department for department in departments}

    def made(kind: str, named: Iterable[tuple[str, str]], count: int) -> list[Owner]:
        return [
            _make_owner(kind, name, by_name[of] if of else rng.choice(departments), writer, at)
            for name, of in islice(named, count)
        ]

    posts = made(Owner.Kind.POST, _post_names(), round(owners * SHARE_OF_POSTS))
    groups = made(Owner.Kind.GROUP, _group_names(), round(owners * SHARE_OF_GROUPS))
    people = made(Owner.Kind.PERSON, _person_names(rng), owners - len(posts) - len(groups))
    council.owners.extend(posts + groups + people)
    _give_heads(council, posts, rng, at)
    _hold_offices(council, _not_held(posts), _not_held(groups), rng, founded, today)
    _name_delegates(council, rng, founded)
    _spell_otherwise(council, rng, at)
    return council


def merge_spellings(council: Council, *, today: date):
    """Once the papers have named them: the other spellings turn out to be people on record."""
    at = _working_moment(today - timedelta(days=7), Random("merging"))
    people = {person.pk: person for person in council.people}
    for key, spelling in council.spellings.items():
        merge(spelling, people[key], by=council.writer, at=at, reason="The same person.")


def _working_moment(day, rng, within_days=6):
    moment = datetime.combine(day, time(9)) + timedelta(
        days=rng.randrange(within_days), minutes=rng.randrange(8 * 60)
    )
    return timezone.make_aware(moment)


def _make_user(e_mail, name):
    on_record = User.objects.filter(email=e_mail).first()
    return on_record or User.objects.create_user(e_mail, name=name, is_active=False)


def _make_departments(**written):
    made = []
    for name, services in read_data("council")["departments"].items():
        parent = _make_department(name, None, **written)
        made += [parent, *(_make_department(service, parent, **written) for service in services)]
    return made


def _make_department(name, parent, **written):
    on_record = Department.objects.filter(name__iexact=name).first()
    return on_record or add_department(name=name, parent=parent, **written)


def _make_owner(kind, name, department, by, at):
    on_record = Owner.objects.namesakes(name, kind).first()
    if on_record:
        return on_record
    e_mail = f"{name.lower().replace(' ', '.')}@example.gov.uk" if name.isascii() else ""
    is_person = kind == Owner.Kind.PERSON
    return add_owner(
        name=name, kind=kind, by=by, at=at, department=department, email=e_mail if is_person else ""
    )


def _post_names() -> Iterator[tuple[str, str]]:
    """Each with the name of its department, "" for any."""
    data = read_data("council")
    departments = data["departments"]
    yield from ((name, "") for name in data["posts"]["top"])
    for template in data["posts"]["of_a_department"]:
        yield from ((template.format(name=name), name) for name in departments)
    for template in data["posts"]["of_a_service"]:
        for services in departments.values():
            yield from ((template.format(name=name), name) for name in services)


def _group_names():
    return ((name, "") for name in read_data("council")["groups"]["names"])


def _person_names(rng) -> Iterator[tuple[str, str]]:
    names = read_data("council")["people"]
    every = [(f"{first} {last}", "") for first in names["first"] for last in names["last"]]
    rng.shuffle(every)
    yield from every


def _give_heads(council, posts, rng, at):
    """The first of its posts heads a department, or else one of its people; now and then nobody."""
    first_posts = {post.department_id: post for post in reversed(posts) if post.department_id}
    people = defaultdict(list)
    for person in council.people:
        people[person.department_id].append(person)
    for department in council.departments:
        head = first_posts.get(department.pk) or next(iter(people[department.pk]), None)
        if department.head is None and head and rng.random() < 0.95:
            edit_department(
                department,
                by=council.writer,
                at=at,
                version=department.version,
                name=department.name,
                short_name=department.short_name,
                parent=department.parent,
                head=head,
                is_active=department.is_active,
            )


def _not_held(owners):
    """Those of whom nobody has written down yet who holds them."""
    new = Owner.objects.filter(pk__in=[owner.pk for owner in owners], tenures=None)
    keys = set(new.values_list("pk", flat=True))
    return [owner for owner in owners if owner.pk in keys]


def _hold_offices(council, posts, groups, rng, founded, today):
    """From the beginning, and some change hands each year; at last some posts fall vacant."""
    people = council.people
    _appoint(posts, groups, people, rng, council.written(founded, rng))
    year = timedelta(days=365)
    for number in count(1):
        day = founded + number * year
        if day > today - year / 2:
            break
        some_posts = rng.sample(posts, round(len(posts) * CHANGE_HANDS))
        some_groups = rng.sample(groups, round(len(groups) * CHANGE_HANDS))
        _appoint(some_posts, some_groups, people, rng, council.written(day, rng))
    vacant = rng.sample(posts, min(len(posts), max(1, round(len(posts) * ARE_VACANT))))
    appoint_all(
        [NewTenure(post, ()) for post in vacant],
        reason="Left the council.",
        **council.written(today - timedelta(days=rng.randint(20, 150)), rng),
    )


def _appoint(posts, groups, people, rng, written):
    """One holder for each post; three to eight members for each group."""
    held = [NewTenure(post, (rng.choice(people),)) for post in posts]
    sat_in = [
        NewTenure(group, tuple(rng.sample(people, rng.randint(3, min(8, len(people))))))
        for group in groups
    ]
    appoint_all(held + sat_in, **written)


def _name_delegates(council, rng, founded):
    """One or two people report for some of the departments."""
    rows = [
        NewDelegation(department, tuple(rng.sample(council.people, rng.randint(1, 2))))
        for department in council.departments
        if rng.random() < HAS_DELEGATES and not department.delegations.exists()
    ]
    delegate_all(rows, **council.written(founded, rng))


def _spell_otherwise(council, rng, at):
    """Some papers write "S. Moorman": another owner of the directory, as long as nobody sees that
    it is the same.
    """
    people, writer = council.people, council.writer
    for person in rng.sample(people, max(1, len(people) // PEOPLE_FOR_A_SPELLING)):
        first, last = person.name.split(" ", 1)
        name = f"{first[0]}. {last}"
        if not Owner.objects.namesakes(name, Owner.Kind.PERSON).exists():
            spelling = add_owner(name=name, kind=Owner.Kind.PERSON, by=writer, at=at)
            council.spellings[person.pk] = spelling
