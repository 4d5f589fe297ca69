"""The reader's and subscriber's pages: rendered on the server, without scripts, cookies or anything from elsewhere.

    request ─ guard (size, origin, rate, headers, log) ─ routes ─┬─ archive, stories, feeds, wellknown <─ library <─ store
                                                                 └─ signup, letters ─ subscribing ─> store
                                       templates, speech ────────┘
`create` builds the application, `serve.serve` runs it.
"""

from briefing.web.site import create

__all__ = ["create"]
