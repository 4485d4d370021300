"""Printing apart from the pages: who asks for a paper puts it in the queue, a process of its own
lays it out in children with limits, and what was printed is kept by the hash of what it says.
"""
