"""The words of timelines, by language; what other outputs say too stands in `words`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nmlint.bilingual import CHINESE

_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("申請時程：{day}提交", "Timeline: documents handed in on {day}"),
    "launch-wanted": ("希望上線", "wanted launch"),
    "day-zero": ("第 0 天", "day 0"),
    "moved": ("{day}放假，自 {first}起算", "{day} is a day off; counted from {first}"),
    "development": ("開發與測試", "development and tests"),
    "assumed": ("{days}（假設）", "{days} (assumed)"),
    "scenarios": ("情境", "scenarios"),
    "partners": ("合作夥伴", "partners"),
    # the table of a route
    "step": ("步驟", "step"),
    "by": ("由誰", "by"),
    "applicant": ("申請人", "applicant"),
    "partner": ("合作夥伴", "partner"),
    "line": ("LINE", "LINE"),
    "headquarters": ("LINE 總部", "LINE headquarters"),
    "days": ("工作天", "working days"),
    "so-many": ("{days} 個工作天", "{days} working days"),
    "begins": ("最早開始", "earliest start"),
    "earliest": ("最早完成", "earliest end"),
    "latest": ("最晚完成", "latest end"),
    "clauses": ("條款", "clauses"),
    "waits-for": ("等候", "waits for"),
    "at-least": ("至少 {days}", "{days} or more"),
    "unpromised": ("不保證", "not promised"),
    "unknown": ("未知", "unknown"),
    "open": ("無法預定", "open"),
    "any-time": ("第 {step} 步前", "before {step}"),
    "launch": ("正式上線", "Launch"),
    "approved": ("更動通過", "Change approved"),
    "sent-on": ("{day}送審至總部", "goes to the headquarters on {day}"),
    "after-answer": (
        "總部有結果之後，到上線還要 {days} 個工作天",
        "after the headquarters' answer, {days} working days more until the launch",
    ),
    "needs": ("「{step}」開始前", "before “{step}”"),
    "meanwhile": ("「{step}」期間可同時", "during “{step}”"),
    # backward from a launch
    "backward": ("若要在 {day}上線", "To launch on {day}"),
    "backward-change": ("若要在 {day}前通過", "To have it approved by {day}"),
    "start-by": ("最晚在 {day}提交", "hand in by {day}"),
    "start-by-headquarters": (
        "最晚在 {day}提交，趕上當天送審至總部；即使如此也不保證",
        "hand in by {day}, to go to the headquarters that day; even then nothing is promised",
    ),
    "start-by-most": (
        "最晚在 {day}提交（每一步驟都用最長的審核時間）",
        "hand in by {day}, if every step takes its longest stated time",
    ),
    "start-by-most-unknown": (
        "沒有任何提交日能確保趕上：審核時間沒有上限",
        "no date is early enough to be sure: a review has no upper bound",
    ),
    "start-by-least": (
        "最晚在 {day}提交（每一步驟都用最短的審核時間，再晚必定趕不上）",
        "hand in by {day} at the very latest, which holds only if every step takes its least time",
    ),
    "answer-by": (
        "總部須在 {most}前有結果，最遲 {least}；審核時間不保證",
        "the headquarters must answer by {most}, at the very latest by {least}; no time is promised",
    ),
    "answer-by-least": (
        "總部須在 {least}前有結果（之後每一步驟都用最短的審核時間）；審核時間不保證",
        "the headquarters must answer by {least}, and every later step take its least time; no time is promised",
    ),
    "outlook-in-time": ("依目前的提交日：趕得上", "by the given start: in time, whatever the stated times"),
    "outlook-possible": ("依目前的提交日：可能趕得上", "by the given start: possible, not sure"),
    "outlook-late": ("依目前的提交日：趕不上", "by the given start: too late"),
    "outlook-open": ("依目前的提交日：取決於總部何時有結果", "by the given start: depends on the headquarters' answer"),
    # all routes together
    "comparison": ("各途徑的上線日", "Launch by route"),
    "route": ("途徑", "route"),
    "launch-earliest": ("最早上線", "earliest launch"),
    "launch-latest": ("最晚上線", "latest launch"),
    "soonest": ("最快：{routes}", "Soonest: {routes}"),
    "notes": ("說明", "Notes"),
    "chart": ("甘特圖", "Gantt chart"),
    "chart-note": (
        "藍：審核；褐：開發與測試；淺色：到最晚的日期；漸淡：沒有上限；灰底：放假日；斜線：與其他步驟同時、期限前完成。",
        "Blue: reviews; brown: development; light: to the latest date; fading: no bound; grey: days off; hatched: due.",
    ),
    "described": ("{step}：{begins}到 {ends}", "{step}: {begins} to {ends}"),
    "described-late": ("，最晚 {latest}", ", at the latest {latest}"),
    "about": ("關於這份時程", "About this timeline"),
}
_WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


def say(key: str, lang: str, **values: object) -> str:
    """The words in a language, with values in their places."""
    return _WORDS[key][0 if lang == CHINESE else 1].format(**values)


def on(day: str, lang: str) -> str:
    """A date with its weekday; the date is written 2026-12-01."""
    weekday = date.fromisoformat(day).weekday()
    return f"{day}（{_WEEKDAYS[0][weekday]}）" if lang == CHINESE else f"{_WEEKDAYS[1][weekday]} {day}"
