"""What the run says: which scenario does best, what it costs, and what would reverse that."""
