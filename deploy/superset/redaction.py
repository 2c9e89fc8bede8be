"""What is taken out of that which is written down or told: tokens out of Superset's log of events, SQL out of answers.

Pure: it knows nothing of Superset, and is handed plain JSON values.
"""

import re
from collections.abc import Mapping
from typing import Any

TAKEN_OUT = "[taken out]"
# Compared in lower case, with underscores. A guest's download is a form with the token in a field of its own.
SECRET_NAMES = frozenset(
    {
        *("access_token", "authorization", "cookie", "csrf_token", "guest_token", "password", "refresh_token"),
        *("secret", "token", "x_csrftoken", "x_guesttoken"),
    }
)
# Runs of what a JSON Web Token is made of: each character is looked at once, whatever somebody sends.
_RUN = re.compile(r"[A-Za-z0-9_.%-]+")
_BEARER = re.compile(r"(?i)\b(bearer )[^\s\"',]+")
_DEEPEST = 40

HIDDEN_OF_DATASETS = frozenset({"fetch_values_predicate", "perm", "select_star", "sql", "template_params"})


def _without_token(run: re.Match[str]) -> str:
    text = run.group()
    start = text.find("eyJ")
    return text if start < 0 or text.count(".", start) < 2 else text[:start] + TAKEN_OUT


def _is_secret(name: Any) -> bool:
    return str(name).lower().replace("-", "_") in SECRET_NAMES


def redacted(value: Any, depth: int = 0) -> Any:
    """The same JSON value without tokens and passwords, whether by their names or by how a token looks."""
    if depth > _DEEPEST:
        return TAKEN_OUT
    if isinstance(value, str):
        return _BEARER.sub(rf"\1{TAKEN_OUT}", _RUN.sub(_without_token, value))
    if isinstance(value, Mapping):
        return {
            name: TAKEN_OUT if _is_secret(name) and one else redacted(one, depth + 1) for name, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redacted(one, depth + 1) for one in value]
    return value


def _without_expression(part: Any) -> Any:
    return {**part, "expression": None} if isinstance(part, Mapping) and part.get("expression") else part


def without_sql(dataset: Mapping[str, Any]) -> dict[str, Any]:
    """What a frame is told of a dataset, without the SQL behind it, behind its calculated columns and its saved metrics."""
    told = {name: None if name in HIDDEN_OF_DATASETS else value for name, value in dataset.items()}
    for name in ("columns", "metrics"):
        if isinstance(told.get(name), list):
            told[name] = [_without_expression(part) for part in told[name]]
    return told
