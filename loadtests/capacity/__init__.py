"""How many sessions this machine holds: found by trying, written down as a certificate.

python -m loadtests.capacity --help
"""
