"""Where a line may be broken."""

from hypothesis import given
from hypothesis import strategies as st

from hardware.breaking import NOT_LEADING, NOT_TRAILING, pieces, wrapped


def cells(words: str) -> float:
    """Full-width letters are two wide, others one."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in words)


def test_words_that_fit_stay_on_one_line() -> None:
    assert wrapped("証明書の交付", 12, cells) == ["証明書の交付"]


def test_japanese_breaks_between_any_two_letters() -> None:
    assert wrapped("証明書の交付", 8, cells) == ["証明書の", "交付"]


def test_a_full_stop_never_opens_a_line() -> None:
    assert wrapped("お待ちください。", 14, cells) == ["お待ちくださ", "い。"]


def test_a_bracket_never_stays_alone_at_the_end_of_a_line() -> None:
    assert wrapped("本日(土)は「休み」です", 12, cells) == ["本日(土)は", "「休み」です"]


def test_small_kana_and_the_long_mark_stay_with_what_they_lengthen() -> None:
    assert wrapped("カウンターへどうぞ", 8, cells) == ["カウン", "ターへど", "うぞ"]


def test_latin_breaks_at_spaces_only() -> None:
    assert wrapped("Please wait until called.", 12, cells) == ["Please wait", "until", "called."]


def test_figures_stay_together_among_japanese() -> None:
    assert wrapped("約10〜20分です", 7, cells) == ["約10〜", "20分で", "す"]


def test_a_word_longer_than_the_line_is_broken_inside() -> None:
    assert wrapped("abcdefgh ij", 3, cells) == ["abc", "def", "gh", "ij"]


def test_a_line_break_of_the_writer_is_kept_and_so_is_an_empty_line() -> None:
    assert wrapped("一行\n\n二行", 20, cells) == ["一行", "", "二行"]


@given(st.text(alphabet="あいう漢字ー、。」「(ab1 \n", max_size=60), st.integers(min_value=4, max_value=20))
def test_nothing_is_lost_and_nothing_too_wide(words: str, width: int) -> None:
    lines = wrapped(words, width, cells)
    assert "".join(lines).replace(" ", "") == words.replace("\n", "").replace(" ", "")
    assert [line for line in lines if cells(line) > width] == []


@given(st.text(alphabet="あ漢ー、。」「(a1 ", max_size=40))
def test_no_piece_opens_or_ends_with_what_may_not_stand_there(words: str) -> None:
    found = pieces(words)
    assert [piece for piece in found[1:] if piece[0] in NOT_LEADING] == []
    assert [piece for piece in found[:-1] if piece[-1] in NOT_TRAILING] == []
