"""The scenario that was run, as it is typed again in another command."""

from __future__ import annotations

from sim.report.folder.read import Results


def same_scenario(results: Results) -> list[str]:
    """``scenario=...`` as it was typed; nothing where the usual one or several were run."""
    typed = [str(word) for word in results.manifest.get("command") or []]
    return [
        word
        for word in typed
        if word.startswith("scenario=") and not any(sign in word for sign in ",(*")
    ]
