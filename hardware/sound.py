"""The two-tone chime before a call, made of sines and written as WAV; the board plays it as a file."""

import io
import math
import struct
import wave
from functools import cache
from typing import Final

RATE_HZ: Final = 44_100
LENGTH_S: Final = 1.5
FADE_IN_S: Final = 0.008
FADE_OUT_S: Final = 0.15
PEAK: Final = 0.7
"""Of full scale: loud enough for a hall, and no amplifier is driven into clipping by it."""

TONES: Final = ((0.0, 659.26), (0.45, 523.25))
"""Beginning in seconds, pitch in hertz: E5 falls to C5, the third that asks for attention in stations."""

PARTIALS: Final = ((1.0, 1.0, 2.6), (2.0, 0.28, 4.2), (3.0, 0.10, 6.5), (4.2, 0.04, 11.0))
"""Multiple of the pitch, loudness, decay per second: the higher, the shorter, as with a struck bar."""


@cache
def chime() -> bytes:
    """A whole WAV file: mono, 16 bit, 44.1 kHz, 1.5 s, silent at both ends."""
    samples = [_faded(_sounding(at / RATE_HZ), at / RATE_HZ) for at in range(round(LENGTH_S * RATE_HZ))]
    loudest = max(abs(sample) for sample in samples)
    levels = [round(32767 * PEAK * sample / loudest) for sample in samples]
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(struct.pack(f"<{len(levels)}h", *levels))
    return file.getvalue()


def _sounding(at: float) -> float:
    return sum(_bar(pitch, at - begin) for begin, pitch in TONES if at >= begin)


def _bar(pitch: float, age: float) -> float:
    struck = min(1.0, age / FADE_IN_S)
    return struck * sum(
        loud * math.exp(-decay * age) * math.sin(2 * math.pi * pitch * multiple * age)
        for multiple, loud, decay in PARTIALS
    )


def _faded(sample: float, at: float) -> float:
    return sample * max(0.0, min(1.0, (LENGTH_S - at - 1 / RATE_HZ) / FADE_OUT_S))
