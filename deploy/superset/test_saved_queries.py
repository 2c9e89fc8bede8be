"""Without Superset: `python3 -m unittest discover deploy/superset`. The attacks themselves are tried on a real one."""

import unittest
from dataclasses import dataclass, field
from typing import Any

import saved_queries
from saved_queries import Vocabulary, of_chart, of_native_filter, offence, widened

SAVED = {
    "queries": [
        {
            "columns": ["country", {"columnType": "BASE_AXIS", "sqlExpression": "day", "timeGrain": "P1M"}],
            "metrics": ["revenue", {"expressionType": "SQL", "sqlExpression": "sum(x)", "label": "x"}],
            "filters": [
                {"col": "status", "op": "IN", "val": ["open"]},
                {"col": "day", "op": "TEMPORAL_RANGE", "val": "Last year"},
            ],
            "extras": {"where": "(price > 3)", "having": "", "time_grain_sqla": "P1M"},
            "post_processing": [{"operation": "resample", "options": {"rule": "1D"}}],
        }
    ]
}
GROUP = {"id": "F", "filterType": "filter_select", "targets": [{"datasetId": 1, "column": {"name": "category"}}]}


@dataclass
class Asked:
    """A query as the saved one, but for what a test changes."""

    columns: list[Any] = field(default_factory=lambda: ["country"])
    metrics: list[Any] | None = field(default_factory=lambda: ["revenue"])
    orderby: list[Any] = field(default_factory=lambda: [["revenue", False]])
    filter: list[Any] = field(default_factory=lambda: list(SAVED["queries"][0]["filters"]))
    extras: dict[str, Any] = field(default_factory=lambda: {"where": "(price > 3)", "time_grain_sqla": "P1M"})
    series_columns: list[Any] = field(default_factory=list)
    series_limit_metric: Any = None
    granularity: str | None = None
    result_type: str | None = "full"
    annotation_layers: list[Any] = field(default_factory=list)
    post_processing: list[Any] = field(default_factory=list)
    is_timeseries: bool = False
    row_limit: int | None = None
    row_offset: int | None = None
    time_offsets: list[str] = field(default_factory=list)
    time_shift: str | None = None


def said(vocabulary: Vocabulary | None = None, **changed: Any) -> str | None:
    return offence(Asked(**changed), vocabulary or of_chart({}, SAVED))


class SavedChart(unittest.TestCase):
    def test_what_was_saved_is_let_through(self) -> None:
        self.assertIsNone(said())
        self.assertIsNone(said(metrics=None, orderby=[]))
        axis = {"columnType": "BASE_AXIS", "sqlExpression": "day", "timeGrain": "P1M", "label": "day"}
        self.assertIsNone(said(columns=[axis]))
        self.assertIsNone(said(metrics=[SAVED["queries"][0]["metrics"][1]]))
        self.assertIsNone(
            said(post_processing=[None, {"operation": "flatten"}, *SAVED["queries"][0]["post_processing"]])
        )

    def test_anything_else_is_named(self) -> None:
        sql = {"expressionType": "SQL", "sqlExpression": "version()", "label": "country"}
        for expected, changed in [
            ("column", {"columns": ["secret"]}),
            ("column", {"columns": [sql]}),
            ("column", {"columns": [{**sql, "columnType": "BASE_AXIS"}]}),
            ("column", {"columns": [{"columnType": "BASE_AXIS", "sqlExpression": "day", "timeGrain": "P1D"}]}),
            ("column", {"columns": [None]}),
            ("column", {"series_columns": ["secret"]}),
            ("metric", {"metrics": ["units"]}),
            ("metric", {"metrics": ["country"]}),
            ("metric", {"metrics": [sql]}),
            ("metric", {"series_limit_metric": sql}),
            ("order", {"orderby": [[sql, True]]}),
            ("order", {"orderby": [["secret", True]]}),
            ("time grain", {"extras": {"where": "(price > 3)", "time_grain_sqla": "PT1S"}}),
            ("clause", {"extras": {"where": ""}}),
            ("clause", {"extras": {"where": "(price > 3) OR 1=1"}}),
            ("clause", {"extras": {"where": "(price > 3)", "having": "count(*) > 1"}}),
            ("time column", {"granularity": "secret"}),
            ("annotation", {"annotation_layers": [{"name": "a"}]}),
            ("step", {"post_processing": [{"operation": "resample", "options": {"rule": "1us"}}]}),
            ("step", {"post_processing": [{"operation": "histogram", "options": {"bins": 1_000_000_000}}]}),
            ("result type", {"result_type": "samples"}),
            ("result type", {"result_type": "drill_detail"}),
        ]:
            with self.subTest(changed=changed):
                self.assertEqual(said(**changed), expected)

    def test_a_filter_of_the_chart_cannot_be_left_out_or_changed(self) -> None:
        status, day = SAVED["queries"][0]["filters"]
        self.assertEqual(said(filter=[day]), "left-out filter")
        self.assertEqual(said(filter=[status]), "left-out filter")
        self.assertEqual(said(filter=[{**status, "val": ["open", "closed"]}, day]), "left-out filter")
        self.assertEqual(said(filter=[status, day, {"col": "secret", "op": "==", "val": 1}]), "filter")
        self.assertEqual(said(filter=[status, day, {"col": {"sqlExpression": "1"}, "op": "==", "val": 1}]), "filter")

    def test_what_is_shown_in_months_is_not_told_by_the_moment(self) -> None:
        axis = {"columnType": "BASE_AXIS", "sqlExpression": "day"}
        self.assertEqual(said(columns=["day"]), "column")
        self.assertEqual(said(columns=[axis]), "column")
        self.assertEqual(said(granularity="day", is_timeseries=True), "time series")
        self.assertEqual(said(is_timeseries=True), "time series")
        self.assertIsNone(said(orderby=[["day", True]]))
        by_day = {"queries": [{**SAVED["queries"][0], "granularity": "day", "is_timeseries": True}]}
        self.assertIsNone(said(of_chart({}, by_day), granularity="day", is_timeseries=True))

    def test_another_time_is_not_asked_by_the_way(self) -> None:
        axis = {"columnType": "BASE_AXIS", "sqlExpression": "day", "timeGrain": "P1M"}
        status, day = SAVED["queries"][0]["filters"]
        self.assertEqual(said(time_shift="10 years"), "time offset")
        self.assertEqual(said(time_offsets=["1 year ago"]), "time offset")
        self.assertEqual(said(columns=[{**axis, "label": "status"}]), "column")
        self.assertEqual(said(filter=[status, {**day, "grain": "P1Y"}]), "left-out filter")
        compared = {"queries": [{**SAVED["queries"][0], "time_offsets": ["1 year ago"]}]}
        self.assertIsNone(said(of_chart({}, compared), time_offsets=["1 year ago"]))

    def test_no_more_rows_are_given_than_the_author_asked_for(self) -> None:
        ten = of_chart({}, {"queries": [{**SAVED["queries"][0], "row_limit": 10}]})
        self.assertIsNone(said(ten, row_limit=10))
        self.assertEqual(said(ten, row_limit=11), "rows")
        self.assertEqual(said(ten, row_limit=10, row_offset=10), "rows")
        self.assertIsNone(said(row_limit=5_000))
        pages = of_chart({"server_pagination": True}, {"queries": [{**SAVED["queries"][0], "row_limit": 10}]})
        self.assertIsNone(said(pages, row_limit=10, row_offset=10))

    def test_a_chart_without_a_saved_query_is_judged_by_its_controls(self) -> None:
        adhoc = {"expressionType": "SIMPLE", "clause": "WHERE", "subject": "a", "operator": "==", "comparator": 1}
        vocabulary = of_chart({"groupby": ["country"], "metric": "revenue", "adhoc_filters": [adhoc]}, None)
        kept = [{"col": "a", "op": "==", "val": 1}]
        self.assertIsNone(said(vocabulary, filter=kept, extras={}))
        self.assertEqual(said(vocabulary, filter=[], extras={}), "left-out filter")
        self.assertEqual(said(vocabulary, columns=["viz_type"], filter=kept, extras={}), "column")
        self.assertEqual(said(of_chart({}, None), filter=[], extras={}), "column")


class DashboardFilters(unittest.TestCase):
    def test_its_column_may_be_filtered_on_in_every_chart(self) -> None:
        more = [*SAVED["queries"][0]["filters"], {"col": "category", "op": "IN", "val": ["a"]}]
        self.assertEqual(said(filter=more), "filter")
        self.assertIsNone(said(widened(of_chart({}, SAVED), [GROUP], ()), filter=more))

    def test_a_filter_of_time_frees_the_range_of_time_and_nothing_else(self) -> None:
        status, day = SAVED["queries"][0]["filters"]
        vocabulary = widened(of_chart({}, SAVED), [{"id": "T", "filterType": "filter_time", "targets": [{}]}], ())
        self.assertIsNone(said(vocabulary, filter=[status, {**day, "val": "2020 : 2021"}]))
        self.assertEqual(said(vocabulary, filter=[day]), "left-out filter")

    def test_its_values_are_asked_of_its_own_column(self) -> None:
        own = {"metrics": [], "orderby": [["category", True]], "filter": [], "extras": {}}
        self.assertIsNone(said(of_native_filter(GROUP), columns=["category"], **own))
        self.assertEqual(said(of_native_filter(GROUP), columns=["secret"], **own), "column")

    def test_a_range_asks_for_its_least_and_greatest(self) -> None:
        vocabulary = of_native_filter({**GROUP, "filterType": "filter_range"})
        ask = {"columns": [], "orderby": [], "filter": [], "extras": {}}
        end = {"expressionType": "SIMPLE", "aggregate": "MIN", "column": {"column_name": "category"}, "label": "min"}
        self.assertIsNone(said(vocabulary, metrics=[end], **ask))
        self.assertEqual(said(vocabulary, metrics=[{**end, "aggregate": "STRING_AGG"}], **ask), "metric")
        self.assertEqual(said(vocabulary, metrics=[{**end, "column": {"column_name": "b"}}], **ask), "metric")
        self.assertEqual(said(of_native_filter(GROUP), metrics=[end], **ask), "metric")

    def test_columns_shown_elsewhere_may_filter_where_a_click_does(self) -> None:
        self.assertEqual(saved_queries.names_in(of_chart({}, SAVED)), {"country", "day"})


if __name__ == "__main__":
    unittest.main()
