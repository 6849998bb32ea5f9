"""From an utterance to a recording.

The way of a sentence::

    text -> engine (a take) -> recording (48 kHz, trimmed, one loudness) -> cache

`narrator.Narrator` walks it. An engine is one file under `engines`, found through `registry`;
`sentences.split` cuts a paragraph into what one utterance holds.
"""
