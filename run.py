"""The one command: ``python run.py --help`` says what it can do."""

from sim.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
