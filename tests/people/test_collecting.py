"""Long work without the search for what refers to itself."""

import gc

from people.collecting import without_collecting


def test_the_search_is_on_again_afterwards():
    with without_collecting():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_what_was_off_stays_off():
    gc.disable()
    try:
        with without_collecting():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
