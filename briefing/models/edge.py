"""The edge to torch, transformers and spaCy: their chatter kept down, their exceptions turned into `ModelError`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from briefing.errors import ModelError

__all__ = ["first_line", "quiet_transformers", "translated"]


_NO_MEMORY = (
    "not enough memory",
    "out of memory",
    "bad_alloc",
)  # what torch says instead of raising MemoryError


def quiet_transformers() -> None:
    """Keep transformers to errors: its advice is for those who write models, its bars are not ours."""
    from transformers.utils import logging as chatter

    chatter.set_verbosity_error()
    chatter.disable_progress_bar()
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Run a block of library calls; whatever they raise becomes a `ModelError` that begins with `what`."""
    try:
        yield
    except ModelError:
        raise
    except MemoryError as error:
        msg = f"{what}: out of memory"
        raise ModelError(msg) from error
    except Exception as error:  # the libraries raise whatever they like, and this is their edge
        if any(sign in str(error) for sign in _NO_MEMORY):
            msg = f"{what}: out of memory"
        else:
            msg = f"{what}: {first_line(error)}"
        raise ModelError(msg) from error


def first_line(error: BaseException) -> str:
    """What an exception says, in one line of at most 300 characters."""
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return (text or type(error).__name__)[:300]
