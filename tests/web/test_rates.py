"""How often one client may ask."""

import pytest

from briefing.web.rates import Rate, client_key


def test_after_so_many_at_once_one_more_is_free_as_time_goes():
    rate = Rate(3, 60.0)
    assert [rate.wait("a", 0.0) for _ in range(3)] == [0.0] * 3
    assert rate.wait("a", 0.0) == pytest.approx(20.0)
    assert rate.wait("b", 0.0) == 0.0
    assert rate.wait("a", 20.0) == 0.0
    assert rate.wait("a", 20.0) > 0


def test_clock_that_goes_back_gives_nothing_and_takes_nothing():
    rate = Rate(1, 60.0)
    assert rate.wait("a", 100.0) == 0.0
    assert rate.wait("a", 0.0) == pytest.approx(60.0)


def test_only_so_many_clients_are_remembered():
    rate = Rate(1, 60.0, most=100)
    for number in range(10_000):
        rate.wait(str(number), 0.0)
    assert len(rate) == 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_a_customer_is_one_client(one, other, same):
    assert (client_key(one) == client_key(other)) is same


def test_what_is_no_address_is_a_short_key():
    assert len(client_key("x" * 1000)) == 64
