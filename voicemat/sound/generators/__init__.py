"""How the sounds are made, those that ship and those that are made while they play.

One idea a module: `noise` paints spectra, `grains` scatters drops, `drift` moves things slowly,
`reverb` puts them in a room, `modal` strikes them, `pads` holds notes, `music` composes. `beds` and
`cues` build on these; `registry` lists all of them, and `quality` measures what came out.

A bed is a pure function of its seed and of the place (see `bed`): nothing has to run from the
beginning. All but `quality`, which needs SciPy and which no session imports, work with NumPy alone.
"""
