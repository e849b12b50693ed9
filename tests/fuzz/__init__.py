"""Whatever comes over the network, a hundred thousand times: `python -m tests.fuzz`."""
