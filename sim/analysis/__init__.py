"""What is read from event logs and KPI tables: KPIs, series, intervals, comparisons."""
