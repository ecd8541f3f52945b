"""The explorer: a local web application over a store, in which one looks, reads and asks."""

from __future__ import annotations
