"""The compiler: YAML to classes, tables, diagrams and documents."""
