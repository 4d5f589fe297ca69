"""Language tags: the primary subtag of BCP 47, checked against ISO 639-1 where it has two letters."""

from __future__ import annotations

import re

_TAG = re.compile(r"([A-Za-z]{2,3})(-[A-Za-z0-9]{1,8})*")
_TWO_LETTERS = """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"""
_ISO_639_1 = frozenset(_TWO_LETTERS.split())


def primary_tag(text: str) -> str | None:
    """The primary subtag in small letters ("en-GB" gives "en"), or None where it is no language ("ua", "english")."""
    found = _TAG.fullmatch(text)
    if found is None:
        return None
    tag = found[1].lower()
    return tag if len(tag) == 3 or tag in _ISO_639_1 else None
