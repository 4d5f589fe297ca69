"""The editor's files, read and checked: feeds/*.toml, prompts/themes.toml and prompts/*.toml.

    feeds/   ─ feeds ───┐
    themes   ─ themes ──┼─ desk ─> Editorial, or every Fault with file:line
    prompts/ ─ prompts ─┘

`load` raises with all faults at once, `inspect` returns them; `feeds_from` reads what `--feeds` names instead of the
configured lists. `feed_file` and `opml` change and exchange feed lists.
"""

from briefing.editorial.arguments import feeds_from
from briefing.editorial.desk import Editorial, inspect, load

__all__ = ["Editorial", "feeds_from", "inspect", "load"]
