"""Sources that are declared in YAML: records of any form to events."""
