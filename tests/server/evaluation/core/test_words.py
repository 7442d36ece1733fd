"""Words have a letter or a number that can be seen: blanks of any kind, marks and signs alone say nothing."""

import pytest

from server.evaluation.core.refusal import LoopRefused, Reason
from server.evaluation.core.require import says, words

UNSEEN = [
    "",
    " \n",
    "\u3000",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u00ad",
    "\u2028",
    "\u0301",
    "\ufe0f",
    "\u2800",
    "\u3164",
]
SIGNS = ["-", "。", "°", "%", "・・・", "ー", "ーｰ"]


@pytest.mark.parametrize("text", [*UNSEEN, "".join(UNSEEN), *SIGNS], ids=ascii)
def test_what_tells_nobody_anything_is_not_filled_in(text: str) -> None:
    with pytest.raises(LoopRefused) as no:
        words(title="待ち時間", result=text)
    assert (no.value.reason, no.value.about) == (Reason.WORDS_MISSING, "result")


@pytest.mark.parametrize("text", ["待", "x", "7", "〇", "\u200bか\u3099"], ids=ascii)
def test_one_letter_or_number_is_filled_in(text: str) -> None:
    words(result=text)


@pytest.mark.parametrize("unit", SIGNS[:4])
def test_a_sign_is_enough_for_a_unit(unit: str) -> None:
    assert says(unit, signs=True)


@pytest.mark.parametrize("unit", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_no_unit(unit: str) -> None:
    assert not says(unit, signs=True)
