"""What a planner may type, a file a command."""
