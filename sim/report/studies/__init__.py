"""The tables of studies that think of scenarios while they run, as the report shows them."""
