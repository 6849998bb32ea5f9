"""Signal processing on arrays: pure functions of samples, no files and no devices.

Arrays are float32 of shape (frames,) or (frames, channels), full scale at 1.0, at `units.RATE`
unless a parameter says otherwise.
"""
