"""A service plan as YAML, texts of several lines as they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_WIDTH = 120


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    """What is still to be filled in is blank."""
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), _nothing)


def submission_yaml(plan: Mapping[str, Any]) -> str:
    """The plan, in the keys of its file and their order."""
    return yaml.dump(dict(plan), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
