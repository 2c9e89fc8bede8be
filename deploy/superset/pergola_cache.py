"""Superset's cache in its own database, with what has expired deleted.

Superset's own deletes expired answers when one is `add`ed, which its charts never do: each answer that was ever given to
anybody stays in the table `key_value`.
"""

import time
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from superset import db
from superset.extensions.metastore_cache import RESOURCE, SupersetMetastoreCache

DEFAULT_PRUNE_SECONDS = 60.0


class PruningMetastoreCache(SupersetMetastoreCache):
    """As CACHE_TYPE by its whole name. PRUNE_SECONDS: at most so often a process deletes."""

    prune_seconds = DEFAULT_PRUNE_SECONDS
    _pruned_at = float("-inf")

    @classmethod
    def factory(cls, app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Called by Flask-Caching."""
        cache = super().factory(app, config, args, kwargs)
        cache.prune_seconds = float(config.get("PRUNE_SECONDS", DEFAULT_PRUNE_SECONDS))
        return cache

    def set(self, key: str, value: Any, timeout: int | None = None) -> bool:
        """Keeps an answer, and lets go of those that are over."""
        self._prune()
        return super().set(key, value, timeout)

    def _prune(self) -> None:
        now = time.monotonic()
        if now - self._pruned_at < self.prune_seconds:
            return
        self._pruned_at = now
        from superset.daos.key_value import KeyValueDAO

        try:
            KeyValueDAO.delete_expired_entries(RESOURCE)
            db.session.commit()
        except SQLAlchemyError:
            # Another worker deletes the same: there is a next time.
            db.session.rollback()
