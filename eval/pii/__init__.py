"""The benchmark of the scrubber: sets, peers, scores, speed and what is printed of them."""
