"""Metric modules of the `evaluate` library, one folder each; loaded by path."""
