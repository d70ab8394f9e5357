"""How every chart is laid out, styled and written to files."""
