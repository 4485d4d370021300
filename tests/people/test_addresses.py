from django.test.utils import override_script_prefix
from django.urls import reverse

from people.addresses import address_of


def test_the_address_of_a_page_is_where_the_site_is_served():
    assert address_of("owner_list") == reverse("owner_list") == "/owners/"

    with override_script_prefix("/as-at/"):
        assert address_of("owner_list") == "/as-at/owners/"
    assert address_of("owner_list") == "/owners/"


def test_it_is_that_of_the_addresses_in_use(settings):
    address_of("owner_list")

    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    assert address_of("bare_list") == "/bare-list/"
