"""Calibration: values of a world that go with a planner's own daily counts."""
