"""Superset's security manager with one more wall: a guest gets what the dashboard's author saved, and nothing else.

Superset 6 means to refuse a guest's query that differs from the saved chart, but looks the chart up through a filter that
hides it from guests, so that the comparison never runs: a reader of an embedded dashboard can ask for any column and run
any SQL expression over the dashboard's datasets, past the row rules. This manager compares by itself, and holds tokens to
what the portal makes: short-lived, with a row rule for every dataset that is asked.

Signed-in accounts of Superset are not touched.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from inspect import signature
from typing import Any, NoReturn

import saved_queries
from flask import current_app, request
from flask_login import current_user
from redaction import without_sql
from superset.errors import ErrorLevel, SupersetError, SupersetErrorType
from superset.exceptions import SupersetSecurityException
from superset.security import SupersetSecurityManager
from superset.security.guest_token import GuestUser

logger = logging.getLogger(__name__)

Claims = Mapping[str, Any]
# One request holds a thread for all of them; a chart of two axes asks two.
MOST_QUERIES = 4
# A guest has no business with SQL Lab, with tables by their names, or with the charts of old that build SQL by themselves.
NEVER_FOR_GUESTS = ("database", "query", "table", "viz", "sql")


def fault_of_rules(rules: Any) -> str | None:
    """What is wrong with the row rules of a token; None when they are in order."""
    if not isinstance(rules, list) or not rules:
        # No rule at all would mean all rows. A reader with no rows has the rule `1 = 0`.
        return "no row rule"
    for rule in rules:
        if not isinstance(rule, Mapping) or not isinstance(rule.get("dataset"), int):
            return "a row rule without dataset"
        if not isinstance(rule.get("clause"), str) or not rule["clause"].strip():
            return "a row rule without clause"
    return None


def fault_of_token(claims: Claims, longest_seconds: int) -> str | None:
    """What is wrong with a token whose signature, audience and expiry Superset has found in order."""
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, (int, float)) or not isinstance(expires, (int, float)):
        # Superset takes a token without `exp` for ever.
        return "no iat or no exp"
    if expires - issued > longest_seconds:
        return "too long a life"
    return fault_of_rules(claims.get("rls_rules"))


def judge_asked_token(body: Claims) -> bool:
    """GUEST_TOKEN_VALIDATOR_HOOK: whether Superset's API may make a token of this request."""
    return fault_of_rules(body.get("rls")) is None


def refuse_lists_to_guests() -> Any:
    """Before each request: Superset's lists name who owns and who changed each thing. A frame asks for one thing at a time."""
    is_list = (request.endpoint or "").endswith(".get_list")
    if is_list and getattr(current_user, "is_guest_user", False):
        return {"message": "Forbidden"}, 403
    return None


def hide_sql_from_guests(response: Any) -> Any:
    """After each request: a frame is told the SQL behind its datasets, their columns and metrics, and needs none of it."""
    is_told = request.endpoint == "DashboardRestApi.get_datasets" and response.status_code == 200
    if is_told and getattr(current_user, "is_guest_user", False):
        body = response.get_json()
        body["result"] = [without_sql(dataset) for dataset in body.get("result", [])]
        response.set_data(json.dumps(body))
    return response


def _refuse(reason: str) -> NoReturn:
    logger.warning("Refused a guest's query: %s", reason)
    raise SupersetSecurityException(
        SupersetError(
            error_type=SupersetErrorType.DASHBOARD_SECURITY_ACCESS_ERROR,
            message="This is not part of the dashboard",
            level=ErrorLevel.WARNING,
        )
    )


def _parsed(text: str | None) -> dict[str, Any]:
    value = json.loads(text or "{}")
    return value if isinstance(value, dict) else {}


class PergolaGuest(GuestUser):
    """A guest of 6.0.0 is not `is_active`, and Flask-AppBuilder 5 gives such users no right at all; 6.1 mended it."""

    is_active = True


class PergolaSecurityManager(SupersetSecurityManager):
    """See the module."""

    guest_user_cls = PergolaGuest

    def parse_jwt_guest_token(self, raw_token: str) -> dict[str, Any]:
        """Superset's own checks, then ours; whatever is raised here is answered 401."""
        claims = super().parse_jwt_guest_token(raw_token)
        fault = fault_of_token(claims, current_app.config["PERGOLA_GUEST_TOKEN_SECONDS"])
        if fault is not None:
            raise ValueError(f"Guest token with {fault}")
        return claims

    def raise_for_access(self, *args: Any, **kwargs: Any) -> None:
        """Refuses a guest's query that was not saved, then asks whatever Superset asks."""
        if self.is_guest_user():
            asked = signature(super().raise_for_access).bind(*args, **kwargs).arguments
            if any(asked.get(name) is not None for name in NEVER_FOR_GUESTS):
                _refuse("not a saved chart")
            if asked.get("query_context") is not None:
                self._require_saved(asked["query_context"])
        super().raise_for_access(*args, **kwargs)

    def _require_saved(self, query_context: Any) -> None:
        dataset = query_context.datasource
        # A query of SQL Lab may have the number of a dataset.
        if getattr(dataset, "type", None) != "table":
            _refuse("not a dataset")
        self._require_rule(dataset)
        if str(query_context.result_type or "full") not in saved_queries.RESULT_TYPES:
            _refuse("result type")
        if len(query_context.queries) > MOST_QUERIES:
            _refuse("number of queries")
        # How long others are shown an answer is not for a guest to say.
        query_context.custom_cache_timeout = None
        vocabulary = self._vocabulary(query_context.form_data or {}, dataset)
        for query in query_context.queries:
            if query.datasource is not None and query.datasource is not dataset:
                _refuse("dataset of a query")
            offence = saved_queries.offence(query, vocabulary)
            if offence is not None:
                _refuse(offence)

    def _require_rule(self, dataset: Any) -> None:
        """A rule for one dataset leaves the others open: each that is asked must have its own."""
        guest = self.get_current_guest_user_if_guest()
        rules = guest.rls if guest is not None else []
        if not any(str(rule.get("dataset")) == str(dataset.id) for rule in rules):
            _refuse("no row rule for this dataset")

    def _vocabulary(self, form_data: Mapping[str, Any], dataset: Any) -> saved_queries.Vocabulary:
        """Of the chart or the filter that the request says it is for, found in a dashboard of the token."""
        dashboard = self._dashboard(form_data.get("dashboardId"))
        filters = _parsed(dashboard.json_metadata).get("native_filter_configuration") or []
        if form_data.get("type") == "NATIVE_FILTER":
            saved = self._native_filter(filters, form_data.get("native_filter_id"), dataset)
            return saved_queries.widened(saved_queries.of_native_filter(saved), filters, ())
        chart = next((one for one in dashboard.slices if one.id == form_data.get("slice_id")), None)
        if chart is None or chart.datasource_id != dataset.id or chart.datasource_type != "table":
            _refuse("chart")
        return saved_queries.widened(self._saved(chart), filters, self._shown(dashboard))

    def _dashboard(self, dashboard_id: Any) -> Any:
        from superset.models.dashboard import Dashboard

        if not isinstance(dashboard_id, int):
            _refuse("no dashboard")
        dashboard = self.session.query(Dashboard).filter_by(id=dashboard_id).one_or_none()
        if dashboard is None or not self.has_guest_access(dashboard):
            _refuse("dashboard")
        return dashboard

    @staticmethod
    def _native_filter(filters: Sequence[Any], filter_id: Any, dataset: Any) -> Mapping[str, Any]:
        for one in filters:
            targets = [target.get("datasetId") for target in one.get("targets") or []]
            if filter_id is not None and one.get("id") == filter_id and dataset.id in targets:
                return one
        _refuse("filter of the dashboard")

    @staticmethod
    def _saved(chart: Any) -> saved_queries.Vocabulary:
        return saved_queries.of_chart(_parsed(chart.params), _parsed(chart.query_context) or None)

    def _shown(self, dashboard: Any) -> frozenset[str]:
        """Columns by which a click in one chart filters the others."""
        if not _parsed(dashboard.json_metadata).get("cross_filters_enabled", True):
            return frozenset()
        return frozenset().union(*(saved_queries.names_in(self._saved(chart)) for chart in dashboard.slices))
