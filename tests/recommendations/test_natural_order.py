from recommendations.natural_order import natural_order


def test_references_stand_in_the_order_that_a_person_expects():
    references = ["10", "2", "2.10", "2.3", "1", "SR (25/26) 10", "sr (25/26) 2", "A2", "a1", "02"]

    assert sorted(references, key=natural_order) == [
        *("1", "2", "02", "2.3", "2.10", "10"),
        *("a1", "A2", "sr (25/26) 2", "SR (25/26) 10"),
    ]


def test_the_longest_reference_still_fits_its_column():
    assert len(natural_order("1ß" * 25)) <= 450


def test_no_reference_is_no_text():
    assert natural_order("") == ""
