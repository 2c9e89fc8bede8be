"""What is taken out of that which is written down or told: tokens out of Superset's log of events, SQL out of answers.

Pure: it knows nothing of Superset, and is handed plain JSON values.
"""

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

TAKEN_OUT = "[taken out]"
# What the name of a secret ends with, in lower case and without what stands between its words. A guest's download is a form
# with the token in a field of its own.
SECRET_ENDINGS = (
    *(
        "accesskey",
        "apikey",
        "authorization",
        "cookie",
        "credential",
        "credentials",
        "passphrase",
        "passwd",
        "password",
    ),
    *("privatekey", "pwd", "secret", "secretkey", "token"),
)
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
# Each of these looks at a character once, or at the next few: whatever somebody sends, it does not take long.
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----.*?"
    r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----|\Z)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\s\"'<>]+")
_CREDENTIALS = re.compile(
    r"(?i)\b(bearer |authorization[\"']?\s?[:=]\s?[\"']?(?:\w{1,20} )?)(?!\[taken out)[^\s\"',]+",
)
_BASIC = re.compile(r"(?i)\b(basic )([A-Za-z0-9+/_-]+={0,2})")
_NAMED = re.compile(
    r"(?i)((?:passw(?:or)?d|pwd|passphrase|secret|token|credentials?|(?:access|api|private|secret)[_-]?key)"
    r"\\{0,4}[\"']?\s{0,4}[:=]\s{0,4})"
    r"(?!\[taken out)(?:\\{0,4}\"[^\"]+\"|\\{0,4}'[^']+'|[^\s\"'\\,;&]+)"
)
# Runs of what a JSON Web Token is made of.
_RUN = re.compile(r"[A-Za-z0-9_.%-]+")
_DEEPEST = 40

HIDDEN_OF_DATASETS = frozenset({"fetch_values_predicate", "perm", "select_star", "sql", "template_params"})


def _without_token(run: re.Match[str]) -> str:
    text = run.group()
    start = text.find("eyJ")
    return text if start < 0 or text.count(".", start) < 2 else text[:start] + TAKEN_OUT


def _without_basic(found: re.Match[str]) -> str:
    """Of what may be plain words only that which is a name and a password, as they are sent."""
    try:
        plain = b64decode(found.group(2).rstrip("=") + "==", altchars=b"-_" if set("-_") & {*found.group(2)} else None)
    except ValueError:
        return found.group()
    return f"{found.group(1)}{TAKEN_OUT}" if b":" in plain else found.group()


def _without_password(scheme: str, rest: str) -> str:
    """What follows `://`. A web address names nobody behind its first slash; a password for a database may hold slashes."""
    end = len(rest)
    if scheme.lower().endswith(("http", "https")):
        end = min((at for at in map(rest.find, "/?#") if at >= 0), default=end)
    start, at = rest.find(":", 0, end), rest.rfind("@", 0, end)
    return rest if start < 0 or at <= start + 1 else f"{rest[: start + 1]}{TAKEN_OUT}{rest[at:]}"


def _of_word(word: re.Match[str]) -> str:
    """Addresses as `postgresql://name:password@host`, also where they stand within another."""
    first, *rest = word.group().split("://")
    kept = [first]
    for one in rest:
        kept.append(_without_password(kept[-1], one))
    return "://".join(kept)


def _without_passwords(word: re.Match[str]) -> str:
    """The same for those that stand encoded in another."""
    kept = _of_word(word)
    if "%3a%2f%2f" not in kept.lower():
        return kept
    plain = unquote(kept)
    plainly_kept = _WORD.sub(_of_word, plain)
    return kept if plainly_kept == plain else plainly_kept


def _is_secret(name: Any) -> bool:
    return _BETWEEN_WORDS.sub("", str(name).lower()).endswith(SECRET_ENDINGS)


def _every(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON in which no name hides what another of the same name holds."""
    held: dict[str, list[Any]] = {}
    for name, value in pairs:
        held.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in held.items()}


def _of_json(text: str, depth: int) -> str | None:
    """The same text where it is an object or a list of JSON; None where it is none."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        held = json.loads(text, object_pairs_hook=_every)
        kept = redacted(held, depth + 1)
        return text if kept == held else json.dumps(kept, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None


def _of_text(text: str, depth: int) -> str:
    whole = _of_json(text, depth)
    if whole is not None:
        return whole
    text = _WORD.sub(_without_passwords, _PRIVATE_KEY.sub(TAKEN_OUT, text))
    text = _BASIC.sub(_without_basic, _CREDENTIALS.sub(rf"\1{TAKEN_OUT}", text))
    return _RUN.sub(_without_token, _NAMED.sub(rf"\1{TAKEN_OUT}", text))


def redacted(value: Any, depth: int = 0) -> Any:
    """The same JSON value without what opens anything, by its name or by its look; in text that is JSON too."""
    if depth > _DEEPEST:
        return TAKEN_OUT
    if isinstance(value, str):
        return _of_text(value, depth)
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
