"""What our own code costs, each beside the bare limit in the same run.

python -m loadtests.performance.gateway     sessions that one core holds, beside a bare WebSocket sink
"""
