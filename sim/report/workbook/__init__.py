"""comparison.xlsx: tables, charts and notes of a run for those who work in a spreadsheet."""
