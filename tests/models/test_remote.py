"""A server that speaks OpenAI's protocol, on loopback: what it answers, and what becomes of what it does wrong."""

from __future__ import annotations

import pytest

from briefing.errors import ModelError
from briefing.model import RemoteModel
from briefing.models.remote import RemoteWriter
from tests.models.chat_server import Server, completion


@pytest.fixture
def server():
    made = []

    def start(*bodies, **settings):
        made.append(Server(*bodies, **settings))
        return made[-1]

    yield start
    for each in made:
        each.close()


def write(server, *, count=1, seconds=20.0, key=""):
    writer = RemoteWriter(RemoteModel(url=server.url, name="big"), key)
    return writer.write("Say it.", count=count, max_words=30, seconds=seconds)


def test_each_answer_is_a_request_of_its_own_the_likeliest_first(server):
    there = server(completion(" Nine died. "), completion("Four died."))
    assert write(there, count=2) == ["Nine died.", "Four died."]
    assert [path for path, _ in there.requests] == ["/v1/chat/completions"] * 2
    asked = [body for _, body in there.requests]
    assert [body["temperature"] for body in asked] == [0.0, 0.7]
    assert asked[0]["model"] == "big"
    assert asked[0]["messages"] == [{"role": "user", "content": "Say it."}]
    assert asked[0]["seed"] != asked[1]["seed"]


def test_the_key_is_sent_as_a_bearer_and_only_if_there_is_one(server):
    there = server(completion("Yes."))
    write(there, key="secret")
    write(there)
    assert [headers.get("Authorization") for headers in there.headers] == ["Bearer secret", None]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html>gateway</html>", "is not a chat completion"),
        (b"{}", "is not a chat completion"),
        (b'{"choices": []}', "is not a chat completion"),
        (b'{"choices": [{"message": {"content": null}}]}', "has no text"),
        (b"\xff\xfe", "is not a chat completion"),
        (b"[" * 100_000, "is not a chat completion"),
    ],
)
def test_what_is_no_answer_is_a_model_error_in_one_line(server, body, told):
    with pytest.raises(ModelError, match=told) as caught:
        write(server(body))
    assert "\n" not in str(caught.value)


def test_an_error_of_the_server_is_told_without_its_text(server):
    with pytest.raises(ModelError, match="the server answered 500") as caught:
        write(server(b"Traceback: key secret", status=500), key="secret")
    assert "secret" not in str(caught.value)


def test_no_answer_within_the_time_is_a_model_error(server):
    with pytest.raises(ModelError, match="no answer within 0 s"):
        write(server(None), seconds=0.2)


def test_an_answer_that_drips_does_not_stretch_the_time(server):
    def drip(owner):
        while not owner.done.wait(0.02):
            yield b" "

    with pytest.raises(ModelError, match="no answer within 0 s"):
        write(server(drip), seconds=0.3)


def test_what_was_answered_in_time_is_kept(server):
    assert write(server(completion("Nine died."), None), count=3, seconds=1.0) == ["Nine died."]


def test_an_answer_without_end_is_cut_off(server):
    def flood(owner):
        while not owner.done.is_set():
            yield b"x" * 65536

    with pytest.raises(ModelError, match="longer than 1,000,000 bytes"):
        write(server(flood))


def test_a_server_that_is_not_there_is_told_with_the_place_to_mend():
    writer = RemoteWriter(RemoteModel(url="http://127.0.0.1:9/v1", name="big"))
    with pytest.raises(
        ModelError, match=r"rewriter big at 127\.0\.0\.1:9 cannot be reached .* \[models\] rewriter"
    ):
        writer.write("Say it.", count=1, max_words=30)


def test_it_says_where_it_runs_without_being_asked():
    used = RemoteWriter(RemoteModel(url="http://127.0.0.1:9/v1", name="big")).describe()
    assert (used.role, used.name, used.revision) == ("rewriter", "big", "127.0.0.1:9")
