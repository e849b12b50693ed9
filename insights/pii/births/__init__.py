"""Dates of birth: dates, and whether they are somebody's birth."""

from insights.pii.births.recogniser import BirthRecogniser

__all__ = ["BirthRecogniser"]
