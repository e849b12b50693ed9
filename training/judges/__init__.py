"""Teaches the judges of what the rules leave (`insights.pii.learned`) from invented calls."""
