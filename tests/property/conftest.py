"""One profile for every machine: the same examples each time, and as many as a minute holds."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "voicemat",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("voicemat")
