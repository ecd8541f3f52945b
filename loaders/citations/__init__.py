"""Citations: scan -> pinpoints -> context -> resolve -> function; `extract` turns a document into its citations."""

from lexline.loaders.citations.engine import extract

__all__ = ["extract"]
