import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmlint.source import Span
from nmlint.text.urls import VALUE, Parameter, find_urls

DOMAINS = frozenset({"com", "tw", "cc", "net", "jp", "me", "it"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("請至https://shop.example.com/o/12查詢。", ["https://shop.example.com/o/12"]),
        (
            "（https://shop.tw/a）「http://b.tw」【https://c.tw/】",
            ["https://shop.tw/a", "http://b.tw", "https://c.tw/"],
        ),
        ("詳見https://shop.tw，謝謝", ["https://shop.tw"]),
        ("See https://shop.tw/a. Thanks!", ["https://shop.tw/a"]),
        ("(https://shop.tw/a_(b)) ok", ["https://shop.tw/a_(b)"]),
        ("點reurl.cc/abc查看", ["reurl.cc/abc"]),
        ("官網www.example.museum謝謝", ["www.example.museum"]),
        ("官網shop.example.com.tw謝謝", ["shop.example.com.tw"]),
        ("SHOP.TW 查詢", ["SHOP.TW"]),
        ("查詢 203.0.113.5/pay 或 203.0.113.5:8080", ["203.0.113.5/pay", "203.0.113.5:8080"]),
        ("line://ti/p/@shop 加入", ["line://ti/p/@shop"]),
        ("撥打tel:02-2345-6789。", ["tel:02-2345-6789"]),
        ("寫信mailto:hi@shop.tw?subject=a。", ["mailto:hi@shop.tw?subject=a"]),
        (f"https://shop.tw/o/{VALUE}查詢", [f"https://shop.tw/o/{VALUE}"]),
        (f"https://{VALUE}/x", [f"https://{VALUE}/x"]),
        (f"{VALUE}.shop.tw/x", [f"{VALUE}.shop.tw/x"]),
        ("shор.tw/x", ["shор.tw/x"]),
        ("https://例子.tw/x 查詢", ["https://例子.tw/x"]),
        ("請至https://shop.tw查詢.謝謝", ["https://shop.tw"]),
        ("ดูที่https://shop.tw/xนะ", ["https://shop.tw/x"]),
    ],
)
def test_finds_links_in_running_text(text: str, expected: list[str]) -> None:
    """A link is found whole, and nothing of the sentence around it."""
    assert expected == [url.text for url in find_urls(text, DOMAINS)]


@pytest.mark.parametrize(
    "text",
    [
        "來信 service@shop.com.tw 或 john.com@shop.tw",
        "LINE ID @shop.tw",
        "程式 a.py、版本 1.2.3.4、1.2.3.4/5",
        "全館 3.5折，重 3.5cc，No.5",
        "Thank you.It is done.",
        "e.g. U.S.A. a.m./p.m. Ph.D",
        "時間 12:30，比例 3:2，單位：元",
        "TEL:02-2345-6789",
        VALUE,
        f"{VALUE}/{VALUE}",
        f"第{VALUE}.{VALUE}期",
        "https:// 不完整",
        "...... ：：：",
    ],
)
def test_is_not_fooled(text: str) -> None:
    """Addresses, file names, versions, decimals, sentences without a space and lone values are no links."""
    assert [] == [url.text for url in find_urls(text, DOMAINS)]


def test_takes_a_link_apart() -> None:
    """Every part is as written and its span leads back to the text."""
    text = "請看https://ann:pw@Shop.example.com:8443/o/1?id=7&utm_source=line#top。"

    (url,) = find_urls(text)

    assert ("https", "ann:pw", "Shop.example.com", 8443, "/o/1", "top") == (
        url.scheme,
        url.user,
        url.host,
        url.port,
        url.path,
        url.fragment,
    )
    assert (("id", "7"), ("utm_source", "line")) == tuple((part.key, part.value) for part in url.query)
    parts = [url.user_span, url.host_span, url.port_span, url.path_span, url.query_span, url.fragment_span]
    assert ["ann:pw", "Shop.example.com", ":8443", "/o/1", "id=7&utm_source=line", "top"] == [
        text[span.start : span.end] for span in parts
    ]
    assert ["id=7", "utm_source=line"] == [text[part.span.start : part.span.end] for part in url.query]


def test_absent_parts_are_empty() -> None:
    """A bare host has no scheme, no user, no port, and spans of no length for what it lacks."""
    (url,) = find_urls("看 shop.tw 吧", DOMAINS)

    assert (None, None, "shop.tw", None, "", (), "") == (
        url.scheme,
        url.user,
        url.host,
        url.port,
        url.path,
        url.query,
        url.fragment,
    )
    assert [Span(9, 9)] * 4 == [url.port_span, url.path_span, url.query_span, url.fragment_span]


def test_query_without_path_and_without_value() -> None:
    """A query may follow the host at once, and a key may stand alone."""
    (url,) = find_urls("https://shop.tw?track&x=1")

    assert ("", (Parameter("track", "", Span(16, 21)), Parameter("x", "1", Span(22, 25)))) == (url.path, url.query)


def test_without_a_list_a_path_or_www_is_needed() -> None:
    """Where the caller names no top-level domains, a lone dotted word is not a link."""
    assert ["www.a.tw", "b.tw/x"] == [url.text for url in find_urls("a.tw www.a.tw b.tw/x")]


@pytest.mark.parametrize(
    ("link", "fact", "expected"),
    [
        ("http://203.0.113.5/x", "is_ip", True),
        ("http://[2001:db8::1]/x", "is_ip", True),
        ("http://3232235777/", "is_ip", True),
        ("http://0x7f.1/", "is_ip", True),
        ("https://104.com.tw", "is_ip", False),
        ("tel:0223456789", "is_ip", False),
        ("https://xn--fsqu00a.tw", "is_punycode", True),
        ("https://shop.tw/xn--a", "is_punycode", False),
        (f"https://{VALUE}.shop.tw/a", "value_in_host", True),
        (f"https://shop.tw{VALUE}", "value_in_host", True),
        (f"https://shop.tw:{VALUE}/", "value_in_host", True),
        (f"https://shop.tw/{VALUE}?a={VALUE}", "value_in_host", False),
        ("https://shop.tw:443/", "unusual_port", False),
        ("http://shop.tw:80/", "unusual_port", False),
        ("https://shop.tw:8080/", "unusual_port", True),
        ("https://shop.tw/", "unusual_port", False),
    ],
)
def test_says_what_is_true_of_the_host(link: str, fact: str, expected: bool) -> None:
    """Addresses in any spelling, punycode, values and ports are seen."""
    (url,) = find_urls(link, DOMAINS)

    assert expected == getattr(url, fact)


_BITS = [*"ab1.:/?#=&@[]()-_ ，。折", VALUE, "https://", "www.", "shop.tw", "mailto:", "tel:0"]
_TEXT = st.lists(st.sampled_from(_BITS), max_size=30).map("".join)


@given(_TEXT)
def test_spans_lead_back_to_the_text(text: str) -> None:
    """Whatever the text, links stand in order, do not overlap, and every part is what its span covers."""
    end = 0
    for url in find_urls(text, DOMAINS):
        assert end <= url.span.start < url.span.end
        end = url.span.end
        assert url.text == text[url.span.start : url.span.end]
        for span, part in ((url.host_span, url.host), (url.path_span, url.path), (url.fragment_span, url.fragment)):
            assert url.span.covers(span)
            if part:
                assert part == text[span.start : span.end]
        for parameter in url.query:
            assert url.query_span.covers(parameter.span)


@given(st.text(max_size=40), st.text(max_size=40))
def test_full_width_punctuation_sets_a_link_free(before: str, after: str) -> None:
    """A link in 「」 is found exactly, whatever stands outside."""
    link = "https://shop.example.com/o/1"

    found = find_urls(f"{before}「{link}」{after}")

    assert link in [url.text for url in found]
