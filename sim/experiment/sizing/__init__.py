"""Force sizing: the smallest force that meets stated targets, searched by few replications."""
