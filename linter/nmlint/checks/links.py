"""Where a notice leads its reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from nmlint.checks.model import VALUE, Finder, Hit, PlacedValue, Registry, Spec, Subject, declared_hit
from nmlint.checks.phrases import phrases_of
from nmlint.source import Span
from nmlint.text import hosts
from nmlint.text.urls import Url

Test = Callable[["Links", Subject, Url], Iterator[Span]]
WEB = ("http", "https", None)
MARKS_OF_A_LINK = (".", "://", "tel:", "mailto:")


class Links:
    """The guilty part of each link, by one test."""

    def __init__(self, test: str, words: frozenset[str], at_least: int, registry: Registry) -> None:
        # No link is without one of these; values and declarations need no text at all.
        in_text = test not in ON_VALUES and test not in ON_DECLARATION
        self.triggers = frozenset(map(registry.needle, MARKS_OF_A_LINK)) if in_text else None
        self._test = test
        self.words = words
        self._at_least = at_least

    def find(self, subject: Subject) -> Iterator[Hit]:
        if self._test in ON_VALUES:
            for value in subject.values:
                if value.variable is not None and value.variable.type == "url" and ON_VALUES[self._test](value):
                    yield subject.hit(value.span, url=value.expression, host="", part="", variable=value.name)
            return
        if self._test in ON_DECLARATION:
            yield from ON_DECLARATION[self._test](subject)
            return
        if len(subject.urls) < self._at_least:
            return
        for url in subject.urls:
            for span in TESTS[self._test](self, subject, url):
                host = subject.shown(url.host_span)
                yield subject.hit(span, url=subject.shown(url.span), host=host, part=subject.shown(span))


def _not_https(_links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    if url.scheme == "http":
        yield Span(url.span.start, url.span.start + len("http://"))


def _listed_host(links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    if url.host and hosts.belongs_to(url.host, links.words):
        yield url.host_span


def _look_alike(_links: Links, subject: Subject, url: Url) -> Iterator[Span]:
    if url.host and (
        hosts.has_foreign_letters(url.host)
        or (not url.value_in_host and hosts.imitated(url.host, subject.case.settings.hosts))
    ):
        yield url.host_span


def _unregistered(_links: Links, subject: Subject, url: Url) -> Iterator[Span]:
    known = subject.case.settings.hosts
    if known and url.host and url.scheme in WEB and not url.value_in_host and not hosts.belongs_to(url.host, known):
        yield url.host_span


def _variable_host(_links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    if url.value_in_host:
        yield url.host_span


def _path_word(links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    """A whole step of the path that is one of the words."""
    for match in re.finditer(r"[^/]+", url.path):
        if unquote(match.group()).lower() in links.words:
            yield Span(url.path_span.start + match.start(), url.path_span.start + match.end())


def _parameter(links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    """A query parameter whose name is one of the words, or begins with one that ends in `_`."""
    for parameter in url.query:
        key = unquote(parameter.key).lower()
        if key in links.words or any(word.endswith("_") and key.startswith(word) for word in links.words):
            yield parameter.span


def _line_form(links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    """A URL form of LINE's own: `line.me/R/ti/p`, `lin.ee`, `line:`; a form without a slash names a whole host."""
    bare = (url.host.lower() + url.path).lower() if url.host else f"{url.scheme}:"
    if any(
        bare.startswith(form) if "/" in form or form.endswith(":") else hosts.belongs_to(url.host, (form,))
        for form in links.words
    ) or (url.scheme is not None and f"{url.scheme}:" in links.words):
        yield url.span


def _bare(_links: Links, subject: Subject, url: Url) -> Iterator[Span]:
    """A link with no words before it on its line that could say where it leads."""
    line = subject.raw[: url.span.start].rpartition("\n")[2]
    if url.scheme is None and not url.path and not url.host.lower().startswith("www."):
        return  # a brand that is spelt like a host
    if url.scheme in WEB and not re.search(r"[\w" + VALUE + r"]", re.sub(r"【[^】]*】", "", line)):
        yield url.span


def _any(_links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
    yield url.span


def _when(holds: Callable[[Url], bool], part: Callable[[Url], Span]) -> Test:
    def test(_links: Links, _subject: Subject, url: Url) -> Iterator[Span]:
        if holds(url):
            yield part(url)

    return test


TESTS: Mapping[str, Test] = {
    "not-https": _not_https,
    "shortener": _listed_host,
    "look-alike": _look_alike,
    "punycode": _when(lambda url: url.is_punycode, lambda url: url.host_span),
    "ip": _when(lambda url: bool(url.host) and url.is_ip, lambda url: url.host_span),
    "port": _when(lambda url: url.unusual_port, lambda url: url.port_span),
    "user-info": _when(lambda url: url.user is not None, lambda url: url.user_span),
    "unregistered-host": _unregistered,
    "variable-host": _variable_host,
    "promotional-path": _path_word,
    "campaign-parameter": _parameter,
    "personal-data": _parameter,
    "line-url": _line_form,
    "bare": _bare,
    "many": _any,
}


def _purposes(subject: Subject) -> Iterator[Hit]:
    """Declared purposes that the scenario's file does not allow."""
    scenario = subject.case.scenario
    if scenario is None or not subject.primary:
        return
    for link, purpose in subject.case.document.declaration.links.items():
        if purpose not in scenario.link_purposes:
            yield declared_hit(subject, f"links.{link}", url=link, part=purpose, host="")


def _undeclared_purpose(subject: Subject) -> Iterator[Hit]:
    """Links of which nothing says what they are for."""
    declared = subject.case.document.declaration.links
    for url in subject.urls:
        if url.scheme in WEB and not any(link in url.text for link in declared):
            yield subject.hit(url.span, url=subject.shown(url.span), host=subject.shown(url.host_span), part="")


def _without_hosts(value: PlacedValue) -> bool:
    return value.variable is not None and not value.variable.hosts


ON_VALUES: Mapping[str, Callable[[PlacedValue], bool]] = {"url-value-without-hosts": _without_hosts}
ON_DECLARATION: Mapping[str, Callable[[Subject], Iterator[Hit]]] = {
    "purpose": _purposes,
    "purpose-undeclared": _undeclared_purpose,
}


def links(spec: Spec, registry: Registry) -> Finder:
    """`links: {test: …, in: list, list: […], at_least: …}`."""
    words = frozenset(word.lower() for word in phrases_of(spec, registry))
    return Links(spec["test"], words, spec.get("at_least", 1), registry)
