"""Verification: against theory, conservation laws and exact relations."""
