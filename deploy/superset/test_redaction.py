"""Without Superset: `python3 -m unittest discover deploy/superset`. What a real one writes down is read in e2e/upstreams."""

import unittest

from redaction import TAKEN_OUT, redacted, without_sql

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjp7fX0.c2lnbmF0dXJl"


class Redacted(unittest.TestCase):
    def test_a_download_keeps_all_but_its_token(self) -> None:
        form = {"path": "/api/v1/chart/data", "guest_token": TOKEN, "form_data": {"slice_id": 3}, "csrf_token": "abc"}
        self.assertEqual(
            redacted(form),
            {
                "path": "/api/v1/chart/data",
                "guest_token": TAKEN_OUT,
                "form_data": {"slice_id": 3},
                "csrf_token": TAKEN_OUT,
            },
        )

    def test_a_secret_is_told_by_its_name_however_it_is_written(self) -> None:
        for name in ("Guest_Token", "X-GuestToken", "Authorization", "PASSWORD", "access_token", "Cookie"):
            self.assertEqual(redacted({name: "plain"}), {name: TAKEN_OUT})

    def test_a_token_is_told_by_its_look_wherever_it_stands(self) -> None:
        for text in (
            TOKEN,
            f"https://portal.example.com/x?t={TOKEN}&a=1",
            f'{{"guest_token": "{TOKEN}"}}',
            f"q%3D{TOKEN}",
            f"Bearer {TOKEN}",
            TOKEN.rsplit(".", 1)[0] + ".",
        ):
            kept = redacted({"deep": [{"text": text}]})["deep"][0]["text"]
            self.assertNotIn("eyJ1c2Vy", kept)
            self.assertIn(TAKEN_OUT, kept)
        self.assertEqual(redacted(f"a={TOKEN}&b=1"), f"a={TAKEN_OUT}&b=1")
        self.assertEqual(redacted("Authorization: Bearer opaque, next"), f"Authorization: Bearer {TAKEN_OUT}, next")

    def test_what_is_no_secret_stays_as_it_is(self) -> None:
        record = {"n": 1, "none": None, "yes": True, "list": ["a.b.c", 2.5], "token": "", "tokens": 3, "key": "eyJ a.b"}
        self.assertEqual(redacted(record), record)

    def test_nothing_that_is_sent_takes_long_or_ends_it(self) -> None:
        nested: list = []
        for _ in range(900):
            nested = [nested]
        self.assertIn(TAKEN_OUT, str(redacted(nested)))
        # Each of these is read once: a pattern that tried from every letter on would not come back.
        for text in ("eyJ" * 400_000, "a" * 1_000_000, "eyJ " * 300_000):
            self.assertEqual(redacted(text), text)
        self.assertEqual(redacted("eyJ." * 300_000), TAKEN_OUT)


DATASET = {
    "id": 7,
    "sql": "SELECT secret FROM t",
    "perm": "[warehouse].[t](id:7)",
    "columns": [
        {"column_name": "a", "expression": None},
        {"column_name": "b", "expression": "a * factor_nobody_knows"},
        {"column_name": "c", "expression": ""},
    ],
    "metrics": [{"metric_name": "m", "verbose_name": "M", "expression": "SUM(hidden)"}],
    "verbose_map": {"m": "M"},
}


class WithoutSql(unittest.TestCase):
    def test_names_stay_and_expressions_go(self) -> None:
        self.assertEqual(
            without_sql(DATASET),
            {
                "id": 7,
                "sql": None,
                "perm": None,
                "columns": [
                    {"column_name": "a", "expression": None},
                    {"column_name": "b", "expression": None},
                    {"column_name": "c", "expression": ""},
                ],
                "metrics": [{"metric_name": "m", "verbose_name": "M", "expression": None}],
                "verbose_map": {"m": "M"},
            },
        )

    def test_a_dataset_of_another_shape_is_left_alone(self) -> None:
        self.assertEqual(
            without_sql({"id": 1, "columns": None, "metrics": ["m"]}), {"id": 1, "columns": None, "metrics": ["m"]}
        )


if __name__ == "__main__":
    unittest.main()
