"""The command line: one module per verb, `main` runs them."""

from __future__ import annotations

from lexline.graph.cli.app import main

__all__ = ["main"]
