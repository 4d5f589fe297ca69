"""English word lists that decide what may be left out; all lower case, lemmas unless said otherwise."""

from __future__ import annotations

__all__ = [
    "ALTERING",
    "ATTRIBUTING",
    "CASUALTY",
    "COMMUNICATION",
    "CONDITIONS",
    "CONNECTIVES",
    "DENYING",
    "FRAME_PREPOSITIONS",
    "FREE_PREPOSITIONS",
    "HEDGES",
    "NEGATIONS",
    "PERSONAL",
    "RESTRICTING",
    "REVERSING",
    "SAYING",
    "STATES",
    "TELLING",
    "word_list",
    "word_set",
]


def word_list(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


NEGATIONS = word_set(
    "not n't no never none nor neither without nobody nothing nowhere hardly barely scarcely cannot"
)
DENYING = word_set(
    "deny reject dispute refute dismiss contradict contest disavow rebut disprove debunk unconfirmed unverified false "
    "falsely untrue hoax baseless unproven unsubstantiated retract correct cancel revoke overturn suspend "
    "postpone wrongly mistakenly erroneously incorrect incorrectly inaccurate inaccurately misleadingly baselessly"
)
CONDITIONS = word_set(
    "if unless until till provided providing assuming whether except excluding but yet unlike rather than instead "
    "although though lest only pending subject should versus barring contrary not regardless albeit"
)
ALTERING = word_set(  # adjectives and nouns that change what a noun stands for
    "fake so-called would-be purported supposed self-styled self-proclaimed impostor fictional simulated hypothetical "
    "mock counterfeit disputed presumed forgery parody satire satirical imaginary deepfake"
)
HEDGES = word_set(
    "may might could would possibly possible perhaps probably probable likely unlikely reportedly allegedly apparently "
    "alleged suspected purportedly supposedly presumably seemingly seem appear potentially potential purported "
    "unconfirmed maybe believe think expect estimate suspect"
)
RESTRICTING = word_set(  # in a phrase these say how far the rest holds
    "certain circumstance condition case extent partially partly temporarily exception principle theory limited "
    "future draft proposed"
)
SAYING = word_set(
    "say tell add warn announce describe claim report state accord insist argue note explain declare confirm allege "
    "acknowledge admit concede suggest tweet write assert contend maintain respond reply comment testify reveal "
    "recall estimate believe think expect predict vow pledge promise"
)
TELLING = word_set("say tell add announce warn state report declare confirm")
ATTRIBUTING = word_set("according per citing cite quote quoting")
COMMUNICATION = word_set(
    "interview statement conference briefing tweet speech letter post remark email e-mail message video announcement "
    "release podcast blog broadcast address memo thread telegram facebook twitter x instagram call rally hearing forum "
    "appearance op-ed column essay newsletter webcast livestream"
)
CASUALTY = word_set("kill wound injure die dead death casualty fatality toll displace hostage")
FRAME_PREPOSITIONS = word_set(
    "amid despite ahead along besides alongside with"
)  # an opening phrase that may go
FREE_PREPOSITIONS = word_set(  # a later phrase between commas that may go; any other says when, where or for whom
    "amid following after despite including like such with along alongside besides because due thanks ahead"
)
STATES = word_set(  # verbs whose truth is bound to a time
    "be have live work serve hold lead know own remain stay belong contain number stand cost total count govern rule "
    "command reside represent employ"
)
REVERSING = word_set(  # what undid or averted what the rest tells
    "release free acquit clear exonerate pardon apologise apologize withdraw rescind quash reverse drop abandon scrap "
    "backtrack survive thwart foil fail intercept shoot halt recover rescue reinstate restore resume return delete "
    "clarify amend replace fail lose collapse"
)
CONNECTIVES = (
    "meanwhile",
    "however",
    "moreover",
    "furthermore",
    "in addition",
    "additionally",
    "also",
    "still",
    "nevertheless",
    "nonetheless",
    "besides",
    "for its part",
    "for his part",
    "for her part",
    "for their part",
    "as a result",
    "in turn",
    "of course",
    "in fact",
    "indeed",
    "separately",
    "elsewhere",
    "what's more",
    "on the other hand",
    "at the same time",
    "in other developments",
    "as well",
)
PERSONAL = word_set("he she him his her hers himself herself they them their theirs themselves it its itself")
