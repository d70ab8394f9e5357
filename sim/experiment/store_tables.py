"""The tables of the store, and its version."""

from __future__ import annotations

STORE_VERSION = 2
REPLICATION_COLUMNS = "key, replication, cause, duration_s, kpis"
DETAIL_COLUMNS = "key, replication, series, incidents, log, log_digest, traceback"
SETTINGS_TABLE = (
    "CREATE TABLE IF NOT EXISTS settings (digest TEXT PRIMARY KEY, content BLOB NOT NULL)"
)
TABLES = (
    # What is read again and again stands apart from what is read once: rows of KPIs are short.
    # AUTOINCREMENT keeps the number of rows on one of the first pages, where a damaged store still
    # has it: so it can be said how much is lost.
    """
    CREATE TABLE replications (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL, replication INTEGER NOT NULL,
        cause TEXT NOT NULL, duration_s REAL NOT NULL, kpis BLOB NOT NULL,
        UNIQUE (key, replication)
    )
    """,
    """
    CREATE TABLE details (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL, replication INTEGER NOT NULL,
        series BLOB NOT NULL, incidents BLOB NOT NULL, log BLOB NOT NULL, log_digest TEXT NOT NULL,
        traceback TEXT NOT NULL,
        UNIQUE (key, replication)
    )
    """,
    # what an experiment counts as failed is found without reading rows
    "CREATE INDEX failed_replications ON replications (key, replication) WHERE cause != ''",
    """
    CREATE TABLE experiments (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL, command TEXT NOT NULL, words TEXT NOT NULL, seed TEXT NOT NULL,
        code TEXT NOT NULL, versions TEXT NOT NULL,
        started TEXT NOT NULL, state TEXT NOT NULL, driver TEXT NOT NULL, folder TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE asked (
        experiment TEXT NOT NULL, scenario TEXT NOT NULL, first INTEGER NOT NULL,
        after INTEGER NOT NULL, key TEXT NOT NULL, settings TEXT NOT NULL,
        PRIMARY KEY (experiment, scenario, first)
    )
    """,
    SETTINGS_TABLE,
)
