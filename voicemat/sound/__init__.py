"""Where samples come from: beds, cues, breath tones and a person's own music.

The way of a bed, and of a person's own file::

    file -> codec -> decoding (48 kHz, stereo) -> store (PCM, decoded once) -> looper (endless)

A folder of files is a `playlist`. An `endless` bed is made by the modules under `generators`, which
made the files in ``audio/`` too; only a session that asks for one imports them.

`bank.SoundBank` answers the mixer's question (which samples does this clip play?), and
`music.describe_music` the compiler's (how long and how loud is this file?).
"""
