"""From articles to ranked stories: one event each, with the themes that its passages are about.

    articles ─ embed ──> vectors of passages and openings          embed.py, cached by content
             ├ mentions ──> names, places, numbers                  mentions.py
             ├ duplicates ──> near-copies, set aside                duplicates.py
             ├ likeness ──> how alike two articles are, and why     likeness.py, affinity.py, neighbours.py
             ├ group ──> stories, each joined to its lead article   group.py, dendrogram.py
             ├ roundups ──> articles that tell several stories      roundups.py; they stay alone
             ├ themes ──> every passage's score for every theme     themes.py, meaning.py, direction.py
             ├ coverage ──> the themes that a story carries         coverage.py
             └ rank ──> importance, as a sum of named shares        rank.py

`analysis.py` runs them in this order. All is deterministic and does not depend on the order of the articles.
"""

from briefing.analyse.analysis import Analysis, analyse

__all__ = ["Analysis", "analyse"]
