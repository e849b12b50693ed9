"""Teaches the judge of bare numbers (`insights.pii.learned`) from invented calls."""
