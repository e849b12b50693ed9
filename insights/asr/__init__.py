"""Speech to text: one interface, faster-whisper in-process or a remote server behind it. Needs the `audio` extra."""
