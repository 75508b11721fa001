"""When a run looks for garbage: what it loads at the start is none, and a short run ends before it has any."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# So many files make more garbage in cycles than a search for it costs.
MANY_FILES = 20


@contextmanager
def put_off() -> Iterator[None]:
    """No search while the program starts, until somebody asks for it; afterwards everything is as it was."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        (gc.enable if searching else gc.disable)()


def search_from_now_on() -> None:
    """Searches again, but not through what was loaded so far."""
    gc.freeze()
    gc.enable()
