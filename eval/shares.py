"""Metrics as ratios of sums: what lets slices, intervals and paired differences share one small table.

Each prediction adds (numerator, denominator) to some metrics; a metric's value over any set of predictions
is the sum of the former over the sum of the latter, NaN where the latter is 0: unscored, never zero.
"""

Shares = dict[str, tuple[float, float]]
