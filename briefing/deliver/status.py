"""Enhanced status codes (RFC 3463): which of them say that an address is of no use.

One filter that takes against us must not cost us every reader behind it: what is full or too long for now, what the way, the
system, the content, our commands or we ourselves are refused for, leaves the address good.
"""

from __future__ import annotations

import re

__all__ = ["STATUS", "is_of_the_address", "names_mailbox"]

STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")  # RFC 3463 §2

# RFC 3463 §3; 1.7 to 1.9 are of the sender's address, 4.4 says that the recipient's domain leads nowhere.
_NOT_THE_ADDRESS = re.compile(r"5\.(1\.[789]|2\.[23]|3\.\d+|4\.(?!4$)\d+|5\.\d+|6\.\d+|7\.\d+)")
# No such mailbox, host, or address (1.1 to 1.3), moved away (1.6), a domain that takes no mail (1.10, RFC 7505).
_NO_MAILBOX = re.compile(r"5\.1\.(1|2|3|6|10)")


def is_of_the_address(status: str) -> bool:
    """Whether a status such as "5.1.1" says for good that the address is of no use."""
    return status.startswith("5.") and not _NOT_THE_ADDRESS.fullmatch(status)


def names_mailbox(reply: str) -> bool:
    """Whether a refusal of a recipient, in the server's words behind the code, begins by saying that there is no such mailbox.

    Narrower than `is_of_the_address`: without a report to be read at leisure, what leaves any doubt only ends the row.
    """
    found = STATUS.match(reply.strip())
    return found is not None and _NO_MAILBOX.fullmatch(found[0]) is not None
