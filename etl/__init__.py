"""Revolving Door: who joins and who leaves which post at which company, read from news feeds.

fetch -> store -> dedupe -> enrich -> resolve -> events -> signals -> alerts      (serve: views, checks, page)

Each stage reads the tables before it and writes its own; `etl.pipeline` holds the order.
"""

__version__ = "0.1.0"
