"""SQLAlchemy models by layer: `raw` as fetched, `core` as understood, `mart` as analysts see it (views only)."""
