"""Superset's cache in its own database, with what has expired deleted.

Superset's own deletes expired answers when one is `add`ed, which its charts never do: each answer that was ever given to
anybody stays in the table `key_value`.
"""

import logging
import time
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import delete, select
from superset import db
from superset.extensions.metastore_cache import RESOURCE, SupersetMetastoreCache

DEFAULT_PRUNE_SECONDS = 60.0
# A reader waits for it: what is left over goes with the next answers.
MOST_AT_ONCE = 500

logger = logging.getLogger(__name__)


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
        is_kept = super().set(key, value, timeout)
        now = time.monotonic()
        if now - self._pruned_at >= self.prune_seconds:
            self._pruned_at = now
            if prune() == MOST_AT_ONCE:
                self._pruned_at = float("-inf")
        return is_kept


def prune() -> int:
    """Deletes a batch of answers that are over, and says how many.

    By a connection of its own: whatever comes of it, a reader's request and what that has not written yet stay as they are.
    """
    from superset.key_value.models import KeyValueEntry

    entries = KeyValueEntry.__table__
    # What another worker deletes at this moment, or writes anew, is not waited for.
    due = (
        select(entries.c.id)
        .where(entries.c.resource == RESOURCE.value, entries.c.expires_on <= datetime.now())
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    try:
        with db.engine.begin() as connection:
            ids = connection.execute(due).scalars().all()
            if ids:
                connection.execute(delete(entries).where(entries.c.id.in_(ids)))
        return len(ids)
    except Exception:
        # No reader's chart fails for it: there is a next time.
        logger.warning("Answers that are over could not be deleted", exc_info=True)
        return 0
