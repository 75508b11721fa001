"""Where an SMS sends its reader: links and phone numbers, and whether the sender has registered them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote

from nmlint.bilingual import Bilingual
from nmlint.checks.links import WEB
from nmlint.checks.model import VALUE, Hit, Subject
from nmlint.checks.sms_sender import registered
from nmlint.source import Span
from nmlint.text import literals
from nmlint.text.numbers import accounts, digits_of
from nmlint.text.urls import Url

_EXTENSION = re.compile(r"[#轉转分e,;].*", re.IGNORECASE | re.DOTALL)
_BRACKETED = re.compile(r"[【\[]([^】\]\n]{2,24})[】\]]")
_STEP = re.compile(r"[^/]+")


def unregistered_phones(subject: Subject, public: Sequence[str]) -> Iterator[Hit]:
    """Phone numbers that are neither the sender's registered ones nor public services; only where some are known."""
    known = {_line(number) for number in subject.case.settings.phones}
    if known:
        yield from (hit for hit, number in _phones(subject, public) if number not in known)


def registry_undeclared(subject: Subject, public: Sequence[str]) -> Iterator[Hit]:
    """The first link where nothing says which hosts are registered, or phone number where no numbers are listed."""
    settings = subject.case.settings
    if not subject.primary:
        return
    links = [] if settings.hosts else _undeclared_links(subject)
    phones = [] if settings.phones else [hit for hit, _ in _phones(subject, public)]
    first = min([*links, *phones], key=lambda hit: hit.raw.start, default=None)
    if first is not None:
        missing = [name for name, hits in (("hosts", links), ("phones", phones)) if hits]
        said = Bilingual(" and ".join(missing), " 與 ".join(missing))
        yield first._replace(details={**first.details, "missing": said})


def _undeclared_links(subject: Subject) -> list[Hit]:
    """Links, those that data bring among them, of which no variable tells the host."""
    hits = [subject.hit(url.span, url=subject.shown(url.span)) for url in _links(subject)]
    return hits + [
        subject.hit(value.span, url=value.expression)
        for value in subject.values
        if value.variable is not None and value.variable.type == "url" and not value.variable.hosts
    ]


def bank_links(subject: Subject, institutions: Sequence[str]) -> Iterator[Hit]:
    """Links of a bank of which nothing says that they lead to its own site.

    Where hosts are registered, the rule on unregistered hosts speaks of the others.
    """
    if not subject.case.settings.hosts and _from_a_bank(subject, institutions):
        for url in _links(subject):
            yield subject.hit(url.host_span, url=subject.shown(url.span), host=subject.shown(url.host_span))


def bank_login_pages(subject: Subject, institutions: Sequence[str], pages: Collection[str]) -> Iterator[Hit]:
    """Links of a bank whose host, path or declared purpose is that of a page that asks who one is."""
    links = _links(subject)
    if links and _from_a_bank(subject, institutions):
        purposes = subject.case.document.declaration.links
        for url in links:
            purpose = next((purpose for link, purpose in purposes.items() if link in url.text), None)
            span = url.span if purpose in pages else _page(url, pages)
            if span is not None:
                yield subject.hit(span, url=subject.shown(url.span), part=subject.shown(span))


def _page(url: Url, pages: Collection[str]) -> Span | None:
    """The label of the host, or the step of the path, that names such a page."""
    label = url.host.partition(".")[0]
    if label.lower() in pages:
        return Span(url.host_span.start, url.host_span.start + len(label))
    for match in _STEP.finditer(url.path):
        name = unquote(match[0]).lower()
        if name in pages or name.partition(".")[0] in pages:
            return Span(url.path_span.start + match.start(), url.path_span.start + match.end())
    return None


def _from_a_bank(subject: Subject, institutions: Sequence[str]) -> bool:
    """Whether the sender is a bank or its like, by his registered name, else by the first name in brackets."""
    names = registered(subject) or tuple(match[1] for match in [_BRACKETED.search(subject.raw)] if match)
    return any(word in name.casefold() for word in institutions for name in names)


def _links(subject: Subject) -> list[Url]:
    return [url for url in subject.urls if url.host and url.scheme in WEB and not url.value_in_host]


def _phones(subject: Subject, public: Sequence[str]) -> list[tuple[Hit, str]]:
    """The phone numbers of the text, without public services, each with its digits."""
    text = subject.view.text
    others = {*literals.find("order-number", text), *accounts(text)}
    found: list[tuple[Hit, str]] = []
    for start, end in literals.find("phone", text):
        if text[start] in "*#":
            continue  # a code that is keyed in, not a line
        raw = subject.view.to_raw(start, end)
        in_link = any(url.scheme != "tel" and url.span.overlaps(raw) for url in subject.urls)
        if not in_link and not any(start < last and first < end for first, last in others):
            found.append((subject.folded_hit(start, end), _line(text[start:end])))
    for url in subject.urls:
        seen = any(hit.raw.overlaps(url.span) for hit, _ in found)
        if url.scheme == "tel" and VALUE not in url.path and not seen:
            found.append((subject.hit(url.path_span), _line(url.path)))
    return [(hit, number) for hit, number in found if number not in public]


def _line(number: str) -> str:
    """The digits of a phone number without its extension."""
    return digits_of(_EXTENSION.sub("", number))
