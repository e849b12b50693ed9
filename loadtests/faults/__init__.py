"""Faults under load: what operators see when a part dies, hangs, slows down or is flooded."""
