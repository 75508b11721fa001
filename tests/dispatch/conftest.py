"""What the tests of the guard share: the servers that play LINE and an SMS gateway."""

from __future__ import annotations

import sys
from pathlib import Path

# Test folders are no packages, so the module is found by the path of its folder.
sys.path.insert(0, str(Path(__file__).parent))

from servers import gateway, line

__all__ = ["gateway", "line"]
