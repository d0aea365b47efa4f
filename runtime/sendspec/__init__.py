"""What generated code stands on: machines, KPIs, replay of real logs."""
