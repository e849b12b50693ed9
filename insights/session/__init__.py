"""What a call makes the assistant say, and when: window, topics, rules, trigger, limits, routing.

No I/O; time is given by the caller, so the live path and an offline replay decide alike.
"""
