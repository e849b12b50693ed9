"""Load tests: many calls at once, in real time, against a running gateway.

An outer room: it knows `serving` (its protocol) and `insights`, and nothing imports it.
"""
