"""What encoders are told: qualities, bit rates and channels."""

from __future__ import annotations

import pytest

from tests.fakes.compiling import compile_text
from voicemat.errors import UsageError
from voicemat.exporter import Channels, Quality, channels_of, parse_quality
from voicemat.exporter.content import bit_rate

WORDS = {Quality.SMALL: 64, Quality.STANDARD: 128, Quality.HIGH: 192}


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("small", Quality.SMALL),
        (" Standard", Quality.STANDARD),
        ("HIGH", Quality.HIGH),
        ("96k", 96),
        ("96", 96),
        ("96 kb/s", 96),
        ("128kbps", 128),
        ("128 KBit/s", 128),
    ],
)
def test_a_quality_as_a_person_writes_it(text: str, quality: Quality | int) -> None:
    assert parse_quality(text) == quality


@pytest.mark.parametrize("text", ["", "best", "0", "-96", "96000k", "9.6k", "96 M", "k", "٣٢"])
def test_another_word_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_quality(text)
    assert caught.value.message == f'there is no quality "{text}"'
    assert caught.value.advice == (
        "choose small, standard, high, or a bit rate in kb/s such as 96k"
    )


def test_a_bit_rate_of_a_format() -> None:
    assert bit_rate(Quality.SMALL, "MP3", words=WORDS, rates=(64, 128)) == 64
    assert bit_rate(128, "MP3", words=WORDS, rates=(64, 128)) == 128
    with pytest.raises(UsageError, match="MP3 cannot have 100 kb/s") as caught:
        bit_rate(100, "MP3", words=WORDS, rates=(64, 128))
    assert caught.value.advice == (
        "choose small (64k), standard (128k), high (192k), or 64, 128 kb/s"
    )
    with pytest.raises(UsageError) as caught:
        bit_rate(5, "Opus", words=WORDS, rates=range(6, 257))
    assert caught.value.advice == (
        "choose small (64k), standard (128k), high (192k), or 6 to 256 kb/s"
    )


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("Hello.\n[rest]\nGood night.", Channels.MONO),
        ("Hello.\n[bell]\n[rest]", Channels.STEREO),
        ("Hello.\n[breathe in 4, out 6, 2 times]\n[rest]", Channels.MONO),
        ("Hello.\n[breathe in 4, out 6, 2 times, tones]\n[rest]", Channels.STEREO),
        ("[music rain]\nHello.\n[rest]", Channels.STEREO),
        ("[rest]\n[pause 10 s]", Channels.STEREO),
    ],
)
def test_speech_alone_needs_one_channel(text: str, channels: Channels) -> None:
    assert channels_of(compile_text(text, seconds=60).session) is channels
