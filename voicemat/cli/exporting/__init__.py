"""What ``voicemat export`` does, for one session and for many."""
