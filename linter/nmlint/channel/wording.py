"""The sentences of a recommendation, in both languages."""

from __future__ import annotations

from nmlint.bilingual import CHINESE, ENGLISH, Bilingual, in_language
from nmlint.catalogue.model import Localized, localized

MENDED = Bilingual("the errors are mended", "改好上述錯誤")
REVIEWED = Bilingual("a person must look at what is marked before it goes out", "有標示的項目，發送前須由人確認")
INDIVIDUALLY = Bilingual("only after LINE has reviewed it individually", "須先經 LINE 個別審查")
ELSEWHERE = Bilingual(
    "this binds LINE notification messages and their fallbacks; here the law asks for the receiver's consent instead",
    "這一條只約束 LINE 通知型訊息及其備援；在這個通路，法律要求的是收件人的同意",
)
FRIENDS = Bilingual("the receiver is a friend of the account", "收件人是官方帳號的好友")


def both(texts: Localized) -> Bilingual:
    """A text of the catalogue that reads in the language of whoever is told."""
    return Bilingual(localized(texts, ENGLISH), localized(texts, CHINESE))


def without_advertising(scenario: Bilingual | None) -> Bilingual:
    """That an advertisement becomes a notice, of the scenario that it shows beside."""
    if scenario is None:
        return Bilingual(
            "what advertises is taken out, and a notice of an allowed scenario remains",
            "刪去宣傳內容，而且留下的是允許情境的通知",
        )
    return Bilingual(
        f"what advertises is taken out, and the notice remains: {scenario}",
        f"刪去宣傳內容，只留下「{scenario.chinese}」",
    )


def sooner(name: Bilingual) -> Bilingual:
    """That it must arrive within a time that is shorter than now."""
    return Bilingual(f"it must arrive {_lowered(name)}", f"須在{name.chinese}送達")


def later(name: Bilingual) -> Bilingual:
    """That a longer time will do."""
    return Bilingual(f"it is enough that it arrives {_lowered(name)}", f"{name.chinese}送達即可")


def another_notice(name: Bilingual) -> Bilingual:
    """That the text was taken for a notice that it is not."""
    return Bilingual(f"it is no notice of this kind: {_lowered(name)}", f"這不是「{name.chinese}」")


def declared(scenario: str, name: Bilingual) -> Bilingual:
    """That the scenario that was suggested is declared."""
    return Bilingual(f"the scenario is declared as {scenario} ({name})", f"宣告情境為 {scenario}（{name.chinese}）")


def guessed(scenario: str, name: Bilingual) -> Bilingual:
    """That the advice rests on a guess."""
    return Bilingual(
        f"the scenario is guessed from the text: {scenario} ({name}); declare it, since the advice rests on it",
        f"情境是由內容推測的：{scenario}（{name.chinese}）；請宣告情境，因為建議以它為準",
    )


def needed(need: Bilingual) -> Bilingual:
    """That the recommended channel itself asks for something."""
    return Bilingual(f"needed: {need}", f"需要：{need.chinese}")


def listed(name: Bilingual) -> Bilingual:
    """That a notice belongs to LINE's list, and is in no greater hurry than this."""
    return Bilingual(
        f"it is one of the allowed scenarios, is declared, and it is enough that it arrives {_lowered(name)}",
        f"屬於允許的情境並已宣告，而且{name.chinese}送達即可",
    )


def written_for(channel: Bilingual) -> Bilingual:
    """That a text stays with the channel it was written for when LINE goes first."""
    return Bilingual(
        f"the text is written for another channel ({channel}): it stays there as the fallback, and what goes first by "
        "LINE is a text of its own that LINE must allow",
        f"這份內容是為{channel.chinese}寫的：可留作備援；先走 LINE 通知型訊息的是另一份經 LINE 許可的內容",
    )


def fallback(clause: str, says: str) -> Bilingual:
    """That a fallback is to be planned, and why."""
    return Bilingual(f"plan a fallback ({clause}): {says}", f"請規劃備援通路（{clause}）：{in_language(says, CHINESE)}")


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
