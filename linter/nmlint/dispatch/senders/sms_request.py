"""The request that an SMS gateway wants, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from nmlint.bilingual import joined
from nmlint.dispatch.senders.placeholders import Pattern
from nmlint.dispatch.senders.sms_marks import Finder, Mark
from nmlint.dispatch.senders.sms_reading import hold_together, read_parts
from nmlint.errors import UsageError
from nmlint.fields import FieldFault, Fields
from nmlint.nodes import Mapped, from_plain
from nmlint.source import Source, Span


@dataclass(frozen=True, slots=True)
class SmsRequest:
    """How one SMS is handed to a gateway. It holds the names of secrets and never a secret, so it may be shown.

    In the configuration it is written so:

        url: https://sms.example.tw/api/send
        headers: {Authorization: "Bearer ${SMS_TOKEN}"}
        form: {dstaddr: "{to_national}", smbody: "{text}", clientid: "{tag}"}   # or json: of any nesting, or query:
        accepted: {status: 200, at: /code, is: "0"}                             # or matches: '^statuscode=[0124]$'
        not_sent:
          - {at: /code, is: ["-3"], reason: out of credit}                      # final: true, or again: true
        request_id: {at: /msgid}

    `{sender}` is the `sender` of the description. What is filled in stays one value: of the path, the query, a header,
    the form or the JSON. An answer is first held against `not_sent`, then against `accepted`; one that is neither
    proves nothing, and its message is not repeated.
    """

    method: str
    origin: str
    path: Pattern
    query: Mapping[str, Pattern]
    headers: Mapping[str, Pattern]
    form: Mapping[str, Pattern] | None
    json: Any
    sender: str
    accepted: Mark
    not_sent: tuple[Mark, ...]
    request_id: Finder

    @classmethod
    def read(cls, description: Mapping[str, Any], name: str = "sms") -> SmsRequest:
        """The request that plain data describes. Raises UsageError with every fault in them, each with the mend."""
        faults: list[FieldFault] = []
        node = from_plain(description, Span(0, 0))
        request = cls.of(
            Fields(node if isinstance(node, Mapped) else Mapped(node.span, ()), Source(name, ""), faults, {}, name)
        )
        if faults:
            raise UsageError(joined("\n", [fault.what for fault in faults]))
        return request

    @classmethod
    def of(cls, fields: Fields) -> SmsRequest:
        """The request that a mapping of a file describes; where it told faults to the fields, it is of no use."""
        request = cls(**read_parts(fields))
        hold_together(fields, request.names, request.sender)
        return request

    @property
    def patterns(self) -> Iterator[Pattern]:
        """All that is filled in."""
        yield self.path
        for group in (self.query, self.headers, self.form or {}):
            yield from group.values()
        yield from _leaves(self.json)

    @property
    def names(self) -> frozenset[str]:
        """What the message must fill in."""
        return frozenset().union(*(pattern.names for pattern in self.patterns))

    @property
    def secrets(self) -> frozenset[str]:
        """The environment variables that it needs."""
        return frozenset().union(*(pattern.secrets for pattern in self.patterns))

    def arguments(self, values: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, Any]:
        """The request with everything filled in, as httpx takes it."""

        def filled(patterns: Mapping[str, Pattern]) -> dict[str, str]:
            return {key: pattern.filled(values, secrets) for key, pattern in patterns.items()}

        arguments: dict[str, Any] = {
            "method": self.method,
            "url": self.origin + self.path.filled(_quoted(values), _quoted(secrets)),
            "headers": filled(self.headers),
        }
        if self.query:
            arguments["params"] = filled(self.query)
        if self.form is not None:
            arguments["data"] = filled(self.form)
        if self.json is not None:
            arguments["json"] = _tree(self.json, values, secrets)
        return arguments


def _quoted(values: Mapping[str, str]) -> dict[str, str]:
    return {name: quote(value, safe="") for name, value in values.items()}


def _leaves(tree: Any) -> Iterator[Pattern]:
    if isinstance(tree, Pattern):
        yield tree
    elif isinstance(tree, Mapping | list):
        for each in tree.values() if isinstance(tree, Mapping) else tree:
            yield from _leaves(each)


def _tree(tree: Any, values: Mapping[str, str], secrets: Mapping[str, str]) -> Any:
    if isinstance(tree, Pattern):
        return tree.filled(values, secrets)
    if isinstance(tree, Mapping):
        return {key: _tree(each, values, secrets) for key, each in tree.items()}
    return [_tree(each, values, secrets) for each in tree] if isinstance(tree, list) else tree
