"""The schema that editors use for nmlint.yaml says what nmlint accepts there, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from nmlint.catalogue.schema import load_schema, validate
from nmlint.catalogue.tree import read_tree
from nmlint.config import load_settings
from nmlint.dispatch.section import dispatch_of
from nmlint.documents.template import declared_in_config
from nmlint.errors import UsageError
from nmlint.source import Source

CONFIG = load_schema("config")
DISPATCH = CONFIG["properties"]["dispatch"]
COMMON = load_schema("common")["$defs"]
DECLARED = COMMON["declared"]["properties"]
# Longer than any known word, so that none is suggested in place of the list of all.
STRANGE = "q" * 40


def refusal(text: str, folder: Path) -> str:
    """What nmlint says against a configuration, nothing when it accepts it."""
    (folder / "nmlint.yaml").write_text(text, encoding="utf-8")
    try:
        settings = load_settings(folder)
        declared_in_config(settings)
        if settings.dispatch is not None:
            dispatch_of(settings)
    except UsageError as error:
        return str(error)
    return ""


def listed(said: str) -> set[str]:
    """The words that a refusal offers."""
    found = re.search(r"(?:known here: |known: |there are )(.*)$", said)
    assert found, said
    return set(found[1].split(", "))


@pytest.mark.parametrize(
    ("text", "schema", "besides"),
    [
        ("{}", CONFIG, set()),
        ("jinja: {}", CONFIG["properties"]["jinja"], set()),
        ("paths: {a: {}}", CONFIG["$defs"]["entry"], {"profile"}),
        ("paths: {a: {variables: {x: {}}}}", COMMON["variable"], set()),
        ("paths: {a: {fallback: {}}}", COMMON["fallback"], set()),
        ("dispatch: {}", DISPATCH, set()),
        ("dispatch: {ledger: a, line: {}}", DISPATCH["properties"]["line"], set()),
        ("dispatch: {ledger: a, serve: {}}", DISPATCH["properties"]["serve"], set()),
        ("dispatch: {ledger: a, sms: {}}", CONFIG["$defs"]["sms"], set()),
        ("dispatch: {ledger: a, sms: {accepted: {}}}", CONFIG["$defs"]["mark"], set()),
        ("dispatch: {ledger: a, sms: {not_sent: [{}]}}", CONFIG["$defs"]["not-sent"], set()),
        ("dispatch: {ledger: a, sms: {request_id: {}}}", CONFIG["$defs"]["finder"], set()),
    ],
)
def test_keys(tmp_path: Path, text: str, schema: dict[str, Any], besides: set[str]) -> None:
    """On every level the schema has the keys that nmlint reads, and no others."""
    known = listed(refusal(text.replace("{}", f"{{{STRANGE}: 1}}"), tmp_path))

    assert known | besides == set(schema["properties"])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("lang: ?", CONFIG["properties"]["lang"]),
        ("fail_on: ?", CONFIG["properties"]["fail_on"]),
        ("jinja: {extensions: [?]}", CONFIG["$defs"]["extension"]),
        ("paths: {a: {message: ?}}", DECLARED["message"]),
        ("paths: {a: {fallback: {channel: ?}}}", COMMON["fallback"]["properties"]["channel"]),
        ("dispatch: {ledger: a, sms: {method: ?}}", CONFIG["$defs"]["sms"]["properties"]["method"]),
    ],
)
def test_choices(tmp_path: Path, text: str, schema: dict[str, Any]) -> None:
    """Wherever nmlint takes one of several words, the schema offers those words."""
    known = listed(refusal(text.replace("?", STRANGE), tmp_path))

    assert known == {word for word in schema["enum"] if word is not None}


def entry(declared: str) -> str:
    """A configuration that declares something for a path."""
    return f"paths: {{'*.j2': {{{declared}}}}}"


def sms(described: str) -> str:
    """A configuration with an SMS gateway; what is described comes before what every gateway needs."""
    usual = {"url": "'https://a.example/send'", "accepted": "{status: 200}"}
    rest = ", ".join(f"{key}: {value}" for key, value in usual.items() if f"{key}: " not in described)
    return f"dispatch: {{ledger: a, sms: {{{described}, {rest}}}}}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "fail_on: never",
        "\n".join(f"{key}:" for key in CONFIG["properties"]),
        "jinja: {" + ", ".join(f"{key}: " for key in CONFIG["properties"]["jinja"]["properties"]) + "}",
        entry(", ".join(f"{key}: " for key in CONFIG["$defs"]["entry"]["properties"])),
        "extends: packs/own",
        "extends: [packs/own, packs/own]",
        "hosts: shop.example.com",
        "hosts: ['*.example.org', 書店.tw, Shop.Example.Com]",
        "senders: [好日子書店, 104]",
        "phones: [0912345678, 02-2345-6789]",
        "phones: 12345678",
        "profile: 2026",
        "jinja: {trim_blocks: true, block_start_string: '<%', extensions: jinja2.ext.do, search_path: templates}",
        "paths: {'*.j2': }",
        entry("profile: strict, id: 7, scenario: bill, sender: true, products: [方案 A]"),
        entry("variables: {訂單編號: , eta: {type: date, example: [1], hosts: a.example, values: [], max_length: 1}}"),
        entry("fallback: {channel: sms, after: 30 m, unless: delivered, template: a.j2}, links: {a: b, c: }"),
        entry("evidence: {phone_source: [a, {b: c}]}"),
        "dispatch: {ledger: a.db}",
        "dispatch: {ledger: '${DATABASE_URL}', line: , sms: , serve: , plans: , retention: }",
        "dispatch: {ledger: 'postgresql://guard:${LEDGER_PASSWORD}@db.example/notices', plans: plans/a.yaml}",
        "dispatch: {ledger: a, line: {token_env: TOKEN_1, secret_env: _S, host: 'http://[::1]:80'}, retention: 9d}",
        "dispatch: {ledger: a, line: {token_env: }, serve: {host: '::', port: 0, interval: 30 s}}",
        sms("json: {a: [{b: '{text}'}, 1, true, ~], c: '{to}'}"),
        sms("form: {n: '{to_national}', t: '{text}'}, headers: {Authorization: 'Bearer ${A}'}, method: PUT"),
        sms("query: {n: '{to}', t: '{text}', s: '{sender}'}, method: GET, sender: 104, request_id: {at: /id}"),
        sms("form: {n: '{to}', t: '{text}'}, not_sent: [{status: [400, 402], final: true}, {matches: 'x(a)', is: 3}]"),
    ],
)
def test_what_both_accept(tmp_path: Path, text: str) -> None:
    """Empty values, single texts for lists and numbers for texts are right in both."""
    assert "" == refusal(text, tmp_path)
    assert [] == validate("config", read_tree(Source("nmlint.yaml", text)))


@pytest.mark.parametrize(
    "text",
    [
        "[a]",
        "industry: retail",
        "waivers: []",
        "lang: ''",
        "fail_on: fatal",
        "profile: [a]",
        "extends: ''",
        "extends: [a, [b]]",
        "extends: [a, ~]",
        "hosts: https://a.example",
        "hosts: [a]",
        "hosts: {a: b}",
        "senders: {a: b}",
        "phones: ['']",
        "jinja: []",
        "jinja: {trim_blocks: yes}",
        "jinja: {comment_start_string: x}",
        "jinja: {line_statement_prefix: x}",
        "jinja: {block_start_string: ''}",
        "jinja: {variable_end_string: ' x'}",
        "jinja: {extensions: [a.b]}",
        "jinja: {extensions: a.b}",
        "paths: [{path: a}]",
        "paths: {a: b}",
        entry("path: a"),
        entry("industry: retail"),
        entry("id: ''"),
        entry("id: [a]"),
        entry("message: fax"),
        entry("variables: [a]"),
        entry("variables: {a: date}"),
        entry("variables: {a: {max_length: 0}}"),
        entry("variables: {a: {values: b}}"),
        entry("fallback: sms"),
        entry("fallback: {}"),
        entry("fallback: {channel: do-not-send}"),
        entry("fallback: {channel: sms, after: 30}"),
        entry("fallback: {channel: sms, after: 30x}"),
        entry("links: [a]"),
        entry("links: {a: [b]}"),
        entry("products: [[a]]"),
        entry("evidence: a"),
        "dispatch: []",
        "dispatch: {}",
        "dispatch: {ledger: }",
        "dispatch: {ledger: ''}",
        "dispatch: {ledger: [a]}",
        "dispatch: {ledger: a, plans: {a: b}}",
        "dispatch: {ledger: a, retention: 0d}",
        "dispatch: {ledger: a, retention: 400}",
        "dispatch: {ledger: a, line: LINE_TOKEN}",
        "dispatch: {ledger: a, line: {token_env: 'eyJh/bGciOi='}}",
        "dispatch: {ledger: a, line: {secret_env: 5f2c}}",
        "dispatch: {ledger: a, line: {token: a}}",
        "dispatch: {ledger: a, line: {host: api.line.me}}",
        "dispatch: {ledger: a, serve: 8080}",
        "dispatch: {ledger: a, serve: {port: 65536}}",
        "dispatch: {ledger: a, serve: {port: '80'}}",
        "dispatch: {ledger: a, serve: {interval: 5}}",
        "dispatch: {ledger: a, serve: {interval: 0s}}",
        "dispatch: {ledger: a, sms: {}}",
        "dispatch: {ledger: a, sms: {url: 'https://a.example'}}",
        sms("json: {a: '{text}', c: '{to}'}, url: 'ftp://a.example'"),
        sms("json: {a: '{text}', c: '{to}'}, url: 'https://a.example/?a=b'"),
        sms("json: {a: '{text}', c: '{to}'}, accepted: {status: 99}"),
        sms("json: {a: '{text}', c: '{to}'}, accepted: {status: ok}"),
        sms("json: {a: '{text}', c: '{to}'}, accepted: {at: code}"),
        sms("json: {a: '{text}', c: '{to}'}, accepted: {status: 200, final: true}"),
        sms("json: {a: '{text}', c: '{to}'}, not_sent: {status: 400}"),
        sms("json: {a: '{text}', c: '{to}'}, request_id: /id"),
        sms("form: [a]"),
        sms("headers: {a: [b]}"),
    ],
)
def test_what_both_refuse(tmp_path: Path, text: str) -> None:
    """What nmlint refuses, an editor marks."""
    assert refusal(text, tmp_path)
    assert validate("config", read_tree(Source("nmlint.yaml", text)))
