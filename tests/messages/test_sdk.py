"""What LINE's own SDK builds: legal messages are accepted as they are built, and what LINE refuses is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import linebot.v3.messaging as sdk
import pytest

import nmlint
from nmlint.catalogue import load_builtin

HASH = "d41e0ad70dddfeb68f149ad6fc61574b9c5780ab7bcb2fba5517771ffbb2409c"
PICTURE = "https://shop.example.com/a.png"
# The rules of how a message is built; what it says is judged elsewhere.
BUILT = frozenset(
    rule.id
    for rule in load_builtin().rules.values()
    if rule.family == "message" and not {"contrast-clear-title", "no-advertising"} & set(rule.clauses)
)
SHIFTS = ("relative", "absolute")
SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")


def actions() -> Iterator[sdk.Action]:
    """Every kind of action, with and without what is optional."""
    yield sdk.MessageAction(label="是", text="是")
    yield sdk.URIAction(label="查看訂單", uri="https://shop.example.com/o/1?a=b#c")
    yield sdk.URIAction(label="來電", uri="tel:0223456789")
    yield sdk.URIAction(label="查看", uri="line://app/1", altUri=sdk.AltUri(desktop="https://shop.example.com/o/1"))
    yield sdk.PostbackAction(label="查詢", data="q=1", displayText="查詢")
    yield sdk.PostbackAction(label="查詢", data="q=1", inputOption="openKeyboard", fillInText="訂單 ")
    yield sdk.DatetimePickerAction(label="改期", data="d", mode="datetime", initial="2026-11-25T00:00")
    yield sdk.ClipboardAction(label="複製", clipboardText="TW20261123001")


def quick_replies() -> sdk.QuickReply:
    """Quick replies, those that only they may have among them."""
    only_here = [sdk.CameraAction(label="相機"), sdk.CameraRollAction(label="相簿"), sdk.LocationAction(label="位置")]
    items = [sdk.QuickReplyItem(action=action, imageUrl=PICTURE) for action in [*actions(), *only_here]]
    return sdk.QuickReply(items=items)


def texts() -> Iterator[sdk.Message]:
    """Texts of both kinds."""
    yield sdk.TextMessage(text="您的訂單 TW001 已出貨")
    yield sdk.TextMessage(text="已出貨", quickReply=quick_replies(), quoteToken="q")
    yield sdk.TextMessage(text="已出貨", sender=sdk.Sender(name="好日子書店", iconUrl=PICTURE))
    emoji = sdk.Emoji(index=3, productId="5ac1bfd5040ab15980c9b435", emojiId="001")
    yield sdk.TextMessage(text="已出貨$", emojis=[emoji])
    filling = {
        "smile": sdk.EmojiSubstitutionObject(productId="5ac1bfd5040ab15980c9b435", emojiId="001"),
        "you": sdk.MentionSubstitutionObject(mentionee=sdk.UserMentionTarget(userId="U1")),
        "all": sdk.MentionSubstitutionObject(mentionee=sdk.AllMentionTarget()),
    }
    yield sdk.TextMessageV2(text="{you}{all} 已出貨 {smile}", substitution=filling)


def media() -> Iterator[sdk.Message]:
    """What is no text."""
    yield sdk.StickerMessage(packageId="446", stickerId="1988")
    yield sdk.ImageMessage(originalContentUrl=PICTURE, previewImageUrl=PICTURE)
    yield sdk.VideoMessage(originalContentUrl="https://shop.example.com/a.mp4", previewImageUrl=PICTURE, trackingId="t")
    yield sdk.AudioMessage(originalContentUrl="https://shop.example.com/a.m4a", duration=6000)
    yield sdk.LocationMessage(title="信義門市", address="信義路 1 號", latitude=25.03, longitude=121.56)
    yield sdk.CouponMessage(couponId="c1", deliveryTag="tag")
    area = sdk.ImagemapArea(x=0, y=0, width=520, height=1040)
    taps = [
        sdk.URIImagemapAction(linkUri="https://shop.example.com/", area=area, label="門市"),
        sdk.MessageImagemapAction(text="查詢", area=area),
        sdk.ClipboardImagemapAction(clipboardText="TW001", area=area),
    ]
    film = sdk.ImagemapVideo(
        originalContentUrl="https://shop.example.com/a.mp4",
        previewImageUrl=PICTURE,
        area=area,
        externalLink=sdk.ImagemapExternalLink(linkUri="https://shop.example.com/", label="更多"),
    )
    size = sdk.ImagemapBaseSize(width=1040, height=1040)
    yield sdk.ImagemapMessage(
        baseUrl="https://shop.example.com/map", altText="地圖", baseSize=size, actions=taps, video=film
    )


def templates() -> Iterator[sdk.Message]:
    """Every template, at and within its limits."""
    yes, no = sdk.MessageAction(label="是", text="是"), sdk.MessageAction(label="否", text="否")
    for count in range(1, 5):
        for title, picture in product((None, "預約確認"), (None, PICTURE)):
            yield _template(
                sdk.ButtonsTemplate(
                    text="請確認預約",
                    title=title,
                    thumbnailImageUrl=picture,
                    imageAspectRatio="square" if picture else None,
                    imageSize="contain" if picture else None,
                    imageBackgroundColor="#FFFFFF" if picture else None,
                    defaultAction=yes if count > 2 else None,
                    actions=[yes] * count,
                )
            )
    yield _template(sdk.ConfirmTemplate(text="請確認預約", actions=[yes, no]))
    for count in (1, 3, 10):
        columns = [sdk.CarouselColumn(title="預約", text="請確認", actions=[yes, no, yes])] * count
        yield _template(sdk.CarouselTemplate(columns=columns))
        pictures = [sdk.ImageCarouselColumn(imageUrl=PICTURE, action=sdk.URIAction(label="訂單", uri=PICTURE))] * count
        yield _template(sdk.ImageCarouselTemplate(columns=pictures))


def _template(template: sdk.Template) -> sdk.Message:
    return sdk.TemplateMessage(altText="預約確認", template=template)


def flexes() -> Iterator[sdk.Message]:
    """Flex Messages of every size, with every component."""
    for size, direction, layout in product(SIZES, ("ltr", "rtl"), ("vertical", "horizontal", "baseline")):
        body = sdk.FlexBox(layout=layout, contents=[sdk.FlexText(text="已出貨")])
        yield _flex(sdk.FlexBubble(size=size, direction=direction, body=body))
    for action in actions():
        button = sdk.FlexButton(action=action, style="primary", height="sm", color="#06C755", gravity="center")
        yield _flex(sdk.FlexBubble(footer=_box([button, sdk.FlexSeparator(margin="md", color="#EEEEEE")])))
        yield _flex(sdk.FlexBubble(action=action, body=_box([sdk.FlexText(text="已出貨", action=action)])))
    for position, wrap in product(SHIFTS, (True, False)):
        text = sdk.FlexText(
            text="已出貨",
            size="xxl",
            align="center",
            gravity="bottom",
            color="#111111",
            weight="bold",
            style="italic",
            decoration="underline",
            wrap=wrap,
            lineSpacing="20px",
            margin="10px",
            position=position,
            offsetTop="-5px",
            offsetStart="10%",
            maxLines=2,
            flex=0,
            adjustMode="shrink-to-fit",
            scaling=True,
        )
        gradient = sdk.FlexBoxLinearGradient(
            angle="90deg", startColor="#FFFFFF", endColor="#000000FF", centerColor="#777777", centerPosition="50%"
        )
        box = sdk.FlexBox(
            layout="horizontal",
            contents=[text, sdk.FlexFiller(flex=1)],
            spacing="sm",
            paddingAll="5%",
            paddingTop="10px",
            borderWidth="light",
            cornerRadius="xl",
            borderColor="#CCCCCC",
            width="50%",
            maxWidth="300px",
            height="100px",
            maxHeight="200px",
            justifyContent="space-evenly",
            alignItems="flex-end",
            background=gradient,
        )
        yield _flex(sdk.FlexBubble(body=box))
    spans = [sdk.FlexSpan(text="已", weight="bold", color="#000000", size="sm"), sdk.FlexSpan(text="出貨")]
    yield _flex(sdk.FlexBubble(body=_box([sdk.FlexText(contents=spans)])))
    icon = sdk.FlexIcon(url=PICTURE, size="20px", aspectRatio="2:1", margin="sm", scaling=True)
    line = sdk.FlexBox(layout="baseline", contents=[icon, sdk.FlexText(text="已出貨", flex=4)])
    picture = sdk.FlexImage(url=PICTURE, size="full", aspectRatio="1.51:1", aspectMode="cover", animated=False)
    style = sdk.FlexBlockStyle(backgroundColor="#FFFFFF", separator=True, separatorColor="#EEEEEE")
    styles = sdk.FlexBubbleStyles(header=style, hero=style, body=style, footer=style)
    full = sdk.FlexBubble(header=_box([line]), hero=picture, body=_box([line]), footer=_box([line]), styles=styles)
    yield _flex(full)
    film = sdk.FlexVideo(
        url="https://shop.example.com/a.mp4", previewUrl=PICTURE, altContent=picture, aspectRatio="16:9"
    )
    yield _flex(sdk.FlexBubble(size="mega", hero=film))
    for count in (1, 12):
        yield _flex(sdk.FlexCarousel(contents=[full] * count))


def _box(contents: list[Any]) -> sdk.FlexBox:
    return sdk.FlexBox(layout="vertical", contents=contents)


def _flex(contents: sdk.FlexContainer) -> sdk.Message:
    return sdk.FlexMessage(altText="出貨通知", contents=contents)


LEGAL = [*texts(), *media(), *templates(), *flexes()]


def built(data: Any) -> list[tuple[str, str]]:
    """The rules of building that a message breaks, each with the place."""
    report = nmlint.check(data, kind="message")

    assert [artefact.problem for artefact in report.artefacts] == [None]
    return [(finding.rule, finding.pointer) for finding in report if finding.rule in BUILT]


def test_there_are_a_hundred() -> None:
    """The SDK's classes are tried in as many messages as a sender may have."""
    assert len(LEGAL) >= 100


@pytest.mark.parametrize("number", range(len(LEGAL)))
def test_what_the_sdk_builds_is_accepted(number: int) -> None:
    """A legal message, as JSON and inside of a push request, breaks no rule of building."""
    message = LEGAL[number]
    request = {"message": "oa-push", "to": "U1", "messages": [message.to_dict()]}

    assert [] == built(request)
    assert [] == [finding for finding in built(json.dumps(message.to_dict())) if not finding[0].endswith(PICTURES)]


# A notification message may not hold these, and a bare message is taken for one.
PICTURES = ("media-object", "decorative-object", "picture-in-message", "foreign-icon", "location-object")


@pytest.mark.parametrize("number", range(len(list(actions()))))
def test_every_action_goes_with_every_holder(number: int) -> None:
    """A notification message (flexible) as the SDK writes it, its defaults included."""
    action = list(actions())[number]
    bubble = sdk.FlexBubble(footer=_box([sdk.FlexButton(action=action)]))
    reply = sdk.QuickReply(items=[sdk.QuickReplyItem(action=action)])
    messages = [_flex(bubble), sdk.TextMessage(text="已出貨", quickReply=reply)]
    request = sdk.PnpMessagesRequest(to=HASH, messages=messages, customAggregationUnits=["delivery_1"])

    assert [] == built(json.loads(request.to_json()))


def templated(**body: Any) -> dict[str, Any]:
    """A template-type request as the SDK writes it."""
    request = sdk.PnpTemplatedMessageRequest(
        to=HASH, templateKey="delivery", body=sdk.PnpTemplatedMessageBody(**body), customAggregationUnits=["d"]
    )
    data: dict[str, Any] = json.loads(request.to_json())
    return data


def test_a_templated_request_is_accepted() -> None:
    """Full, it is only told that nobody could check its keys."""
    request = templated(
        emphasizedItem=sdk.PnpTemplatedEmphasizedItem(itemKey="date", content="2026/11/25"),
        items=[sdk.PnpTemplatedItem(itemKey=f"item_{number}", content="一") for number in range(15)],
        buttons=[sdk.PnpTemplatedButton(buttonKey=key, url="https://shop.example.com/") for key in ("a", "b")],
    )

    assert [("message/template-keys-unchecked", "/templateKey")] == built(request)


def item(key: str, content: str = "一") -> sdk.PnpTemplatedItem:
    """An item of a template-type request."""
    return sdk.PnpTemplatedItem(itemKey=key, content=content)


ILLEGAL = {
    "label": (
        _template(sdk.ConfirmTemplate(text="一", actions=[sdk.MessageAction(label="字" * 21, text="一")] * 2)),
        {"message/label-too-long"},
    ),
    "no label": (
        _template(sdk.ConfirmTemplate(text="一", actions=[sdk.MessageAction(text="一")] * 2)),
        {"message/missing-property"},
    ),
    "one button to confirm": (
        _template(sdk.ConfirmTemplate(text="一", actions=[sdk.MessageAction(label="是", text="一")])),
        {"message/too-few-entries"},
    ),
    "uneven": (
        _template(
            sdk.CarouselTemplate(
                columns=[
                    sdk.CarouselColumn(text="一", actions=[sdk.MessageAction(label="是", text="一")]),
                    sdk.CarouselColumn(text="二", actions=[sdk.MessageAction(label="是", text="一")] * 2),
                ]
            )
        ),
        {"message/uneven-carousel"},
    ),
    "text": (sdk.TextMessage(text="🎉" * 2501), {"message/text-too-long"}),
    "empty": (sdk.TextMessage(text=""), {"message/empty-property"}),
    "thirteen bubbles": (
        _flex(sdk.FlexCarousel(contents=[sdk.FlexBubble(body=_box([]))] * 13)),
        {"message/too-many-entries"},
    ),
    "neither text nor spans": (_flex(sdk.FlexBubble(body=_box([sdk.FlexText()]))), {"message/missing-property"}),
    "icon": (_flex(sdk.FlexBubble(body=_box([sdk.FlexIcon(url=PICTURE)]))), {"message/misplaced-object"}),
    "colour": (
        _flex(sdk.FlexBubble(body=_box([sdk.FlexText(text="一", color="red")]))),
        {"message/wrong-value"},
    ),
    "scheme": (
        _flex(sdk.FlexBubble(action=sdk.URIAction(uri="javascript:alert(1)"))),
        {"message/wrong-scheme"},
    ),
    "plain picture": (
        sdk.ImageMessage(originalContentUrl="http://shop.example.com/a.png", previewImageUrl=PICTURE),
        {"message/wrong-scheme"},
    ),
    "both texts": (
        sdk.TextMessage(
            text="一",
            quickReply=sdk.QuickReply(
                items=[sdk.QuickReplyItem(action=sdk.PostbackAction(label="一", data="a", displayText="一", text="二"))]
            ),
        ),
        {"message/both-texts"},
    ),
}


@pytest.mark.parametrize("name", ILLEGAL)
def test_what_line_refuses_is_named(name: str) -> None:
    """The SDK builds it all the same; each fault has its rule, and no other rule speaks."""
    message, expected = ILLEGAL[name]

    found = built({"message": "oa-push", "to": "U1", "messages": [message.to_dict()]})

    assert expected == {rule for rule, _ in found}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"items": [item("a"), item("a")]}, {("message/repeated-key", "/body/items/1/itemKey")}),
        (
            {"emphasizedItem": sdk.PnpTemplatedEmphasizedItem(itemKey="a", content="一"), "items": [item("a")]},
            {("message/repeated-key", "/body/items/0/itemKey")},
        ),
        # The SDK counts code points, of which this has 151; LINE may count UTF-16, of which it has 302.
        ({"items": [item("a", "🎉" * 151)]}, {("message/length-unclear", "/body/items/0/content")}),
    ],
    ids=["item twice", "emphasized and listed", "long in one counting"],
)
def test_what_line_refuses_of_a_templated_request(body: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    """The SDK builds it all the same."""
    found = set(built(templated(**body))) - {("message/template-keys-unchecked", "/templateKey")}

    assert expected == found
