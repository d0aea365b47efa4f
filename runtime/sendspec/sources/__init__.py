"""Records of real logs to events."""
