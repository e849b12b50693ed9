"""What a machine will hold, and how many machines sessions will need: a simulation of the live path that is
fed with measured times.

python -m loadtests.plan --help
"""
