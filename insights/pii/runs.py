"""Dates written with digits, under the name other modules know."""

from insights.pii.written import written_date

__all__ = ["written_date"]
