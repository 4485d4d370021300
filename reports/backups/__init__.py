"""Backups: the database and the files in one archive, made while people work, checked as a whole
before anything is restored from it.
"""
