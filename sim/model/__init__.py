"""The model: entities, the stations they visit, and the trajectories that tell their journeys."""
