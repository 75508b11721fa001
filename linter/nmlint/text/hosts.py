"""Whose a host is, and whose it only pretends to be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Second-level domains under which others register: such a name is nobody's own host.
_SHARED_SUFFIXES = {
    "au": "com net org gov edu id",
    "br": "com net org gov edu",
    "cn": "com net org gov edu ac",
    "hk": "com net org gov edu idv",
    "id": "co or go ac web my",
    "in": "co net org gov ac edu",
    "jp": "co or ne ac go ad ed gr lg",
    "kr": "co or ne ac go re pe",
    "mo": "com net org gov edu",
    "my": "com net org gov edu",
    "nz": "co net org govt ac",
    "ph": "com net org gov edu",
    "sg": "com net org gov edu per",
    "th": "co or in ac go net mi",
    "tw": "com net org gov edu idv game ebiz club mil",
    "uk": "co org ac gov net me ltd plc",
    "vn": "com net org gov edu",
}
SHARED_SUFFIXES = frozenset(
    f"{second}.{top}" for top, seconds in _SHARED_SUFFIXES.items() for second in seconds.split()
)


def normal_host(host: str) -> str:
    """A host as it is compared: lower case, without the root dot."""
    return host.lower().rstrip(".")


def registrable(host: str) -> str:
    """The part of a host that somebody registers: `example.com.tw` of `a.shop.example.com.tw`."""
    labels = normal_host(host).split(".")
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in SHARED_SUFFIXES else labels[-2:])


def belongs_to(host: str, registered: Iterable[str]) -> bool:
    """Whether the host is one of the registered hosts or lies below one; a shared suffix owns nothing.

    A registered `*.example.com` is the same as `example.com`.
    """
    name = normal_host(host)
    for entry in registered:
        parent = normal_host(entry).removeprefix("*.")
        shared = parent in SHARED_SUFFIXES or "." not in parent
        if not shared and (name == parent or name.endswith("." + parent)):
            return True
    return False


# Letters of other alphabets that are drawn like a Latin one.
_CYRILLIC = "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl вb кk мm нh тt"
_GREEK_AND_LATIN = "αa οo ρp εe νv ιi κk τt υu χx γy ɑa ɡg ıi łl øo đd"
_DRAWN_LIKE = {pair[0]: pair[1] for pair in f"{_CYRILLIC} {_GREEK_AND_LATIN}".split()}
_READ_AS = str.maketrans(_DRAWN_LIKE | {"0": "o", "1": "l", "i": "l", "3": "e", "5": "s", "-": "", "_": ""})
_SHORTEST_NAME = 5  # one letter off a shorter name is too often simply another name


def has_foreign_letters(host: str) -> bool:
    """Whether a letter of the host belongs to an alphabet that imitates Latin."""
    return any(
        not letter.isascii()
        and unicodedata.name(letter, "").startswith(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "LATIN"))
        for letter in host
    )


def imitated(host: str, registered: Iterable[str]) -> str | None:
    """The registered host that this one can be mistaken for, None when it is one of them or resembles none.

    Seen are look-alike letters and digits (0/o, 1/l/i, rn/m, vv/w, Cyrillic), one slip of the finger, a name with
    something hung on it (`example-tw.com`, `example-pay.com`), and a registered host set before somebody else's.
    The same name under another ending is no imitation: companies hold several.
    """
    known = tuple(registered)
    name = normal_host(_without_punycode(host))
    if belongs_to(host, known):
        return None
    for entry in known:
        real = normal_host(entry).removeprefix("*.")
        if "." in real and real not in SHARED_SUFFIXES and _imitates(name, real):
            return entry
    return None


def _imitates(name: str, real: str) -> bool:
    site = registrable(name)
    below = name.removesuffix(site)
    if f".{real}." in f".{below}":  # example.com.somewhere.net
        return True
    own, theirs = site.partition(".")[0], registrable(real).partition(".")[0]
    if own == theirs:
        return False
    if _read(own) == _read(theirs):
        return True
    if len(theirs) < _SHORTEST_NAME:
        return False
    return theirs in own.split("-") or own in (f"{theirs}tw", f"{theirs}taiwan") or _one_slip(own, theirs)


def _read(label: str) -> str:
    """A label as a hurried eye reads it."""
    plain = unicodedata.normalize("NFKC", label).replace("rn", "m").replace("vv", "w")
    return plain.translate(_READ_AS).replace("rn", "m")


def _without_punycode(host: str) -> str:
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.lower().startswith("xn--") else label)
        except (UnicodeError, ValueError, IndexError):
            labels.append(label)
    return ".".join(labels)


def _one_slip(first: str, second: str) -> bool:
    """Whether one letter was added, dropped or changed, or two neighbours swapped."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    one, two = first[start:], second[start:]
    return one[1:] == two or two[1:] == one or one[1:] == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])
