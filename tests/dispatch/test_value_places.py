"""An objection names the very characters of a value that it is about, also where they were read apart from the rest."""

from __future__ import annotations

import pytest
from projects import NUMBER, project

from nmlint.dispatch.guard import Guard

TEMPLATE = """\
{#- nmlint
id: note
scenario: delivery
message: line-flexible
sender: 好日子書店
products: [買一送一，好禮組]
event: 倉庫交寄包裹
basis: 用戶自己下的訂單
variables: {note: {type: text}}
-#}
【好日子書店】您的訂單 TW20261123001 已於 2026/11/23 10:00 出貨。備註：{{ note }}
若您已取貨，請忽略此訊息。
"""


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Guard:
    """A guard with one template that prints a note."""
    root = project(tmp_path_factory.mktemp("project"), {"note.j2": TEMPLATE}, "lang: en\n")
    return Guard(root, senders={"notification-message": lambda _: None})


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("點數折抵 50 元已入帳、滿千送百", "滿千送百"),
        ("台北車站，搶修工程預計 18:00 完成；全館五折", "五折"),
        ("停車場已滿 現·省·3·0·0·元", "現·省·3·0·0·元"),
        ("請放管理室，下*單*抽*手*機，謝謝", "抽*手*機"),
        ("請由側門進 L.e.a.v.e.t.h.e.m.i.n", "L.e.a.v.e.t.h.e.m.i.n"),
    ],
)
def test_the_characters_meant(guard: Guard, value: str, meant: str) -> None:
    """What was found in a part, or between signs that were left out, is told by the value as it was given."""
    refused = guard.decide("note", NUMBER, {"note": value}).refused_by

    assert meant in [value[each.start : each.end] for each in refused]


def test_names_of_products(guard: Guard) -> None:
    """A declared product advertises nothing, though a comma parts its name and a part of it would."""
    assert guard.decide("note", NUMBER, {"note": "備註：買一送一，好禮組"}).allowed
    assert not guard.decide("note", NUMBER, {"note": "備註：買一送一，好禮包"}).allowed
