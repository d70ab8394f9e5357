"""report.docx: the page's text, tables and charts, for those who work on in Word."""
