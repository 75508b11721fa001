"""Template messages, and the requests that fill a template of LINE's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from markupsafe import Markup

from nmlint.output.preview import css
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.components import placeholder
from nmlint.output.preview.flex import strip
from nmlint.output.preview.markup import EMPTY, element
from nmlint.output.preview.scene import Scene

# How wide a picture is for its height, by the word that template messages have for it.
_RATIOS = {"square": "1:1"}
_RECTANGLE = "1.51:1"


def template(scene: Scene, branch: Branch) -> Markup:
    """A template message of any of the four kinds."""
    draw = _KINDS.get(branch.word("type"))
    return (
        element("div", scene.say("unknown", name=branch.word("type")), class_="unknown")
        if draw is None
        else draw(scene, branch)
    )


def _buttons(scene: Scene, branch: Branch) -> Markup:
    return _card(scene, branch, _RATIOS.get(branch.word("imageAspectRatio"), _RECTANGLE))


def _carousel(scene: Scene, branch: Branch) -> Markup:
    ratio = _RATIOS.get(branch.word("imageAspectRatio"), _RECTANGLE)
    return strip(scene, [_card(scene, column, ratio) for column in branch.listed("columns")])


def _confirm(scene: Scene, branch: Branch) -> Markup:
    words = element("p", scene.text(branch.at("text")).html, class_="words")
    return element("div", words, _actions(scene, branch, "actions beside"), class_="bubble template kilo")


def _image_carousel(scene: Scene, branch: Branch) -> Markup:
    return strip(scene, [_picture(scene, column) for column in branch.listed("columns")])


def _picture(scene: Scene, column: Branch) -> Markup:
    shown = scene.label(column.object_at("action")).html
    label = element("p", shown, class_="over") if shown else EMPTY
    return element("div", placeholder(scene, "image", ("1", "1"), column), label, class_="bubble template micro")


def _card(scene: Scene, branch: Branch, ratio: str) -> Markup:
    """A picture, a title, a text and buttons, each where there is one."""
    picture, title = EMPTY, EMPTY
    if branch.at("thumbnailImageUrl") is not None:
        background = {"background-color": css.color(branch, "imageBackgroundColor")}
        picture = placeholder(scene, "image", css.ratio(ratio), branch, background)
    if branch.at("title") is not None:
        title = element("p", scene.text(branch.at("title")).html, class_="words title")
    words = element("p", scene.text(branch.at("text")).html, class_="words")
    scene.tap(branch.at("defaultAction"))
    return element("div", picture, title, words, _actions(scene, branch, "actions"), class_="bubble template kilo")


def _actions(scene: Scene, branch: Branch, looks: str) -> Markup:
    faces = (element("p", scene.label(action).html, class_="face link") for action in branch.listed("actions"))
    return element("div", *faces, class_=looks)


_KINDS: Mapping[str, Callable[[Scene, Branch], Markup]] = {
    "buttons": _buttons,
    "confirm": _confirm,
    "carousel": _carousel,
    "image_carousel": _image_carousel,
}


def templated(scene: Scene, request: Branch) -> Markup:
    """What fills a template of LINE's: its texts are not known, so each key stands for what LINE says there."""
    body = request.object_at("body")
    key = element("p", scene.say("template-key"), " ", element("code", request.word("templateKey") or "…"))
    rows = () if body is None else (*_items(scene, body), *_links(scene, body))
    return element("div", element("div", key, *rows, class_="block body"), class_="bubble mega templated")


def _items(scene: Scene, body: Branch) -> Iterator[Markup]:
    emphasized = body.object_at("emphasizedItem")
    if emphasized is not None:
        yield element("p", _key(emphasized, "itemKey"), scene.text(emphasized.at("content")).html, class_="emphasized")
    for item in body.listed("items"):
        yield element("p", _key(item, "itemKey"), scene.text(item.at("content")).html, class_="row")


def _links(scene: Scene, body: Branch) -> Iterator[Markup]:
    for button in body.listed("buttons"):
        key = button.word("buttonKey") or "…"
        scene.tap(button, element("code", key))
        yield element("p", element("code", key), class_="face primary")


def _key(item: Branch, name: str) -> Markup:
    return element("code", item.word(name) or "…")
