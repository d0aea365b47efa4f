"""Many messages at once: logs as columns. What it needs is the set `batch` of the project's requirements."""
