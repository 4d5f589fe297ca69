"""Tokens of links: read back for what they were made for, and for nothing else."""

import re

import pytest

from briefing.subscribers.tokens import ALL_LISTS, Tokens
from tests.fakes import FakeClock

SECRET = bytes(range(32))
READER = "0123456789abcdef"
PURPOSES = ("confirm", "preferences", "unsubscribe")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
HOUR = 3600


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def tokens(clock):
    return Tokens(SECRET, clock)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_token_gives_the_subscriber_back_and_needs_no_escaping_in_a_url(tokens, purpose):
    token = tokens.sign(purpose, READER, "daily")
    assert tokens.read(purpose, "daily", token) == READER
    assert re.fullmatch(r"[A-Za-z0-9._-]{60,68}", token)


@pytest.mark.parametrize("made_for", PURPOSES)
@pytest.mark.parametrize("read_for", PURPOSES)
def test_token_holds_for_one_purpose(tokens, made_for, read_for):
    found = tokens.read(read_for, "daily", tokens.sign(made_for, READER, "daily"))
    assert found == (READER if made_for == read_for else None)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_token_holds_for_one_list_one_subscriber_and_one_installation(tokens, clock, purpose):
    token = tokens.sign(purpose, READER, "daily")
    assert tokens.read(purpose, "weekly", token) is None
    assert tokens.read(purpose, ALL_LISTS, token) is None
    assert tokens.read(purpose, "daily", token.replace(READER, READER[::-1])) is None
    assert Tokens(SECRET[::-1], clock).read(purpose, "daily", token) is None


@pytest.mark.parametrize("purpose", PURPOSES)
def test_token_with_any_bit_of_any_character_flipped_is_none(tokens, purpose):
    token = tokens.sign(purpose, READER, "daily")
    flipped = [
        token[:at] + chr(ord(char) ^ (1 << bit)) + token[at + 1 :]
        for at, char in enumerate(token)
        for bit in range(7)
    ]
    assert [each for each in flipped if tokens.read(purpose, "daily", each)] == []


def test_signature_has_one_spelling(tokens):
    token = tokens.sign("unsubscribe", READER, "daily")
    read = [char for char in ALPHABET if tokens.read("unsubscribe", "daily", token[:-1] + char)]
    assert read == [token[-1]]


@pytest.mark.parametrize(
    "token",
    ["", ".", READER, READER + ".", "é" * 60, READER + "." + "=" * 43, "\n", "a" * 100_000, READER + "\0"],
)
def test_what_is_no_token_is_none(tokens, token):
    assert [tokens.read(purpose, "daily", token) for purpose in PURPOSES] == [None] * 3
    assert tokens.read("unsubscribe", "daily", tokens.sign("unsubscribe", READER, "daily") + "\n") is None


def test_confirmation_ages_by_the_clock(tokens, clock):
    token = tokens.sign("confirm", READER, ALL_LISTS)
    clock.move(seconds=HOUR)
    assert tokens.read("confirm", ALL_LISTS, token, max_age=HOUR) == READER
    clock.move(seconds=1)
    assert tokens.read("confirm", ALL_LISTS, token, max_age=HOUR) is None
    assert tokens.read("confirm", ALL_LISTS, token) == READER


def test_links_of_old_mails_work_for_good_and_are_the_same_in_every_copy(tokens, clock):
    token = tokens.sign("unsubscribe", READER, "daily")
    clock.move(days=4000)
    assert tokens.read("unsubscribe", "daily", token) == READER
    assert tokens.sign("unsubscribe", READER, "daily") == token


def test_only_confirmations_need_a_clock():
    tokens = Tokens(SECRET)
    assert tokens.read("preferences", "daily", tokens.sign("preferences", READER, "daily")) == READER
    with pytest.raises(ValueError, match="need a clock"):
        tokens.sign("confirm", READER, "daily")
