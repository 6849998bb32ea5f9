"""Where samples come from: beds, cues, breath tones and a person's own music.

The way of a bed, and of a person's own file::

    file -> codec -> decoding (48 kHz, stereo) -> store (PCM, decoded once) -> looper (endless)

`bank.SoundBank` answers the mixer's question (which samples does this clip play?), and
`music.describe_music` the compiler's (how long and how loud is this file?). The modules under
`generators` made the files in ``audio/``; a session never imports them.
"""
