"""What the author of a dashboard saved, and whether a query asks for anything else.

Pure: it knows nothing of Superset's models, sessions or requests, and is handed plain JSON values. A question that is not
understood is refused. Ask for a `Vocabulary` of what was saved, then for the `offence` of a query.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

JsonObject = Mapping[str, Any]

# Where the charts' controls keep columns and metrics: a chart that was imported may have no saved query.
COLUMN_CONTROLS = (
    *("all_columns", "columns", "dimension", "entity", "groupby", "groupbyColumns", "groupbyRows", "series"),
    *("source", "target", "x_axis", "granularity_sqla"),
)
METRIC_CONTROLS = (
    *("metric", "metrics", "metrics_b", "metric_2", "percent_metrics", "secondary_metric", "size"),
    *("timeseries_limit_metric", "timeseries_limit_metric_b"),
)
# Rows as the chart shows them. Not: samples, drill_detail, query (the SQL text), columns, timegrains.
RESULT_TYPES = frozenset({"full", "results", "post_processed"})
# What is done with the rows afterwards cannot reach others. These steps make as many new ones as they are told to.
HEAVY_STEPS = frozenset({"histogram", "prophet", "resample"})
RANGE_AGGREGATES = frozenset({"MIN", "MAX"})
EVERYTHING = "No filter"


class Query(Protocol):
    """What is read of Superset's `QueryObject`."""

    annotation_layers: Sequence[JsonObject]
    columns: Sequence[Any]
    extras: JsonObject
    filter: Sequence[JsonObject]
    granularity: str | None
    metrics: Sequence[Any] | None
    orderby: Sequence[Sequence[Any]]
    post_processing: Sequence[JsonObject]
    result_type: Any
    is_timeseries: bool
    row_limit: int | None
    row_offset: int | None
    series_columns: Sequence[Any]
    series_limit_metric: Any
    time_offsets: Sequence[Any] | None
    time_shift: str | None


@dataclass(frozen=True)
class Vocabulary:
    """All that a query may name. Columns, metrics and filters stand as canonical JSON."""

    columns: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset()
    filter_columns: frozenset[str] = frozenset()
    # (where, having) pairs in SQL, as the author wrote them.
    clauses: frozenset[tuple[str, str]] = frozenset({("", "")})
    # Filters of the chart itself, which a query may not leave out.
    required_filters: frozenset[str] = frozenset()
    time_grains: frozenset[str] = frozenset()
    # What is computed from the rows and may take all memory, as the author set it.
    heavy_steps: frozenset[str] = frozenset()
    # Columns that are shown in steps of time alone.
    in_steps: frozenset[str] = frozenset()
    # Time columns by which the author's own queries are series.
    series_times: frozenset[str] = frozenset()
    # What the author compares a time with: "1 year ago".
    time_offsets: frozenset[str] = frozenset()
    # The most rows that the author asks for; None: as many as Superset gives.
    most_rows: int | None = None
    # Whether the chart turns pages at the server.
    has_pages: bool = False
    # The column whose least and greatest value a range filter may ask for.
    range_column: str | None = None


def canonical(value: Any) -> str:
    """The same text for the same JSON value."""
    return json.dumps(value, sort_keys=True, default=str)


def _as_list(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _canonical_set(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(canonical(value) for value in values)


def _saved_queries(query_context: JsonObject | None) -> list[JsonObject]:
    return list((query_context or {}).get("queries") or [])


def _adhoc_as_filter(adhoc: JsonObject) -> JsonObject:
    """A filter as a chart's controls have it, in the form in which queries have it."""
    return {"col": adhoc.get("subject"), "op": adhoc.get("operator"), "val": adhoc.get("comparator")}


def _simple_adhoc_filters(params: JsonObject) -> list[JsonObject]:
    return [
        _adhoc_as_filter(adhoc)
        for adhoc in params.get("adhoc_filters") or []
        if adhoc.get("expressionType") == "SIMPLE" and adhoc.get("clause", "WHERE") == "WHERE"
    ]


def _is_temporal(one: JsonObject) -> bool:
    return one.get("op") == "TEMPORAL_RANGE"


def _filter_key(one: JsonObject) -> str:
    # A grain would widen a range to whole months or years.
    return canonical([one.get("col"), one.get("op"), one.get("val"), one.get("grain")])


def _required(filters: Iterable[JsonObject]) -> frozenset[str]:
    return frozenset(_filter_key(one) for one in filters if not (_is_temporal(one) and one.get("val") == EVERYTHING))


def _clauses_of(extras: JsonObject) -> tuple[str, str]:
    return str(extras.get("where") or ""), str(extras.get("having") or "")


def _heavy_steps(steps: Iterable[JsonObject | None] | None) -> list[JsonObject]:
    return [step for step in steps or [] if step and step.get("operation") in HEAVY_STEPS]


def _column_of_axis(column: Any) -> Any:
    """The name of an axis' column; queries have an axis as an expression with a time grain beside it."""
    if isinstance(column, Mapping) and column.get("columnType") == "BASE_AXIS":
        return column.get("sqlExpression")
    return column


def of_chart(params: JsonObject, query_context: JsonObject | None) -> Vocabulary:
    """What a saved chart asks for: of the query that was saved with it, and of its controls."""
    queries = _saved_queries(query_context)
    columns = [
        _column_of_axis(column)
        for query in queries
        for field in ("columns", "groupby", "series_columns")
        for column in query.get(field) or []
    ] + [column for control in COLUMN_CONTROLS for column in _as_list(params.get(control))]
    metrics = [
        metric
        for query in queries
        for metric in [*(query.get("metrics") or []), *_as_list(query.get("series_limit_metric"))]
    ] + [metric for control in METRIC_CONTROLS for metric in _as_list(params.get(control))]
    by_query = [list(query.get("filters") or []) for query in queries] or [_simple_adhoc_filters(params)]
    filters = [one for each in by_query for one in each]
    extras = [query.get("extras") or {} for query in queries]
    has_axis = bool(params.get("x_axis"))
    own_series = [] if queries or has_axis else _as_list(params.get("granularity_sqla"))
    limits = [query.get("row_limit") for query in queries]
    grains = [*(one.get("time_grain_sqla") for one in extras), params.get("time_grain_sqla")]
    return Vocabulary(
        columns=_canonical_set(columns),
        metrics=_canonical_set(metrics),
        filter_columns=frozenset(
            name for name in [*(one.get("col") for one in filters), *columns] if isinstance(name, str)
        ),
        clauses=frozenset(map(_clauses_of, extras)) or frozenset({("", "")}),
        required_filters=frozenset.intersection(*map(_required, by_query)),
        time_grains=frozenset(grain for grain in grains if grain),
        in_steps=_in_steps(queries, params),
        series_times=_canonical_set(
            [*(query.get("granularity") for query in queries if query.get("is_timeseries")), *own_series]
        ),
        time_offsets=frozenset(
            map(
                str,
                [
                    *(one for query in queries for one in query.get("time_offsets") or []),
                    *_as_list(params.get("time_compare")),
                ],
            )
        ),
        most_rows=max(limits) if limits and all(isinstance(one, int) and one > 0 for one in limits) else None,
        has_pages=bool(params.get("server_pagination")),
        heavy_steps=_canonical_set(step for query in queries for step in _heavy_steps(query.get("post_processing"))),
    )


def _in_steps(queries: Sequence[JsonObject], params: JsonObject) -> frozenset[str]:
    """Columns of axes that have a grain, and that no saved query shows as they are."""
    columns = [column for query in queries for column in query.get("columns") or []]
    axes = [
        column.get("sqlExpression")
        for column in columns
        if isinstance(column, Mapping) and column.get("columnType") == "BASE_AXIS" and column.get("timeGrain")
    ]
    if not queries and params.get("time_grain_sqla"):
        axes = _as_list(params.get("x_axis"))
    return _canonical_set(axes) - _canonical_set(column for column in columns if isinstance(column, str))


def of_native_filter(native_filter: JsonObject) -> Vocabulary:
    """What a dashboard's filter asks for, to offer values: its own column, in its own order."""
    names = [
        target["column"]["name"]
        for target in native_filter.get("targets") or []
        if isinstance(target.get("column"), Mapping)
    ]
    controls = native_filter.get("controlValues") or {}
    is_range = native_filter.get("filterType") == "filter_range"
    return Vocabulary(
        columns=_canonical_set(names),
        metrics=_canonical_set(_as_list(controls.get("sortMetric"))),
        filter_columns=frozenset(names),
        required_filters=_required(_simple_adhoc_filters(native_filter)),
        range_column=names[0] if is_range and names else None,
    )


def widened(vocabulary: Vocabulary, native_filters: Sequence[JsonObject], shown: Iterable[str]) -> Vocabulary:
    """With what a reader may set on the dashboard: its filters' columns, and those shown where a click filters."""
    kinds = {one.get("filterType") for one in native_filters}
    columns = {
        target["column"]["name"]
        for one in native_filters
        for target in one.get("targets") or []
        if isinstance(target.get("column"), Mapping)
    }
    required = vocabulary.required_filters
    if "filter_time" in kinds:
        required = frozenset(key for key in required if json.loads(key)[1] != "TEMPORAL_RANGE")
    return replace(
        vocabulary,
        filter_columns=vocabulary.filter_columns | columns | frozenset(shown),
        required_filters=required,
    )


def names_in(vocabulary: Vocabulary) -> frozenset[str]:
    """The columns of the dataset that are shown under their own names."""
    return frozenset(name for name in map(json.loads, vocabulary.columns) if isinstance(name, str))


def _knows_column(vocabulary: Vocabulary, column: Any) -> bool:
    if canonical(column) in vocabulary.columns:
        return canonical(column) not in vocabulary.in_steps
    if not isinstance(column, Mapping) or column.get("columnType") != "BASE_AXIS":
        return False
    name, label, grain = column.get("sqlExpression"), column.get("label"), column.get("timeGrain")
    # Where times are compared, Superset leaves out the filters on a column that is called as the axis is.
    if label not in (None, name) and label in vocabulary.filter_columns:
        return False
    if not grain and canonical(name) in vocabulary.in_steps:
        return False
    # Its `sqlExpression` reaches the database as it stands: only a name that was saved is let through.
    return canonical(name) in vocabulary.columns and _knows_grain(vocabulary, grain)


def _knows_order(vocabulary: Vocabulary, by: Any) -> bool:
    """An order by a name is one by what the query shows under it, grain included."""
    return canonical(by) in vocabulary.columns or _knows_column(vocabulary, by) or _knows_metric(vocabulary, by)


def _knows_grain(vocabulary: Vocabulary, grain: Any) -> bool:
    return not grain or grain in vocabulary.time_grains


def _knows_metric(vocabulary: Vocabulary, metric: Any) -> bool:
    return canonical(metric) in vocabulary.metrics or _is_range_end(vocabulary, metric)


def _is_range_end(vocabulary: Vocabulary, metric: Any) -> bool:
    return (
        vocabulary.range_column is not None
        and isinstance(metric, Mapping)
        and metric.get("expressionType") == "SIMPLE"
        and metric.get("aggregate") in RANGE_AGGREGATES
        and (metric.get("column") or {}).get("column_name") == vocabulary.range_column
    )


def _known_filter(vocabulary: Vocabulary, one: JsonObject) -> bool:
    return isinstance(one.get("col"), str) and one["col"] in vocabulary.filter_columns


def _asks_for_more(query: Query, vocabulary: Vocabulary) -> bool:
    if vocabulary.most_rows is None or vocabulary.has_pages:
        return False
    return (query.row_limit or 0) > vocabulary.most_rows or bool(query.row_offset)


def offence(query: Query, vocabulary: Vocabulary) -> str | None:
    """What the query asks for beyond the vocabulary, in a word for the log; None when there is nothing."""
    filters = list(query.filter or [])
    extras = query.extras or {}
    metrics = [metric for metric in [*(query.metrics or []), query.series_limit_metric] if metric is not None]
    columns = [*(query.columns or []), *(query.series_columns or [])]
    order = [by[0] for by in query.orderby or [] if by and by[0] is not None]
    faults = {
        "result type": str(query.result_type or "full") not in RESULT_TYPES,
        "column": not all(_knows_column(vocabulary, column) for column in columns),
        "metric": not all(_knows_metric(vocabulary, metric) for metric in metrics),
        "order": not all(_knows_order(vocabulary, by) for by in order),
        "filter": not all(_known_filter(vocabulary, one) for one in filters),
        "left-out filter": not vocabulary.required_filters <= frozenset(map(_filter_key, filters)),
        "clause": _clauses_of(extras) not in vocabulary.clauses,
        "time grain": not _knows_grain(vocabulary, extras.get("time_grain_sqla")),
        "time column": bool(query.granularity) and query.granularity not in vocabulary.filter_columns,
        "time series": bool(query.is_timeseries)
        and (not query.granularity or canonical(query.granularity) not in vocabulary.series_times),
        "time offset": bool(query.time_shift)
        or not frozenset(map(str, query.time_offsets or ())) <= vocabulary.time_offsets,
        "rows": _asks_for_more(query, vocabulary),
        "annotation": bool(query.annotation_layers),
        "step": not _canonical_set(_heavy_steps(query.post_processing)) <= vocabulary.heavy_steps,
    }
    return next((name for name, is_at_fault in faults.items() if is_at_fault), None)
