"""Metrics, logs and traces; none of them can carry text or personal data."""
