from recommendations.sheet_pages import Pages


def test_headings_that_would_stand_last_on_a_page_begin_the_next():
    pages = Pages(room=400)
    pages.add(340)

    pages.hold(2, 15)
    pages.hold(3, 15)
    assert (pages.left, pages.whole) == (30, 370)
    pages.turn(4)
    pages.add(60)

    assert pages.breaks == [1]
    assert pages.left == 310


def test_a_row_without_headings_begins_the_next_page_itself():
    pages = Pages(room=400)
    pages.add(340)

    pages.turn(7)

    assert pages.breaks == [6]
    assert pages.left == 400


def test_no_page_is_left_empty():
    pages = Pages(room=400)
    pages.hold(2, 15)

    pages.turn(3)

    assert pages.breaks == []
    assert pages.left == 385


def test_below_headings_that_fill_a_page_there_is_room_all_the_same():
    pages = Pages(room=400)

    pages.hold(2, 390)

    assert pages.whole == 120
