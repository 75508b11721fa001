"""Projects with approved templates, for the tests of the guard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from nmlint.cli import cli

SHIPPED = """\
{#- nmlint
id: shipped
scenario: delivery
message: line-flexible
sender: 好日子書店
event: 倉庫交寄包裹
basis: 用戶自己下的訂單
variables:
  buyer: {type: name, example: 王○明, mask: 王○明}
  item: {type: text, example: 手沖咖啡壺, max_length: 40}
  order_no: {type: order-number, example: TW20261123001}
  shipped_at: {type: datetime, example: 2026-11-23 10:00}
  eta: {type: date, example: 2026-11-25}
fallback: {channel: sms, after: 30m, unless: delivered, template: shipped.sms.j2}
-#}
【好日子書店】{{ buyer }} 您好，您訂購的「{{ item }}」（訂單 {{ order_no }}）已於 {{ shipped_at }} 出貨，\
預計 {{ eta }} 送達。若您已取貨，請忽略此訊息。客服 02-2345-6789
"""
SHIPPED_SMS = """\
{#- nmlint
message: sms
sender: 好日子書店
-#}
【好日子書店】訂單 {{ order_no }} 已於 {{ shipped_at }} 出貨，預計 {{ eta }} 送達。若已取貨請忽略。
"""
CARD = """\
{#- nmlint
id: card
scenario: delivery
message: line-flexible
sender: 好日子書店
variables:
  order_no: {type: order-number, example: TW20261123001}
  place: {type: place, example: 信義門市}
  at: {type: datetime, example: 2026-11-23 10:00}
-#}
{
  "messages": [
    {
      "type": "flex",
      "altText": "【好日子書店】您的訂單 {{ order_no }} 已到店",
      "contents": {
        "type": "bubble",
        "body": {
          "type": "box",
          "layout": "vertical",
          "contents": [
            {"type": "text", "wrap": true, "text": "【好日子書店】您的訂單 {{ order_no }} 已於 {{ at }} 送達 \
{{ place }}，若您已取貨，請忽略此訊息。"}
          ]
        }
      }
    }
  ]
}
"""
VALUES = {
    "buyer": "王○明",
    "item": "手沖咖啡壺",
    "order_no": "TW20261126001",
    "shipped_at": "2026-11-26 10:00",
    "eta": "2026-11-28",
}
NUMBER = "0912-345-678"
CONFIG = "lang: en\nhosts: [shop.example.com]\nphones: [02-2345-6789]\nsenders: [好日子書店]\n"


def project(root: Path, templates: Mapping[str, str] | None = None, config: str = CONFIG) -> Path:
    """A project whose templates LINE approved on 2026-01-20 as SP-031."""
    files = (
        {"shipped.j2": SHIPPED, "shipped.sms.j2": SHIPPED_SMS, "card.json.j2": CARD} if templates is None else templates
    )
    (root / "nmlint.yaml").write_text(config, "utf-8")
    (root / ".git").mkdir(exist_ok=True)
    folder = root / "templates"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    approve(root)
    return root


def approve(root: Path, *more: str) -> None:
    """Records that LINE approved the templates as they stand."""
    said = ["--reference", "SP-031", "--date", "2026-01-20", "--lang", "en"]
    arguments = ["approve", str(root / "templates"), *said, *more]
    done = CliRunner().invoke(cli, arguments)
    assert 0 == done.exit_code, done.output
