"""Where a value leads: the host of a link, and links in values that are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from nmlint.bilingual import Bilingual
from nmlint.catalogue import Catalogue
from nmlint.checks import moment_dressed as dressed
from nmlint.checks.model import Spec
from nmlint.checks.moments import LONGEST, Ask, Flaw, Maker, Moment, kind_of, named
from nmlint.source import Span
from nmlint.text.hosts import belongs_to, has_foreign_letters, imitated, normal_host
from nmlint.text.urls import find_urls
from nmlint.text.widths import narrow

URL = "url"
# A link as it should be: https, a host of letters, digits and hyphens, and a path of what may stand in one.
_PLAIN = re.compile(r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#][!-\[\]-~]*)?")
_NUMBER = re.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}|\[[0-9a-f:.]+\]", re.IGNORECASE)
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):", re.ASCII)
_PHONE = re.compile(r"tel:\+?[0-9()\-]{3,20}")
# As browsers read it: a backslash is a slash, and whatever stands before an @ is no host.
_AUTHORITY = re.compile(r"\s*[A-Za-z]+:[/\\]*(?P<user>[^/\\?#]*@)?(?P<host>\[[^\]]*\]|[^/\\?#:]*)(?P<port>:[^/\\?#]*)?")
_BACKSLASH = re.compile(r"\\")
_PORT = re.compile(r":[0-9]{1,5}")
# What no host holds, in whatever script.
_ODD = re.compile(r"[^\w.\-]|_")

Said = tuple[Span, Bilingual]


def host(_spec: Spec, _catalogue: Catalogue) -> Ask:
    """A link that is not https, or whose host is not one of those that the variable or the project has."""

    def ask(moment: Moment) -> Flaw | None:
        text = moment.text
        if kind_of(moment) != URL or not text:
            return None
        if len(text) > LONGEST:
            text = text[:LONGEST]
        own: Collection[str] = (moment.variable.hosts if moment.variable else ()) or moment.hosts
        plain = _PLAIN.fullmatch(text)
        if plain is not None and (plain[1] in own or (own and _is_below(plain[1], own))):
            return None
        for span, reason in _faults(text, own):
            return Flaw(span.start, span.end, named(moment, reason=reason))
        return None

    return ask


def _is_below(name: str, own: Collection[str]) -> bool:
    """Whether a host lies below one of the registered ones, told by looking up the names that it ends in."""
    at = name.find(".")
    while at >= 0:
        if name[at + 1 :] in own:
            return belongs_to(name, own)
        at = name.find(".", at + 1)
    return False


def _faults(text: str, own: Collection[str]) -> Iterator[Said]:
    scheme = _SCHEME.match(text)
    if scheme is None:
        return  # no link at all, which its type tells
    word = scheme[1].lower()
    if word == "tel":
        if _PHONE.fullmatch(text) is None:
            yield Span(scheme.start(1), len(text)), _NO_PHONE
        return
    if word != "https":
        yield Span(*scheme.span(1)), _NOT_HTTPS
    authority = _AUTHORITY.match(text)
    if authority is None:
        return
    if authority["user"] is not None:
        yield Span(*authority.span("user")), _USER
    backslash = _BACKSLASH.search(text)
    if backslash is not None:
        yield Span(*backslash.span()), _BACKWARDS
    name, span = authority["host"], Span(*authority.span("host"))
    if not name:
        yield Span(0, len(text)), _NO_HOST
    elif _NUMBER.fullmatch(name):
        yield span, _ADDRESS
    elif _ODD.search(name):
        yield span, _NO_NAME
    elif not belongs_to(name, own) and ("xn--" in name.lower() or has_foreign_letters(name)):
        yield span, _FOREIGN
    elif own and not belongs_to(name, own):
        yield span, _IMITATION if imitated(name, own) else _STRANGER
    elif "." not in name.strip("."):
        yield span, _NO_HOST
    # Whoever holds a host holds what listens there.
    if authority["port"] not in (None, ":443") and not (_PORT.fullmatch(authority["port"]) and belongs_to(name, own)):
        yield Span(*authority.span("port")), _STRANGE_PORT


_NOT_HTTPS = Bilingual("does not begin with https", "不是 https 開頭")
_NO_PHONE = Bilingual("names no phone number", "不是電話號碼")
_USER = Bilingual("has a name before the @, which hides the host", "@ 之前有其他文字，會掩蓋真正的網域")
_BACKWARDS = Bilingual("has a backslash, which browsers read as a slash", "有反斜線，瀏覽器會當成斜線")
_NO_HOST = Bilingual("has no host", "沒有網域")
_ADDRESS = Bilingual("leads to an address of numbers, not to a name", "連到數字位址，不是網域名稱")
_NO_NAME = Bilingual("has characters in its host that no host has", "網域含有不可能出現的字元")
_FOREIGN = Bilingual("has letters in its host that pass for others", "網域含有可以冒充其他字母的文字")
_IMITATION = Bilingual("has a host that can be mistaken for one of your own", "網域和登記的網域極為相似")
_STRANGER = Bilingual("has a host that is none of those registered", "網域不在登記的清單裡")
_STRANGE_PORT = Bilingual("has a port of its own", "另外指定了連接埠")


_MAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")


def link(spec: Spec, catalogue: Catalogue) -> Ask:
    """A link, a bare host, an e-mail address or an account's name in a value that is no link."""
    named_lists = spec.get("in", ())
    lists = (named_lists,) if isinstance(named_lists, str) else named_lists
    endings = frozenset(ending for name in lists for ending in catalogue.lists[name].all_phrases)
    innocent = frozenset(name.lower() for name in spec.get("list", ()))

    def ask(moment: Moment) -> Flaw | None:
        text, kind = moment.text, kind_of(moment)
        if kind == URL or kind in _NUMERIC:
            return None
        if len(text) > LONGEST:
            text = text[:LONGEST]
        if not dressed.may_hold(text):
            return None
        # Width is ordinary typing.
        plain = dressed.plain(narrow(text))
        for span, reason in _links(plain, endings, innocent, moment.hosts):
            return Flaw(span.start, span.end, named(moment, reason=reason))
        return None

    return ask


# Types whose own test lets no link pass.
_NUMERIC = frozenset(
    {"amount", "integer", "points", "date", "time", "datetime", "code", "phone", "last-digits", "plate"}
)


def _links(text: str, endings: Collection[str], innocent: Collection[str], own: Collection[str]) -> Iterator[Said]:
    if "@" in text and (mail := _MAIL.search(text)):
        yield Span(*mail.span()), _AN_ADDRESS
    for url in find_urls(text, endings):
        bare = url.scheme is None and not url.path and not url.query
        if bare and (normal_host(url.host) in innocent or belongs_to(url.host, own)):
            continue
        if url.scheme is None and normal_host(url.host).endswith(_FILES):
            continue
        yield url.span, _A_HOST if bare else _A_LINK
    for span in dressed.accounts(text):
        yield span, _AN_ACCOUNT
    for span in dressed.addresses(text):
        yield span, _AN_ADDRESS
    for span in dressed.links(text, endings):
        yield span, _A_HOST


# Endings of the names of programs and files, which are none of hosts.
_FILES = (".js", ".ts", ".md", ".py", ".rb", ".cs", ".pdf", ".jpg", ".png", ".doc", ".docx", ".xls", ".xlsx")
_A_LINK = Bilingual("a link", "連結")
_A_HOST = Bilingual("the name of a host", "網域名稱")
_AN_ADDRESS = Bilingual("an e-mail address", "電子郵件地址")
_AN_ACCOUNT = Bilingual("the name of an account", "帳號名稱")

TESTS: Mapping[str, Maker] = {"host": host, "link": link}
