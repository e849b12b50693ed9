"""Audio of a live call: bytes of a client → 16 kHz samples → batches of 5–10 s. No I/O, no clock."""
