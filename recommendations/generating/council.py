"""The made-up council: departments as a tree, and owners with their tenures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random

from django.utils import timezone

from people.directory import add_owner
from people.models import Department, Owner, User
from people.tenures import NewTenure, appoint_all
from recommendations.generating.phrases import read_data

E_MAIL = "generated-data@example.gov.uk"
YEARS_ON_RECORD = 12
SHARE_OF_POSTS, SHARE_OF_GROUPS = 0.2, 0.05


@dataclass(frozen=True)
class Council:
    """Who there is to be held to account. `writer`: the user who writes everything down; nobody can
    sign in as them.
    """

    writer: User
    departments: list[Department]
    owners: list[Owner]

    def written(self, day: date, rng: Random) -> dict:
        """How what is true from a day is written down: within a week of it, in working hours."""
        return {"by": self.writer, "on": day, "at": _working_moment(day, rng)}


def found_council(*, owners: int, seed: int, today: date) -> Council:
    """A council with so many owners, whose tenures go back to before the first plan. Departments
    and owners of the same name that are on record already are used.
    """
    rng = Random(f"{seed} council")
    founded = today - timedelta(days=366 * YEARS_ON_RECORD)
    departments = _make_departments()
    council = Council(_make_writer(), departments, [])

    def made(kind: str, names: Iterable[str], count: int) -> list[Owner]:
        at = _working_moment(founded, rng)
        return [
            _make_owner(kind, name, rng.choice(departments), by=council.writer, at=at)
            for name in islice(names, count)
        ]

    posts = made(Owner.Kind.POST, _post_names(), round(owners * SHARE_OF_POSTS))
    groups = made(Owner.Kind.GROUP, _group_names(), round(owners * SHARE_OF_GROUPS))
    people = made(Owner.Kind.PERSON, _person_names(rng), owners - len(posts) - len(groups))
    halfway = founded + (today - founded) / 2
    _appoint(posts, groups, people, rng, council.written(founded, rng))
    _appoint(rng.sample(posts, len(posts) // 2), [], people, rng, council.written(halfway, rng))
    council.owners.extend(posts + groups + people)
    return council


def _working_moment(day, rng):
    moment = datetime.combine(day, time(9)) + timedelta(
        days=rng.randrange(6), minutes=rng.randrange(8 * 60)
    )
    return timezone.make_aware(moment)


def _make_writer():
    writer = User.objects.filter(email=E_MAIL).first()
    return writer or User.objects.create_user(E_MAIL, name="Generated data", is_active=False)


def _make_departments():
    made = []
    for name, services in read_data("council")["departments"].items():
        parent = _make_department(name, None)
        made += [parent, *(_make_department(service, parent) for service in services)]
    return made


def _make_department(name, parent):
    on_record = Department.objects.filter(name__iexact=name).first()
    return on_record or Department.objects.create(name=name, parent=parent)


def _make_owner(kind, name, department, *, by, at):
    on_record = Owner.objects.namesakes(name, kind).first()
    if on_record:
        return on_record
    e_mail = f"{name.lower().replace(' ', '.')}@example.gov.uk" if name.isascii() else ""
    is_person = kind == Owner.Kind.PERSON
    return add_owner(
        name=name, kind=kind, by=by, at=at, department=department, email=e_mail if is_person else ""
    )


def _post_names() -> Iterator[str]:
    data = read_data("council")
    departments = data["departments"]
    yield from data["posts"]["top"]
    for template in data["posts"]["of_a_department"]:
        yield from (template.format(name=name) for name in departments)
    for template in data["posts"]["of_a_service"]:
        for services in departments.values():
            yield from (template.format(name=name) for name in services)


def _group_names():
    return read_data("council")["groups"]["names"]


def _person_names(rng) -> Iterator[str]:
    names = read_data("council")["people"]
    every = [f"{first} {last}" for first in names["first"] for last in names["last"]]
    rng.shuffle(every)
    yield from every


def _appoint(posts, groups, people, rng, written):
    """One holder for each post, hardly ever a vacancy; three to eight members for each group."""
    held = [NewTenure(post, tuple(rng.sample(people, rng.random() < 0.95))) for post in posts]
    sat_in = [
        NewTenure(group, tuple(rng.sample(people, rng.randint(3, min(8, len(people))))))
        for group in groups
    ]
    appoint_all(held + sat_in, **written)
