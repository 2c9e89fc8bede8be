"""Superset as it comes, with nothing but embedding switched on: what the attacks are shown to work on."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = os.environ["SUPERSET_DATABASE_URI"]
FEATURE_FLAGS = {"EMBEDDED_SUPERSET": True}
GUEST_ROLE_NAME = "EmbeddedReader"
# GUEST_TOKEN_JWT_SECRET and GUEST_TOKEN_JWT_AUDIENCE are what they are until somebody sets them: known to everybody.
# A database of its own answers, as with ours: a cache that never answers would prove nothing of cached answers.
CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache", "CACHE_DEFAULT_TIMEOUT": 300}
DATA_CACHE_CONFIG = CACHE_CONFIG
