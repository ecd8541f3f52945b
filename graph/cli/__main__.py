"""`python -m lexline.graph.cli`: the command line where the script `lexline` is not on the path."""

from __future__ import annotations

from lexline.graph.cli.app import main

main()
