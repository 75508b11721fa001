"""The words of the plan report, by language; what other outputs say too stands in `words`."""

from __future__ import annotations

from collections.abc import Mapping

from nmlint.bilingual import CHINESE

_WORDS: Mapping[str, tuple[str, str]] = {
    # the plan
    "title": ("發送計畫：{id}", "Send plan: {id}"),
    "file": ("檔案", "file"),
    "event": ("事件", "event"),
    "size": ("收件人", "recipients"),
    "people": ("{count} 人", "{count}"),
    "unknown": ("未知", "unknown"),
    "deadline": ("送達期限", "deadline"),
    "after-event": ("事件後 {time}", "{time} after the event"),
    "no-deadline": ("計畫未寫", "none in the plan"),
    "steps": ("通路順序", "steps"),
    "then": (" → ", " → "),
    # the check
    "verdict": ("檢查結果", "Check"),
    "no-verdict": ("未判斷", "not judged"),
    "no-findings": ("沒有發現問題。", "Nothing was found."),
    # what is recommended
    "advice": ("建議", "Recommendation"),
    "advice-timer": ("{channel}，{time}內未送達改發{next}", "{channel}, then {next} to those not reached after {time}"),
    "advice-at-once": ("{channel}，未立即送達就改發{next}", "{channel}, then {next} to those not reached at once"),
    "by-rules": ("只看規則時的通路", "Channel by the rules alone"),
    "reasons": ("依據", "Grounds"),
    "would-change": ("這些情況會改變建議", "What would change it"),
    "alternatives": ("其他可用的通路", "Other channels"),
    "needs": ("需要：{needs}", "needs: {needs}"),
    # the inputs
    "inputs": ("計算所用的數字", "What it is reckoned from"),
    "figure": ("數值", "figure"),
    "means": ("說明", "meaning"),
    "name": ("名稱", "name"),
    "from": ("來源", "from"),
    "from-plan": ("計畫", "plan"),
    "from-counts": ("統計推估", "estimate from counts"),
    "from-deliveries": ("送達紀錄推估", "estimate from deliveries"),
    "from-states": ("用戶狀態推估", "estimate from user states"),
    "from-assumption": ("假設", "assumption"),
    "from-catalogue": ("公開資料", "catalogue"),
    "assumed": (
        "標示「假設」的數字不是量測值；換成自己的數字，結果會改變。",
        "What is marked as an assumption was not measured; your own figures will change the results.",
    ),
    "delays": ("較晚送達的訊息，累計已送達", "Of the messages that arrive later, arrived by then"),
    "delay": ("{time} {share}", "{time} {share}"),
    "part": ("{count} 則", "{count} part"),
    "parts": ("{count} 則", "{count} parts"),
    # the options
    "options": ("改發前等待多久", "How long to wait before following up"),
    "options-note": (
        "重複：兩個通路都收到。逾期：期限後才收到。收不到：都沒收到。節省：與只發簡訊相比。",
        "Duplicates: gets both. Late: gets it after the deadline. Never: gets neither. Saving: against SMS only.",
    ),
    "interval-note": ("方括號內是 95 % 信賴區間。", "Brackets hold the 95 % interval."),
    "per-thousand": (
        "收件人數未知，則數與金額以每 1,000 位收件人計。",
        "The number of recipients is unknown: messages and money are per 1,000 recipients.",
    ),
    "limits": ("計畫的上限", "Limits of the plan"),
    "at-most": ("{name}至多 {share}", "{name} at most {share}"),
    "budget": ("預算 {budget}", "budget {budget}"),
    "sendings": ("{count} 次發送合計", "for all {count} sendings"),
    "budget-of-unknown": (
        "預算 {budget}（收件人數未知，無法比較）",
        "budget {budget} (recipients unknown, so it is not compared)",
    ),
    "beyond-limits": ("超出上限", "beyond the limits"),
    "beyond-limits-means": ("超出計畫的上限", "beyond the limits of the plan"),
    "over-budget": ("超出預算", "over budget"),
    "over-budget-means": ("以最低價計，成本仍超出預算", "costs more than the budget, even at the lowest price"),
    "channels-alone": ("各通路單獨發送", "Each channel alone"),
    "channel": ("通路", "channel"),
    "timer": ("等待時間", "wait"),
    "duplicate": ("重複", "duplicates"),
    "late": ("逾期", "late"),
    "never": ("收不到", "never"),
    "on_time": ("準時", "on time"),
    "sms": ("發簡訊", "SMS sent"),
    "cost": ("成本", "cost"),
    "saving": ("節省", "saving"),
    "line_only": ("只發 LINE", "LINE only"),
    "sms_only": ("只發簡訊", "SMS only"),
    "yours": ("現行計畫", "your plan"),
    "recommended": ("建議", "recommended"),
    "cheapest": ("上限內最省", "cheapest within the limits"),
    "cheapest-in-time": ("趕得上期限之中最省", "cheapest that meets the deadline"),
    "cheapest-of-all": ("最省", "cheapest"),
    "latest": ("最晚仍趕得上期限", "latest that meets the deadline"),
    "quiet-counted": ("已計入不打擾時段", "quiet hours counted in"),
    "no-latest": ("沒有趕得上期限的等待時間", "No wait meets the deadline"),
    "cited-with": ("；", "; "),
    "stop": ("。", "."),
    "in-brackets": ("（{said}）", " ({said})"),
    "to-high": ("至 {high}", "to {high}"),
    # the sketch and the chart
    "sketch": ("示意圖", "Sketch"),
    "sketch-note": (
        "滿格：重複 {twice}、成本 {most}。成本：█ 到最低價，░ 到最高價。",
        "A full bar: duplicates {twice}, cost {most}. Cost: █ up to the lowest price, ░ up to the highest.",
    ),
    "chart": ("各等待時間的重複、逾期與成本", "Duplicates, late messages and cost by the wait"),
    "chart-note": (
        "橫軸是等待時間（對數刻度），上圖是收件人比例，下圖是成本，從最低價到最高價；確切數字見下表。",
        "Across: the wait (log scale). Above: shares of recipients. Below: cost, low to high. Figures: the table.",
    ),
    "cost-range": ("成本 {currency}，低至高", "cost {currency}, low to high"),
    "cost-range-thousand": ("每 1,000 人成本 {currency}，低至高", "cost {currency} per 1,000, low to high"),
    "deadline-at": ("期限 {time}", "deadline {time}"),
    "described": ("{mark}：{time}，{figures}", "{mark}: {time}, {figures}"),
    "curve": ("從 {start} 到 {end}", "{start} to {end}"),
    # the plan to paste
    "yaml": ("建議的計畫（可直接貼上）", "The recommended plan, ready to paste"),
    # the simulation
    "simulation": ("模擬", "Simulation"),
    "simulated-sends": ("{sends} 次發送，種子 {seed}", "{sends} sends, seed {seed}"),
    "measure": ("項目", "measure"),
    "expected": ("計算", "reckoned"),
    "simulated": ("模擬", "simulated"),
    "interval": ("99.9 % 區間", "99.9 % interval"),
    "result": ("結果", "result"),
    "agrees": ("一致", "agrees"),
    "disagrees": ("不一致", "disagrees"),
    # the end
    "about": ("關於這份報告", "About this report"),
    "reckoned": (
        "數字由模型計算，不是承諾；價格以簡訊商與 LINE 的合約為準。",
        "The figures come from a model and promise nothing; contracts with the SMS vendor and LINE name the prices.",
    ),
}


def say(key: str, lang: str, **names: object) -> str:
    """The words in a language, with names put in."""
    chinese, english = _WORDS[key]
    return (chinese if lang == CHINESE else english).format(**names)


def has(key: str) -> bool:
    """Whether there are words for a key."""
    return key in _WORDS
