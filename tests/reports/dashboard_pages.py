"""The pages of the dashboard as somebody opens them, and what stands on them."""

from django.contrib.auth.models import Group
from django.test import Client
from lxml import html

from people.roles import Role
from tests.factories import make_user

ALL, ONE = "/dashboard/", "/plans/learning-review/dashboard/"
THEN = "?as_at=2016-05-31"


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def lead():
    return browser(make_user("lena@example.gov.uk", "Lena Lead", role=Role.LEAD))


def officer():
    return browser(make_user("olive@example.gov.uk", "Olive Officer", role=Role.OFFICER))


def member():
    """A councillor: no officer, who may read the live plans."""
    user = make_user("mary@example.gov.uk", "Mary Member", role=Role.VIEWER)
    user.groups.add(Group.objects.get(name="May read live plans"))
    return browser(user)


def page(address, client=None):
    response = (client or lead()).get(address)
    assert response.status_code == 200
    return html.fromstring(response.content)


def words(element):
    return " ".join(element.text_content().split())


def said(address, client=None):
    return words(page(address, client).find(".//main"))


def values(tree):
    """What stands in each of the numbers at the top, by its name."""
    groups = tree.xpath("//dl[@class='numbers']/div")
    return {words(group[0]): words(group[1]) for group in groups}


def listed(tree):
    return [words(row[0]) for row in tree.xpath("//main//tbody/tr")]


def counted(tree):
    return int(words(tree.xpath("//h2[@id='counted']")[0]).split()[0])
