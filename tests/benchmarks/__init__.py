"""How quick pages and papers are, as ratios: `make benchmark`.

Absolute times vary twofold from minute to minute, on one machine; ratios hold. So what is compared
is measured in turn (A, B, A, B ...) in one run, and the ratio of the shortest times counts. The
floor of a page is the bare page: the same rows, handed over from memory through the same templates
to somebody who is signed in, with no query but the session's. Nothing here asserts a time, and
pytest collects nothing here: how many queries a page may take is the tests' business.
"""
