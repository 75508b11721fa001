"""Links in running text: where each stands, what it is made of, and whose host it names.

A link ends at the first character that no URL may hold, so Han and full-width punctuation glued to it stay outside.
The value of a variable is one U+FFFC and counts as an unknown part; a value that stands alone is no link here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nmlint.source import Span
from nmlint.text.lazy import LazyPattern

VALUE = "\ufffc"

# Letters of a host: the alphabets that imitate Latin must be seen; every other script is the running text around it.
_LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1d00-\u1dbf\u1e00-\u1eff"
_LIKE_LATIN = r"\u0370-\u058f\u10a0-\u10ff\u13a0-\u13ff\u1f00-\u1fff"
_PART = rf"[-0-9_{_LATIN}{_LIKE_LATIN}\ufffc]"
# A Han label is read as a host only where it cannot be prose: right after `//`, with a dot and more behind it.
_HAN_LABEL = r"(?:[\w-]{1,63}\.(?=[A-Za-z]))?"
_REST = r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%\ufffc]*"
_LINK = LazyPattern(
    rf"""
    (?<![A-Za-z0-9])(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{{1,15}})://
        (?:(?P<user>[A-Za-z0-9\-._~:!$&'()*+,;=%\ufffc]{{0,100}})@)?
        (?P<host>\[[0-9A-Fa-f:.]+\]|{_HAN_LABEL}{_PART}+(?:\.{_PART}+)*)
        (?P<port>:[0-9\ufffc]{{1,8}})?(?P<rest>{_REST})
    |(?<![A-Za-z0-9])(?P<plain>tel|mailto):(?P<address>(?=[+0-9A-Za-z\ufffc])[A-Za-z0-9\-._+%@()*\#,;=?&\ufffc]{{3,}})
    |(?<![A-Za-z0-9@._~/+%=&?-])(?P<bare>(?>{_PART}+(?:\.{_PART}+)+))(?!@)
        (?P<bare_port>:[0-9]{{2,5}}(?![0-9:]))?(?P<bare_rest>[/?\#]{_REST})?
    """,
    re.VERBOSE,
)
_TRAILING = ".,;:!?'*~"
_NUMERIC_LABEL = LazyPattern(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Parameter(NamedTuple):
    """One `key=value` of a query, as it is written, and where the pair stands."""

    key: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Url:
    """A link; a part that is absent is empty and its span has no length.

    `scheme` is lower case and None for a bare host; `tel` and `mailto` have a path and no host.
    `host` is as written; compare hosts with `hosts.belongs_to`, never as strings.
    """

    text: str
    span: Span
    scheme: str | None
    user: str | None
    host: str
    port: int | None
    path: str
    query: tuple[Parameter, ...]
    fragment: str
    user_span: Span
    host_span: Span
    port_span: Span
    path_span: Span
    query_span: Span
    fragment_span: Span

    @property
    def value_in_host(self) -> bool:
        """Whether a value stands before the path, where it can decide which site is opened."""
        return VALUE in self.text[: self.path_span.start - self.span.start]

    @property
    def is_ip(self) -> bool:
        """Whether the host is an address, also in its one-number, octal and hexadecimal spellings."""
        return self.host.startswith("[") or all(map(_NUMERIC_LABEL.match, self.host.split(".")))

    @property
    def is_punycode(self) -> bool:
        """Whether a label of the host is written in its `xn--` form."""
        return any(label.startswith("xn--") for label in self.host.lower().split("."))

    @property
    def unusual_port(self) -> bool:
        """Whether a port is given that is not the scheme's own."""
        return self.port is not None and self.port != _DEFAULT_PORTS.get(self.scheme or "https")


def find_urls(text: str, top_level_domains: Collection[str] = ()) -> tuple[Url, ...]:
    """Every link of the text in order.

    A link without a scheme counts when it begins with `www.`, when its last label is one of the (lower case)
    `top_level_domains`, or when a path follows; so e-mail addresses, file names, decimals and versions do not.
    """
    if "." not in text and ":" not in text:
        return ()
    return tuple(_scan(text, top_level_domains))


def _scan(text: str, top_level_domains: Collection[str]) -> Iterator[Url]:
    for match in _LINK.finditer(text):
        if match["scheme"]:
            yield _with_host(text, match, match["scheme"].lower(), "")
        elif match["plain"]:
            yield _without_host(text, match)
        elif _plausible(match["bare"], match["bare_rest"] or "", match["bare_port"] or "", top_level_domains):
            yield _with_host(text, match, None, "bare_")


def _plausible(host: str, rest: str, port: str, top_level_domains: Collection[str]) -> bool:
    labels = host.split(".")
    last = labels[-1]
    if all(label.isdecimal() for label in labels):
        return len(labels) == 4 and (bool(port) or rest[1:2].isalpha())  # noqa: PLR2004  # an IPv4 address has four parts
    if "" in (labels[0].strip("-"), labels[-2]) or not (last.isascii() and last.isalpha() and len(last) > 1):
        return False
    # "Hello.It" is two sentences without a space, not a host.
    if not (last.islower() or last.isupper()):
        return False
    return labels[0].lower() == "www" or last.lower() in top_level_domains or len(rest) > 1


def _with_host(text: str, match: re.Match[str], scheme: str | None, kind: str) -> Url:
    start = match.start()
    host_group = "bare" if kind else "host"
    host_start, host_end = match.span(host_group)
    host = match[host_group]
    port_text = match[kind + "port"] or ""
    rest_start = host_end + len(port_text)
    rest = _trimmed(match[kind + "rest"] or "")
    if not rest and not port_text:
        host = host.rstrip("-.")
        host_end = rest_start = host_start + len(host)
    if rest and rest[0] not in "/?#":  # such as a colon, or a bracket of the sentence
        rest = ""
    end = rest_start + len(rest)
    user = match["user"] if scheme else None
    before_fragment, _, fragment = rest.partition("#")
    path, _, query = before_fragment.partition("?")
    path_end = rest_start + len(path)
    query_start = min(path_end + 1, rest_start + len(before_fragment))
    query_end = rest_start + len(before_fragment)
    number = port_text[1:]
    return Url(
        text=text[start:end],
        span=Span(start, end),
        scheme=scheme,
        user=user,
        host=host,
        port=int(number) if number.isdecimal() else None,
        path=path,
        query=tuple(_parameters(query, query_start)),
        fragment=fragment,
        user_span=Span(host_start - len(user) - 1, host_start - 1)
        if user is not None
        else Span(host_start, host_start),
        host_span=Span(host_start, host_end),
        port_span=Span(host_end, rest_start),
        path_span=Span(rest_start, path_end),
        query_span=Span(query_start, query_end),
        fragment_span=Span(end - len(fragment), end),
    )


def _without_host(text: str, match: re.Match[str]) -> Url:
    address = _trimmed(match["address"])
    path, _, query = address.partition("?")
    start, path_start = match.start(), match.start("address")
    path_end, end = path_start + len(path), path_start + len(address)
    query_start = min(path_end + 1, end)
    nothing = Span(path_start, path_start)
    return Url(
        text=text[start:end],
        span=Span(start, end),
        scheme=match["plain"],
        user=None,
        host="",
        port=None,
        path=path,
        query=tuple(_parameters(query, query_start)),
        fragment="",
        user_span=nothing,
        host_span=nothing,
        port_span=nothing,
        path_span=Span(path_start, path_end),
        query_span=Span(query_start, end),
        fragment_span=Span(end, end),
    )


def _trimmed(rest: str) -> str:
    """Without the punctuation that ends the sentence rather than the link."""
    while rest:
        last = rest[-1]
        unopened = (last == ")" and rest.count("(") < rest.count(")")) or (
            last == "]" and rest.count("[") < rest.count("]")
        )
        if last not in _TRAILING and not unopened:
            break
        rest = rest[:-1]
    return rest


def _parameters(query: str, start: int) -> Iterator[Parameter]:
    for pair in query.split("&"):
        if pair:
            key, _, value = pair.partition("=")
            yield Parameter(key, value, Span(start, start + len(pair)))
        start += len(pair) + 1
