"""The same work by other means, each run in its own process: `python -m benchmarks.peers.NAME FILE --modes A,B`."""
