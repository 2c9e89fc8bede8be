"""Superset as the host of dashboards that the portal embeds.

Everything that differs between installations comes from the environment; README.md lists it. What stands here is what an
embedding host needs, each with what goes wrong without it.
"""

import os
from copy import deepcopy
from typing import Any

from flask import g
from pergola_events import RedactingEventLogger
from pergola_security import (
    PergolaSecurityManager,
    hide_sql_from_guests,
    judge_asked_token,
    refuse_lists_to_guests,
)
from superset.config import TALISMAN_CONFIG as STOCK_TALISMAN_CONFIG


def _setting(name: str) -> str:
    """A variable, or what the file that NAME_FILE names holds."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        with open(file, encoding="utf-8") as secret:
            return secret.read().strip()
    return os.environ[name]


def _secret(name: str) -> str:
    value = _setting(name)
    if len(value) < 32:
        raise ValueError(f"{name} has {len(value)} characters: 32 or more are needed")
    return value


# Signs sessions and encrypts the passwords of connections: keep it, or they are lost.
SECRET_KEY = _secret("SUPERSET_SECRET_KEY")
# Superset's own records: a database of their own, which the role that reads the figures cannot enter.
SQLALCHEMY_DATABASE_URI = _setting("SUPERSET_DATABASE_URI")

# --- Embedding ---------------------------------------------------------------------------------------------------------
FEATURE_FLAGS = {
    "EMBEDDED_SUPERSET": True,
    # Text of a chart or a filter would be run as a template on the server.
    "ENABLE_TEMPLATE_PROCESSING": False,
}
# A role of its own with what drawing needs and nothing else (bootstrap.py makes it). With `Public`, which is the default,
# every visitor who is not signed in would have the same rights as a guest.
GUEST_ROLE_NAME = "EmbeddedReader"
# Shared with the portal, which signs the guests' tokens with it; unset, Superset takes one that everybody knows.
GUEST_TOKEN_JWT_SECRET = _secret("SUPERSET_GUEST_SECRET")
GUEST_TOKEN_JWT_ALGO = "HS256"
# Unset, a token made for another address of this Superset would do.
GUEST_TOKEN_JWT_AUDIENCE = os.environ.get("SUPERSET_GUEST_AUDIENCE", "superset")
GUEST_TOKEN_JWT_EXP_SECONDS = 300
# Tokens that are asked from Superset's API instead of signed by the portal are held to the same rules.
GUEST_TOKEN_VALIDATOR_HOOK = judge_asked_token
# The longest life of a token that is accepted, with half a minute for clocks that differ.
PERGOLA_GUEST_TOKEN_SECONDS = 330
# Guests get what the dashboard's author saved, and nothing that they thought up.
CUSTOM_SECURITY_MANAGER = PergolaSecurityManager

# --- Whom a guest can look up ------------------------------------------------------------------------------------------


def _nobody_for_guests(query: Any) -> Any:
    """Superset offers people and roles to choose from by e-mail address, to guests too."""
    return query.filter(not getattr(g.user, "is_guest_user", False))


EXTRA_RELATED_QUERY_FILTERS = {"user": _nobody_for_guests, "role": _nobody_for_guests}


def FLASK_APP_MUTATOR(app: Any) -> None:  # noqa: N802 (Superset's name)
    """Called by Superset with its application."""
    app.before_request(refuse_lists_to_guests)
    app.after_request(hide_sql_from_guests)


# --- What is written down ----------------------------------------------------------------------------------------------
# A guest's download is a form with its token in it, and every form is written into the table `logs`.
EVENT_LOGGER = RedactingEventLogger()

# --- The browser -------------------------------------------------------------------------------------------------------
_is_https = os.environ.get("SUPERSET_HTTPS", "1") != "0"
TALISMAN_ENABLED = True
TALISMAN_CONFIG = deepcopy(STOCK_TALISMAN_CONFIG)
# X-Frame-Options knows no list of origins; frame-ancestors below takes its place.
TALISMAN_CONFIG["frame_options"] = None
TALISMAN_CONFIG["force_https"] = False  # the proxy before it does that
TALISMAN_CONFIG["session_cookie_secure"] = _is_https
TALISMAN_CONFIG["content_security_policy"] |= {
    # Only the portal may put Superset into a frame.
    "frame-ancestors": _setting("PORTAL_ORIGIN").split(),
    # Nothing is fetched from, and no reader told to, any other host.
    "img-src": ["'self'", "blob:", "data:"],
    "connect-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "font-src": ["'self'"],
}
# Cookies know no ports: on one host name with another program, the usual name `session` would be shared.
SESSION_COOKIE_NAME = "superset_session"
SESSION_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = True
# A frame needs no cookie; a login's is not to travel into one.
SESSION_COOKIE_SAMESITE = "Lax"
ENABLE_PROXY_FIX = os.environ.get("SUPERSET_BEHIND_PROXY", "0") == "1"
# The frame and its API are of one origin: nobody else's scripts have business here.
ENABLE_CORS = False
FAB_API_SWAGGER_UI = False

# --- Load --------------------------------------------------------------------------------------------------------------
# `memory://` counts in each worker by itself: with several, set SUPERSET_RATELIMIT_URI to a Redis.
RATELIMIT_ENABLED = True
RATELIMIT_STORAGE_URI = os.environ.get("SUPERSET_RATELIMIT_URI", "memory://")
RATELIMIT_APPLICATION = "200 per second"
# In Superset's own database: right for hundreds of readers. The row rules are part of an answer's key. Superset's own class
# never deletes an answer that has expired.
CACHE_CONFIG = {
    "CACHE_TYPE": "pergola_cache.PruningMetastoreCache",
    "CACHE_DEFAULT_TIMEOUT": 300,
    "CACHE_KEY_PREFIX": "CACHE_CONFIG",
    "PRUNE_SECONDS": float(os.environ.get("SUPERSET_PRUNE_SECONDS", "60")),
}
DATA_CACHE_CONFIG = CACHE_CONFIG | {"CACHE_KEY_PREFIX": "DATA_CACHE_CONFIG"}
ROW_LIMIT = 10_000
SQL_MAX_ROW = 10_000
# A guest says by itself that it turns pages, and would get half a million.
TABLE_VIZ_MAX_ROW_SERVER = SQL_MAX_ROW
