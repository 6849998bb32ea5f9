"""voicemat: plain-text meditation routines become narrated sound."""
