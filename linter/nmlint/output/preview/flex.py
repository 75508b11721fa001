"""Flex Messages: bubbles, their blocks, and the boxes in them, laid out by CSS much as LINE does it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from nmlint.output.preview import css
from nmlint.output.preview.branch import Branch
from nmlint.output.preview.components import COMPONENTS, Styles
from nmlint.output.preview.markup import classes, element, text
from nmlint.output.preview.scene import Scene

SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
_LAYOUTS = ("horizontal", "vertical", "baseline")
_BLOCKS = ("header", "hero", "body", "footer")
_JUSTIFY = {
    name: name for name in ("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly")
}
_ALIGN = {name: name for name in ("center", "flex-start", "flex-end")}
# These take no share of the room unless they ask for one.
_RIGID = frozenset({"icon", "separator", "spacer"})


def container(scene: Scene, flex: Branch) -> Markup:
    """A bubble, or a carousel of them."""
    if flex.word("type") != "carousel":
        return bubble(scene, flex)
    return strip(scene, [bubble(scene, each) for each in flex.listed("contents")])


def strip(scene: Scene, cards: list[Markup]) -> Markup:
    """Cards side by side; who has no mouse scrolls them with the keys."""
    return element("div", *cards, class_="strip", role="group", tabindex="0", aria_label=scene.say("carousel"))


def bubble(scene: Scene, branch: Branch) -> Markup:
    """One bubble with its blocks."""
    size = branch.word("size") if branch.word("size") in SIZES else "mega"
    blocks = [_block(scene, branch, name) for name in _BLOCKS if branch.object_at(name) is not None]
    scene.tap(branch.at("action"), text(scene.say("whole-bubble")))
    direction = "rtl" if branch.word("direction") == "rtl" else None
    return element("div", *blocks, class_=f"bubble {size}", dir=direction)


def _block(scene: Scene, bubble: Branch, name: str) -> Markup:
    block, styles = bubble.object_at(name), bubble.object_at("styles")
    looks = styles.object_at(name) if styles is not None else None
    line, background = None, None
    if looks is not None:
        background = css.color(looks, "backgroundColor")
        if looks.says("separator"):
            line = f"1px solid {css.color(looks, 'separatorColor') or '#d4d6da'}"
    inner = component(scene, block, "vertical", 0) if block is not None else ""
    has_footer = name == "body" and bubble.object_at("footer") is not None
    return element(
        "div",
        inner,
        class_=classes("block", name, "above-footer" if has_footer else None),
        style=css.style({"background-color": background, "border-top": line}),
    )


def component(scene: Scene, branch: Branch, layout: str, index: int, spacing: str | None = None) -> Markup:
    """Anything that a box may hold, as the child of that number in a box of that layout and spacing."""
    styles = {**_share(branch, layout), **_margin(branch, layout, index, spacing), **_place(branch)}
    kind = branch.word("type")
    if kind == "box":
        return box(scene, branch, styles)
    draw = COMPONENTS.get(kind)
    if draw is None:
        return element("div", scene.say("unknown", name=kind or "…"), class_="unknown", style=css.style(styles))
    return draw(scene, branch, styles)


def box(scene: Scene, branch: Branch, styles: Styles) -> Markup:
    """A box with what it holds."""
    layout = branch.word("layout") if branch.word("layout") in _LAYOUTS else "vertical"
    spacing = css.distance(branch, "spacing")
    inner = [component(scene, each, layout, index, spacing) for index, each in enumerate(branch.listed("contents"))]
    scene.tap(branch.at("action"))
    return element("div", *inner, class_=f"box {layout}", style=css.style({**styles, **_frame(branch)}))


def _frame(branch: Branch) -> Styles:
    """What a box looks like around what it holds."""
    width = css.border(branch, "borderWidth")
    return {
        "background-color": css.color(branch, "backgroundColor"),
        "background-image": css.gradient(branch),
        "border": f"{width} solid {css.color(branch, 'borderColor') or 'transparent'}" if width else None,
        "border-radius": css.distance(branch, "cornerRadius"),
        "width": css.extent(branch, "width"),
        "max-width": css.extent(branch, "maxWidth"),
        "height": css.extent(branch, "height"),
        "max-height": css.extent(branch, "maxHeight"),
        "padding": css.padding(branch, "paddingAll"),
        "padding-top": css.padding(branch, "paddingTop"),
        "padding-bottom": css.padding(branch, "paddingBottom"),
        "padding-inline-start": css.padding(branch, "paddingStart"),
        "padding-inline-end": css.padding(branch, "paddingEnd"),
        "justify-content": css.one_of(branch, "justifyContent", _JUSTIFY),
        "align-items": css.one_of(branch, "alignItems", _ALIGN),
    }


def _share(branch: Branch, layout: str) -> Styles:
    """How much of the box a child takes: in a horizontal one a share of the width, else what it needs."""
    kind, share = branch.word("type"), css.count(branch, "flex")
    if kind == "filler":
        return {"flex": f"{1 if share is None else share} 1 0"}
    if share is None:
        rigid = layout == "vertical" or kind in _RIGID or css.extent(branch, "width") is not None
        share = 0 if rigid else 1
    if not share:
        return {"flex": "none"}
    return {"flex": f"{share} 0 auto" if layout == "vertical" else f"{share} 1 0"}


def _margin(branch: Branch, layout: str, index: int, spacing: str | None) -> Styles:
    """The room before a child; its own counts before that of its box, and the first child has none of either."""
    if not index or branch.word("position") == "absolute":
        return {}
    gap = spacing if branch.word("type") not in ("filler", "spacer") else None
    return {"margin-top" if layout == "vertical" else "margin-inline-start": css.distance(branch, "margin") or gap}


def _place(branch: Branch) -> Styles:
    """Where a child is moved to."""
    sides = {"top": "offsetTop", "bottom": "offsetBottom", "inset-inline-start": "offsetStart"}
    moved: Mapping[str, str | None] = {
        side: css.offset(branch, key) for side, key in {**sides, "inset-inline-end": "offsetEnd"}.items()
    }
    if branch.word("position") == "absolute":
        return {"position": "absolute", **moved}
    return {"position": "relative", **moved} if any(moved.values()) else {}
