"""Sending a form as a browser does: with everything that its page shows, hidden fields too."""

from lxml import html


def filled_in(page, /, **typed):
    """What a browser would send for the one form of a page's <main>, with something typed over it;
    a list for several values of one name, [] for a box without its tick. Forms of a button alone
    don't count: what is typed into is a form that the server checks (`novalidate`).
    """
    forms = html.fromstring(page.text).xpath("//main//form[@method='post']")
    [form] = [form for form in forms if "novalidate" in form.attrib] or forms
    for area in form.iter("textarea"):
        area.text = (area.text or "").removeprefix("\n")
    sent = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.replace("\n", "\r\n"))
    return {**sent, **typed}


def send(client, address, /, **typed):
    """Open the page at an address, type, and send it back."""
    return client.post(address, filled_in(client.get(address), **typed))


def words(page):
    """What a page's <main> says, in one line."""
    [main] = html.fromstring(page.text).xpath("//main")
    return " ".join(" ".join(main.itertext()).split())


def problems(page):
    """What the error summary says."""
    items = html.fromstring(page.text).xpath("//*[@id='error-summary']//li")
    return [item.text_content() for item in items]
