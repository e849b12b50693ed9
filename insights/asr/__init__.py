"""Speech to text: one interface, faster-whisper or a remote server behind it. Needs the `audio` extra."""
