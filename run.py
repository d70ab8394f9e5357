"""The one command: ``python run.py --help`` says what it can do."""

import signal

if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Ctrl-C while this loads ends the process without a word; then ``main`` answers it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from sim.cli import main

    raise SystemExit(main())
