"""How the sounds that ship were made.

One idea a module: `noise` paints spectra, `grains` scatters drops, `drift` moves things slowly,
`reverb` puts them in a room, `modal` strikes them, `pads` holds chords, `harmony` tunes them.
`beds` and `cues` build on these; `registry` lists what ``audio/make.py`` can make, and `quality`
measures what came out.

All is deterministic by seed, every random course has its own stream, and a bed renders the same
samples whatever the sizes in which it is asked. These modules need SciPy; a session never
imports them.
"""
