"""Without Superset: `python3 -m unittest discover deploy/superset`. What a real one writes down is read in e2e/upstreams."""

import json
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

    def test_other_secrets_are_told_by_their_names_too_and_empty_ones_stay(self) -> None:
        for name in (
            *("client_secret", "clientSecret", "api_key", "X-Api-Key", "access_key", "aws_secret_access_key"),
            *("SECRET_KEY", "private_key", "private_key_password", "credentials", "Set-Cookie", "id_token"),
        ):
            self.assertEqual(redacted({name: "plain"}), {name: TAKEN_OUT}, name)
            self.assertEqual(redacted({name: ""}), {name: ""}, name)

    def test_an_address_keeps_all_but_its_password(self) -> None:
        for text, kept in (
            ("postgresql://reader:secret@db/sales", f"postgresql://reader:{TAKEN_OUT}@db/sales"),
            ("postgresql+psycopg2://reader:a/b?c#d@e@db:5432/x", f"postgresql+psycopg2://reader:{TAKEN_OUT}@db:5432/x"),
            ("see https://someone:secret@bi.example.com/a@b.", f"see https://someone:{TAKEN_OUT}@bi.example.com/a@b."),
            ("redis://:secret@cache/0", f"redis://:{TAKEN_OUT}@cache/0"),
            ("x?to=https://h/?u=amqp://a:secret@q", f"x?to=https://h/?u=amqp://a:{TAKEN_OUT}@q"),
            ("/x?uri=postgresql%3A%2F%2Fr%3Asecret%40db", f"/x?uri=postgresql://r:{TAKEN_OUT}@db"),
        ):
            self.assertEqual(redacted(text), kept)
        for text in (
            *("http://bi.example.com:8088/x?mail=a@example.com", "postgresql://reader@db:5432/x", "a: b://c @ d"),
            *("/x?next=https%3A%2F%2Fbi.example.com%3A8088%2Fa", "https://bi.example.com:8088/sql"),
        ):
            self.assertEqual(redacted(text), text)

    def test_a_name_and_a_password_in_one_are_taken_out_and_words_are_not(self) -> None:
        basic = "cmVhZGVyOnNlY3JldA=="
        self.assertEqual(redacted(f"Authorization: Basic {basic}, next"), f"Authorization: Basic {TAKEN_OUT}, next")
        self.assertEqual(redacted(f"curl -H basic {basic}"), f"curl -H basic {TAKEN_OUT}")
        self.assertEqual(redacted("Authorization: opaque"), f"Authorization: {TAKEN_OUT}")
        for text in ("Basic charts of the quarter", "the basic one", "authorization is asked for"):
            self.assertEqual(redacted(text), text)

    def test_a_private_key_is_taken_out_whole_or_cut_off(self) -> None:
        for kind in ("", "RSA ", "ENCRYPTED ", "OPENSSH "):
            lines = f"-----BEGIN {kind}PRIVATE KEY-----\nMIIabc\n-----END {kind}PRIVATE KEY-----"
            self.assertEqual(redacted(f"a\n{lines}\nb"), f"a\n{TAKEN_OUT}\nb")
            self.assertEqual(redacted(f"a {lines[:45]}"), f"a {TAKEN_OUT}")
        public = "-----BEGIN PUBLIC KEY-----\nMIIabc\n-----END PUBLIC KEY-----"
        self.assertEqual(redacted(public), public)

    def test_a_secret_is_told_by_its_name_within_a_text(self) -> None:
        for text, kept in (
            ("host=db password=abc user=a", f"host=db password={TAKEN_OUT} user=a"),
            ("/x?a=1&api_key=abc&b=2", f"/x?a=1&api_key={TAKEN_OUT}&b=2"),
            ("note: client_secret='two words', more", f"note: client_secret={TAKEN_OUT}, more"),
            ("{'password': 'abc', 'n': 1}", f"{{'password': {TAKEN_OUT}, 'n': 1}}"),
            ('{"cut": 1, "private_key": "abc", "off', f'{{"cut": 1, "private_key": {TAKEN_OUT}, "off'),
            ('said {\\"token\\": \\"abc\\"}', f'said {{\\"token\\": {TAKEN_OUT}}}'),
        ):
            self.assertEqual(redacted(text), kept)

    def test_text_that_is_json_is_read_as_such_however_deep(self) -> None:
        extra = json.dumps({"connect_args": {"api_key": 'it\'s "mine"', "n": 1}, "name": "Zoë"})
        kept = redacted({"extra": json.dumps([extra])})["extra"]
        self.assertEqual(
            json.loads(json.loads(kept)[0]), {"connect_args": {"api_key": TAKEN_OUT, "n": 1}, "name": "Zoë"}
        )
        self.assertNotIn("mine", redacted('{"password": "mine", "password": ""}'))
        for text in (' { "a" : [1.50, "b"], "token": "" }', "[1, 2", "{}", "[not json]", '{"token": null}'):
            self.assertEqual(redacted(text), text)

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
        for text in (
            *("://a:" * 300_000, "a://" * 300_000, "secret" * 300_000, "-----BEGIN A " * 100_000),
            *("basic " * 300_000, "[" * 1_000_000, '{"a":' * 300_000, "%3a%2f%2f" * 100_000),
        ):
            self.assertEqual(redacted(text)[:4], text[:4])
        for text in ("secret=\"a'" * 200_000, "a://b:c@" * 200_000, "bearer x" * 200_000):
            self.assertIn(TAKEN_OUT, redacted(text))


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
