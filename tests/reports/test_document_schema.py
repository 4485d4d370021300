"""The documented schema of a paper's JSON: every kind of paper is as it says, and nothing else."""

import json

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from reports.document import read_document
from reports.render.formats import render_json
from tests.reports.documents import (
    ACTION_PLAN,
    LEARNING_REVIEW,
    make_document,
    make_long_document,
    make_paper,
)

SCHEMA = settings.BASE_DIR / "static" / "schemas" / "appendix-document-3.json"
DATA = settings.BASE_DIR / "tests" / "data"


@pytest.fixture(scope="module")
def schema():
    found = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def kept(number):
    return json.loads((DATA / f"document-schema-{number}.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "document",
    [
        make_document(),
        make_paper(LEARNING_REVIEW),
        make_paper(ACTION_PLAN),
        make_long_document(50),
        read_document(kept(1)),
        read_document(kept(2)),
        read_document(kept(3)),
    ],
    ids=["empty", "first paper", "second paper", "long", "kept 1", "kept 2", "kept 3"],
)
def test_every_kind_of_paper_is_as_the_schema_says(schema, document):
    said = json.loads(render_json(document))

    assert [error.message for error in schema.iter_errors(said)] == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("schema", 2),
        ("as_at", "31 May 2016"),
        ("audience", "nobody"),
        ("version", 0),
        ("sections", [{"theme": "1. Communication"}]),
        ("columns", [{"key": "progress", "heading": "Progress", "width": "wide"}]),
        ("more", "of it"),
    ],
)
def test_a_wrong_paper_is_not(schema, name, wrong):
    said = {**json.loads(render_json(make_paper(LEARNING_REVIEW))), name: wrong}

    assert not schema.is_valid(said)


def test_a_paper_that_leaves_something_out_is_not(schema):
    said = json.loads(render_json(make_paper(LEARNING_REVIEW)))
    del said["title"]

    assert not schema.is_valid(said)
