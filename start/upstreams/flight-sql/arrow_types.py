"""Every type that Arrow has and a server may send, two rows and a NULL each."""

from datetime import date
from decimal import Decimal

import pyarrow as pa


def every_type() -> pa.Table:
    columns = dict(plain() + moments() + nested())
    fields = [pa.field(name, column.type, metadata=METADATA.get(name)) for name, column in columns.items()]
    return pa.table(list(columns.values()), schema=pa.schema(fields))


METADATA = {
    "uuid": {"ARROW:extension:name": "arrow.uuid", "ARROW:extension:metadata": ""},
    "int64": {"ARROW:FLIGHT:SQL:TYPE_NAME": "LONG"},
}


def plain():
    return [
        ("null", pa.nulls(3)),
        ("bool", pa.array([True, False, None])),
        ("int8", pa.array([-128, 127, None], pa.int8())),
        ("uint8", pa.array([0, 255, None], pa.uint8())),
        ("int16", pa.array([-32768, 32767, None], pa.int16())),
        ("uint16", pa.array([0, 65535, None], pa.uint16())),
        ("int32", pa.array([-(2**31), 2**31 - 1, None], pa.int32())),
        ("uint32", pa.array([0, 2**32 - 1, None], pa.uint32())),
        ("int64", pa.array([-(2**63), 2**63 - 1, None], pa.int64())),
        ("uint64", pa.array([0, 2**64 - 1, None], pa.uint64())),
        ("float16", pa.array([1.5, -65504.0, None], pa.float32()).cast(pa.float16())),
        ("float32", pa.array([0.1, float("inf"), None], pa.float32())),
        ("float64", pa.array([0.1, float("nan"), None], pa.float64())),
        ("decimal32", pa.array([Decimal("-12345.67"), Decimal("0.01"), None], pa.decimal32(9, 2))),
        ("decimal64", pa.array([Decimal("-1234567890.12345678"), Decimal(0), None], pa.decimal64(18, 8))),
        ("decimal128", pa.array([Decimal("9" * 38), Decimal("-1"), None], pa.decimal128(38, 0))),
        (
            "decimal256",
            pa.array([Decimal("-" + "9" * 70 + ".123456"), Decimal("0.000001"), None], pa.decimal256(76, 6)),
        ),
        ("utf8", pa.array(["नेपाल 🦉", "", None])),
        ("large_utf8", pa.array(["a'b", "x" * 20, None], pa.large_utf8())),
        ("utf8_view", pa.array(["short", "longer than twelve bytes", None], pa.string_view())),
        ("binary", pa.array([b"\x00\xff\x10", b"", None])),
        ("large_binary", pa.array([b"abc", b"", None], pa.large_binary())),
        ("binary_view", pa.array([b"abc", b"longer than twelve", None], pa.binary_view())),
        ("fixed_binary", pa.array([b"ab", b"\x00\x00", None], pa.binary(2))),
        ("uuid", pa.array([bytes(range(16)), b"\xff" * 16, None], pa.binary(16))),
    ]


def moments():
    day_ms = 86_400_000
    return [
        ("date32", pa.array([date(1, 1, 1), date(9999, 12, 31), None], pa.date32())),
        ("date64", pa.array([-719162 * day_ms, 20778 * day_ms, None], pa.int64()).cast(pa.date64())),
        ("time32_s", pa.array([0, 86_399, None], pa.int32()).cast(pa.time32("s"))),
        ("time32_ms", pa.array([36_000_500, 1, None], pa.int32()).cast(pa.time32("ms"))),
        ("time64_us", pa.array([86_399_999_999, 0, None], pa.int64()).cast(pa.time64("us"))),
        ("time64_ns", pa.array([1, 86_399_999_999_999, None], pa.int64()).cast(pa.time64("ns"))),
        ("timestamp_s", pa.array([-62_135_596_800, 0, None], pa.int64()).cast(pa.timestamp("s"))),
        ("timestamp_ms", pa.array([-1, 1_795_255_200_120, None], pa.int64()).cast(pa.timestamp("ms"))),
        ("timestamp_us", pa.array([-1, 1_795_255_200_123_456, None], pa.int64()).cast(pa.timestamp("us"))),
        ("timestamp_ns", pa.array([-1, 1_795_255_200_123_456_789, None], pa.int64()).cast(pa.timestamp("ns"))),
        (
            "timestamp_zone",
            pa.array([0, 1_795_255_200_000_000, None], pa.int64()).cast(pa.timestamp("us", "Asia/Kathmandu")),
        ),
        ("duration_s", pa.array([3_661, -1, None], pa.int64()).cast(pa.duration("s"))),
        ("duration_ns", pa.array([1, 1_500_000_000, None], pa.int64()).cast(pa.duration("ns"))),
        ("interval", pa.array([pa.MonthDayNano([14, 3, 14_706_700_000_000]), pa.MonthDayNano([0, 0, 0]), None])),
    ]


def nested():
    big = 2**63 - 1
    union = pa.UnionArray.from_dense(
        pa.array([0, 1, 0], pa.int8()),
        pa.array([0, 0, 1], pa.int32()),
        [pa.array([big, None], pa.int64()), pa.array(["text"])],
        ["number", "text"],
    )
    sparse = pa.UnionArray.from_sparse(
        pa.array([0, 1, 0], pa.int8()), [pa.array([1, 0, None], pa.int32()), pa.array(["", "text", ""])]
    )
    point = pa.struct([("a", pa.int64()), ("b", pa.list_(pa.string()))])
    return [
        ("list", pa.array([[big, None], [], None], pa.list_(pa.int64()))),
        ("large_list", pa.array([["x"], [], None], pa.large_list(pa.string()))),
        ("fixed_list", pa.array([[1, None], [3, 4], None], pa.list_(pa.int32(), 2))),
        ("struct", pa.array([{"a": big, "b": ["x", None]}, {"a": None, "b": None}, None], point)),
        ("map", pa.array([[("a", 1), ("b", None)], [], None], pa.map_(pa.string(), pa.int32()))),
        ("list_of_decimals", pa.array([[Decimal("1.10"), None], [], None], pa.list_(pa.decimal128(4, 2)))),
        ("dictionary", pa.array(["red", "green", None]).dictionary_encode()),
        (
            "list_of_dictionary",
            pa.array([["red", "red"], [], None], pa.list_(pa.string())).cast(
                pa.list_(pa.dictionary(pa.int8(), pa.string()))
            ),
        ),
        ("dense_union", union),
        ("sparse_union", sparse),
    ]
