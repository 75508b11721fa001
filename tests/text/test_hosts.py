import pytest

from nmlint.text.hosts import belongs_to, has_foreign_letters, imitated, registrable

REGISTERED = ("*.example.com", "goodbooks.com.tw", "line.me")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("shop.example.com", "example.com"),
        ("a.shop.example.com.tw", "example.com.tw"),
        ("EXAMPLE.CO.JP.", "example.co.jp"),
        ("example.com", "example.com"),
        ("com.tw", "com.tw"),
        ("localhost", "localhost"),
    ],
)
def test_registrable_part(host: str, expected: str) -> None:
    """The registrable part is one label more than the suffix that many share."""
    assert expected == registrable(host)


@pytest.mark.parametrize(
    ("host", "registered", "expected"),
    [
        ("example.com", ["example.com"], True),
        ("Shop.Example.com", ["example.com"], True),
        ("shop.example.com", ["*.example.com"], True),
        ("notexample.com", ["example.com"], False),
        ("example.com.evil.net", ["example.com"], False),
        ("example.com", ["shop.example.com"], False),
        ("shop.com.tw", ["com.tw"], False),
        ("shop.tw", ["tw"], False),
        ("shop.tw", [], False),
    ],
)
def test_belongs_on_a_label_boundary(host: str, registered: list[str], expected: bool) -> None:
    """A host belongs to a registered one when it is that host or lies below it; shared suffixes own nothing."""
    assert expected == belongs_to(host, registered)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("shор.tw", True), ("ѕһор.tw", True), ("shøp.tw", True), ("shop.tw", False), ("例子.tw", False)],
)
def test_foreign_letters(host: str, expected: bool) -> None:
    """Letters that imitate Latin are seen; Han is an honest international name."""
    assert expected == has_foreign_letters(host)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("examp1e.com", "*.example.com"),
        ("exarnple.com", "*.example.com"),
        ("exаmple.com", "*.example.com"),
        ("xn--exmple-4nf.com", "*.example.com"),
        ("g00dbooks.com.tw", "goodbooks.com.tw"),
        ("good-books.com.tw", "goodbooks.com.tw"),
        ("goodbook.com.tw", "goodbooks.com.tw"),
        ("goodboosk.com.tw", "goodbooks.com.tw"),
        ("shop.exampel.com", "*.example.com"),
        ("example-tw.com", "*.example.com"),
        ("exampletw.com", "*.example.com"),
        ("example-pay.net", "*.example.com"),
        ("example.com.evil.net", "*.example.com"),
        ("1ine.me", "line.me"),
        ("example.com", None),
        ("shop.example.com", None),
        ("example.com.tw", None),
        ("lime.me", None),
        ("bookstore.com.tw", None),
        ("news.com.tw", None),
    ],
)
def test_imitations(host: str, expected: str | None) -> None:
    """Near misses of a registered host are named; its own subdomains, other endings and other names are not."""
    assert expected == imitated(host, REGISTERED)
