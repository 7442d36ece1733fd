"""The chime, sample by sample."""

import io
import struct
import wave
from itertools import pairwise

from hardware.sound import chime


def samples() -> list[int]:
    with wave.open(io.BytesIO(chime())) as sound:
        frames = sound.readframes(sound.getnframes())
    return list(struct.unpack(f"<{len(frames) // 2}h", frames))


def crossings(part: list[int]) -> int:
    """How often the wave goes up through zero: its pitch times its length."""
    return sum(1 for before, after in pairwise(part) if before < 0 <= after)


def test_it_is_a_mono_wav_of_16_bits_and_at_most_a_second_and_a_half() -> None:
    with wave.open(io.BytesIO(chime())) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 44_100)
        assert 1.0 <= sound.getnframes() / sound.getframerate() <= 1.5


def test_it_is_loud_and_never_clips() -> None:
    assert 0.6 * 32767 < max(abs(sample) for sample in samples()) < 0.8 * 32767


def test_it_begins_and_ends_in_silence_without_a_click() -> None:
    all_of_it = samples()
    assert (all_of_it[0], all_of_it[-1]) == (0, 0)
    steps = [abs(after - before) for before, after in pairwise(all_of_it)]
    assert max(steps) < 0.2 * 32767
    assert max(abs(sample) for sample in all_of_it[-200:]) < 200


def test_it_swells_within_some_milliseconds_and_does_not_knock() -> None:
    first_millisecond = samples()[:44]
    assert max(abs(sample) for sample in first_millisecond) < 0.2 * 32767


def test_the_first_tone_is_an_e_and_the_second_begins_lower() -> None:
    first = samples()[4410:17640]
    assert abs(crossings(first) / (len(first) / 44_100) - 659.26) < 8


def test_it_is_the_same_file_every_time() -> None:
    assert chime() is chime()
