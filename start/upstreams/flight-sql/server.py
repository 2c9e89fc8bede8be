"""A real Arrow Flight SQL server on loopback: pyarrow's Flight over DuckDB, with sign-in, for the tests and for trying out.

Python 3.11, pyarrow, duckdb. It is started by ../flight-sql.ts, which also installs what it needs.

Comments in a statement ask for what a server may do besides answering:
  /* endpoints: 3 */   the answer in parts, each with a ticket of its own      /* elsewhere */  at another host
  /* rows: 100 */      rows a batch                                            /* lz4 */ /* zstd */  compressed
  /* dies: 3 */        the process ends after so many batches                  /* slow: 200 */  ms before each batch
  /* status: name */   the call is refused with that status of gRPC            /* no endpoint */  a schema, no rows
"""

import argparse
import json
import os
import re
import secrets
import threading
import time
from base64 import b64decode

import duckdb
import pyarrow as pa
import pyarrow.flight as flight
from arrow_types import every_type

PACKED = "type.googleapis.com/arrow.flight.protocol.sql."
STATUSES = {
    "unauthenticated": flight.FlightUnauthenticatedError,
    "permission": flight.FlightUnauthorizedError,
    "unavailable": flight.FlightUnavailableError,
    "timeout": flight.FlightTimedOutError,
    "internal": flight.FlightInternalError,
    "server": flight.FlightServerError,
    "invalid": pa.ArrowInvalid,
    "unimplemented": NotImplementedError,
}
CANCEL_LOOK_SECONDS = 0.05


def fields(message: bytes) -> dict[int, bytes]:
    """The fields of a message of protocol buffers that are bytes, text or messages; of a repeated one the last."""
    found, at = {}, 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        if key & 7 == 0:
            varint()
        elif key & 7 == 2:
            length = varint()
            found[key >> 3] = message[at : at + length]
            at += length
        else:
            raise flight.FlightServerError("a message that is not read")
    return found


def field(number: int, value: bytes) -> bytes:
    length, size = b"", len(value)
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + value


def unpack(message: bytes) -> tuple[str, dict[int, bytes]]:
    packed = fields(message)
    return packed[1].decode().removeprefix(PACKED), fields(packed.get(2, b""))


def pack(name: str, *values: tuple[int, bytes]) -> bytes:
    body = b"".join(field(number, value) for number, value in values)
    return field(1, (PACKED + name).encode()) + field(2, body)


class Seen:
    """What happened, told by the action `seen`: for tests that ask what a server has noticed."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = {"handshakes": 0, "statements": 0, "cancelled": 0, "batches": 0, "open": 0}
        self.headers: dict[str, str] = {}

    def count(self, name: str, by: int = 1):
        with self.lock:
            self.counts[name] += by


class Tokens:
    """Basic is exchanged for a bearer token that is good for a while, or until the action `expire`."""

    def __init__(self, user: str, password: str, seconds: float):
        self.user, self.password, self.seconds = user, password, seconds
        self.until: dict[str, float] = {}

    def issue(self, basic: str) -> str:
        user, _, password = b64decode(basic).decode().partition(":")
        if not (secrets.compare_digest(user, self.user) and secrets.compare_digest(password, self.password)):
            raise flight.FlightUnauthenticatedError("wrong user or password")
        token = secrets.token_hex(16)
        self.until[token] = time.monotonic() + self.seconds
        return token

    def check(self, token: str):
        if self.until.get(token, 0) < time.monotonic():
            raise flight.FlightUnauthenticatedError("the token is over")


class SignIn(flight.ServerMiddlewareFactory):
    def __init__(self, tokens: Tokens, seen: Seen):
        self.tokens, self.seen = tokens, seen

    def start_call(self, info, headers):
        told = {name.lower(): values[0] for name, values in headers.items() if values}
        self.seen.headers = {name: str(value) for name, value in told.items() if name != "authorization"}
        scheme, _, value = str(told.get("authorization", "")).partition(" ")
        if scheme.lower() == "basic":
            self.seen.count("handshakes")
            return SignedIn(self.tokens.issue(value))
        if scheme.lower() != "bearer":
            raise flight.FlightUnauthenticatedError("who is it?")
        self.tokens.check(value)
        return None


class SignedIn(flight.ServerMiddleware):
    def __init__(self, token: str):
        self.token = token

    def sending_headers(self):
        return {"authorization": f"Bearer {self.token}", "set-cookie": "session=one; Path=/; HttpOnly"}


class Anyone(flight.ServerAuthHandler):
    """The handshake itself asks nothing: the header was checked before."""

    def authenticate(self, outgoing, incoming):
        pass

    def is_valid(self, token):
        return ""


class Server(flight.FlightServerBase):
    def __init__(self, location: str, base: duckdb.DuckDBPyConnection, tokens: Tokens):
        self.seen = Seen()
        super().__init__(location, auth_handler=Anyone(), middleware={"sign-in": SignIn(tokens, self.seen)})
        self.base, self.tokens = base, tokens
        self.statements: dict[bytes, str] = {}

    # What a statement is

    def keep(self, sql: str) -> bytes:
        handle = secrets.token_hex(8).encode()
        self.statements[handle] = sql
        return handle

    def schema_of(self, sql: str) -> pa.Schema:
        """Binds the statement, so that one with a fault is refused before it is run."""
        if "pergola_types" in sql:
            return every_type().schema
        cursor = self.base.cursor()
        try:
            names = [row[0] for row in cursor.execute(f"DESCRIBE {sql}").fetchall()]
            schema = cursor.sql(f"SELECT * FROM ({sql}) LIMIT 0").to_arrow_table().schema
            return pa.schema([part.with_name(name) for part, name in zip(schema, names, strict=True)])
        except duckdb.Error as error:
            raise pa.ArrowInvalid(str(error)) from None
        finally:
            cursor.close()

    # Calls

    def get_flight_info(self, context, descriptor):
        name, command = unpack(descriptor.command)
        if name == "CommandGetTables":
            return self.info(descriptor, TABLES, [pack("CommandGetTables")])
        if name != "CommandStatementQuery":
            raise NotImplementedError(name)
        sql = command[1].decode()
        refused = asked(sql, "status", str)
        if refused:
            raise STATUSES[refused](f"refused as {refused}\nand nobody's business")
        schema, parts = self.schema_of(sql), asked(sql, "endpoints", int) or 1
        self.seen.count("statements")
        if "/* no endpoint */" in sql:
            return self.info(descriptor, schema, [])
        tickets = []
        for part in range(parts):
            one = sql if parts == 1 else f"SELECT * FROM ({sql}) WHERE n % {parts} = {part}"
            tickets.append(pack("TicketStatementQuery", (1, self.keep(one))))
        locations = ["grpc://elsewhere.invalid:1"] if "/* elsewhere */" in sql else []
        return self.info(descriptor, schema, tickets, locations)

    def info(self, descriptor, schema, tickets, locations=()):
        endpoints = [flight.FlightEndpoint(ticket, list(locations)) for ticket in tickets]
        return flight.FlightInfo(schema, descriptor, endpoints, -1, -1)

    def do_get(self, context, ticket):
        name, command = unpack(ticket.ticket)
        if name == "CommandGetTables":
            rows = self.base.cursor().execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
            columns = [[None] * len(rows), ["main"] * len(rows), [row[0] for row in rows], ["TABLE"] * len(rows)]
            return flight.RecordBatchStream(pa.table(columns, schema=TABLES))
        sql = self.statements.pop(command[1], None)
        if sql is None:
            raise pa.ArrowKeyError("there is no such statement")
        compression = re.search(r"/\* (lz4|zstd) \*/", sql)
        options = pa.ipc.IpcWriteOptions(compression=compression[1] if compression else None)
        if "pergola_types" in sql:
            return flight.RecordBatchStream(every_type(), options=options)
        reader, close = self.run(context, sql)
        return flight.GeneratorStream(reader.schema, self.batches(context, sql, reader, close), options=options)

    def run(self, context, sql: str):
        """Starts the statement; one that computes for long before its first row is interrupted when its reader leaves."""
        cursor = self.base.cursor()
        over, left, ending = threading.Event(), threading.Event(), threading.Lock()

        def watch():
            while not over.wait(CANCEL_LOOK_SECONDS):
                if context.is_cancelled():
                    left.set()
                    cursor.interrupt()
                    return

        self.seen.count("open")
        threading.Thread(target=watch, daemon=True).start()

        def close(cancelled=False):
            """When the engine has let go of the statement, and not before."""
            with ending:
                if over.is_set():
                    return
                over.set()
            self.seen.count("open", -1)
            self.seen.count("cancelled", int(cancelled or left.is_set()))

        try:
            return cursor.sql(sql).to_arrow_reader(asked(sql, "rows", int) or 8_192), close
        except duckdb.Error as error:
            close()
            raise pa.ArrowInvalid(str(error)) from None

    def batches(self, context, sql, reader, close):
        dies, slow = asked(sql, "dies", int), asked(sql, "slow", int) or 0
        sent = 0
        try:
            while True:
                if context.is_cancelled():
                    return close(cancelled=True)
                time.sleep(slow / 1000)
                try:
                    batch = reader.read_next_batch()
                except StopIteration:
                    return
                except (pa.ArrowException, duckdb.Error) as error:
                    raise pa.ArrowInvalid(str(error)) from None
                if dies is not None and sent >= dies:
                    os._exit(1)
                sent += 1
                self.seen.count("batches")
                yield batch
        except GeneratorExit:
            close(cancelled=True)
            raise
        finally:
            close()

    def do_action(self, context, action):
        if action.type == "seen":
            told = {**self.seen.counts, "headers": self.seen.headers}
            return [flight.Result(pa.py_buffer(json.dumps(told).encode()))]
        if action.type == "expire":
            self.tokens.until.clear()
            return []
        if action.type == "CreatePreparedStatement":
            sql = unpack(action.body.to_pybytes())[1][1].decode()
            schema = self.schema_of(sql).serialize().to_pybytes()
            values = (1, self.keep(sql)), (2, schema)
            return [flight.Result(pa.py_buffer(pack("ActionCreatePreparedStatementResult", *values)))]
        if action.type == "ClosePreparedStatement":
            self.statements.pop(unpack(action.body.to_pybytes())[1][1], None)
            return []
        raise NotImplementedError(action.type)


TABLES = pa.schema(
    [
        pa.field("catalog_name", pa.string()),
        pa.field("db_schema_name", pa.string()),
        pa.field("table_name", pa.string(), nullable=False),
        pa.field("table_type", pa.string(), nullable=False),
    ]
)


def asked(sql: str, name: str, kind):
    found = re.search(rf"/\* {name}: (\w+) \*/", sql)
    return kind(found[1]) if found else None


def load(folders: list[str]) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "512MB"})
    for folder in folders:
        with open(os.path.join(folder, "load.sql"), encoding="utf-8") as script:
            base.execute("SET VARIABLE folder = ?", [folder])
            base.execute(script.read())
    return base


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--user", required=True)
    options.add_argument("--token-seconds", type=float, default=600)
    options.add_argument("--load", action="append", default=[])
    given = options.parse_args()
    tokens = Tokens(given.user, os.environ["FLIGHT_SQL_PASSWORD"], given.token_seconds)
    server = Server(f"grpc://127.0.0.1:{given.port}", load(given.load), tokens)
    print("ready", flush=True)
    server.serve()
