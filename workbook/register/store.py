"""The log in a database: register.db in the round's folder, or a PostgreSQL server that several rounds share.

SQLite with a rollback journal, since a network share bears no write-ahead log. Whatever the database
cannot do becomes a finding; a password never gets into one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from workbook.catalogue import kept as said
from workbook.findings import Finding, Place, Refused, finding
from workbook.register.chain import Draft, Entry, follow

FILE = "register.db"
WAIT = 10
"""Seconds to wait for somebody else's transaction, or for a server to answer."""
PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA", f"busy_timeout={WAIT * 1000}")
"""EXTRA is FULL, and the folder is flushed too: a commit outlives the loss of power."""
_ONE_WRITER = 0x78657068  # any number, but always the same: "xeph"
_LOCK_TIMEOUT = "55P03"  # as PostgreSQL calls it

_TABLE = Table(
    "xephang_register",
    MetaData(),
    Column("round", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger if name == "issue" else Text, nullable=False) for name in Entry._fields[1:]),
)
_ENTRY = tuple(_TABLE.c[name] for name in Entry._fields)
_Query: TypeAlias = "Select[*tuple[Any, ...]]"


class Register:
    """The log of one round. Nothing is made before the first entry; between two calls nothing is kept open."""

    def __init__(self, root: Path, round_id: str, url: str | None = None) -> None:
        self.root, self.round_id, self.url = root, round_id, url
        self._engine: Engine | None = None

    def __reduce__(self) -> tuple[type[Register], tuple[Path, str, str | None]]:
        # To another process goes where it is, never a connection.
        return Register, (self.root, self.round_id, self.url)

    def entries(self, *kinds: str) -> tuple[Entry, ...]:
        """In order; all of them where no kind is named."""
        wanted = self._own().order_by(_TABLE.c.number)
        return self._read(wanted.where(_TABLE.c.kind.in_(kinds)) if kinds else wanted)

    def head(self) -> Entry | None:
        """The last entry: its number and hash stand for everything before it."""
        return next(iter(self._read(self._last())), None)

    def append(self, *drafts: Draft) -> tuple[Entry, ...]:
        """Log the drafts in one transaction, all or none, after whatever was logged last."""
        if not drafts:
            return ()
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction() as connection:
            _TABLE.create(connection, checkfirst=True)
            last = connection.execute(self._last()).one_or_none()
            made = follow(Entry(*last) if last else None, drafts, at, self.round_id)
            connection.execute(insert(_TABLE), [{"round": self.round_id, **entry._asdict()} for entry in made])
        return made

    def close(self) -> None:
        """Let go of the database; the next call opens it again."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    # ------------------------------------------------------------ how
    def _own(self) -> _Query:
        return select(*_ENTRY).where(_TABLE.c.round == self.round_id)

    def _last(self) -> _Query:
        return self._own().order_by(_TABLE.c.number.desc()).limit(1)

    def _read(self, wanted: _Query) -> tuple[Entry, ...]:
        with self._told() as place:
            if isinstance(place, Path) and not place.exists():
                return ()
            with self._connected(place) as connection:
                if not inspect(connection).has_table(_TABLE.name):
                    return ()
                return tuple(Entry(*row) for row in connection.execute(wanted))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._told() as place:
            if isinstance(place, Path):
                # Made here, since SQLite would shut the file to those who share the folder.
                place.touch(mode=0o666)
            with self._connected(place).execution_options(writes=True) as connection, connection.begin():
                if isinstance(place, URL):
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")
                yield connection

    def _connected(self, place: Path | URL) -> Connection:
        if self._engine is None:
            self._engine = _engine(place)
        return self._engine.connect()

    @contextmanager
    def _told(self) -> Iterator[Path | URL]:
        """Where the log is; whatever goes wrong with the database meanwhile becomes a finding."""
        place = _place(self.root, self.url)
        try:
            yield place
        except ImportError:
            raise Refused([finding(said.REGISTER_DRIVER, Place())]) from None
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            if isinstance(place, URL):
                raise Refused([_of_server(error, place)]) from None  # the cause may hold the password
            raise Refused([_of_file(error, place)]) from error


# ---------------------------------------------------------------- which database
def _place(root: Path, url: str | None) -> Path | URL:
    """register.db, or what the URL names; Refused, without repeating it, where that is nothing that we can use."""
    if not url:
        return Path(os.path.abspath(root)) / FILE
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Refused([finding(said.REGISTER_URL, Place())]) from None
    if parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:":
        return Path(os.path.abspath(parsed.database))
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg") and parsed.database:
        return parsed.set(drivername="postgresql+psycopg")
    raise Refused([finding(said.REGISTER_URL, Place())])


def _engine(place: Path | URL) -> Engine:
    if isinstance(place, URL):
        more = {"connect_timeout": WAIT, "client_encoding": "utf8"}
        engine = create_engine(place, poolclass=NullPool, connect_args=more)
    else:
        engine = create_engine("sqlite://", creator=lambda: _opened(place), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _opened(path: Path) -> sqlite3.Connection:
    """Never makes the file: where it has just gone, that is a fault and no empty log."""
    name = quote(path.as_posix())
    # A share's name (//server/share) must not be taken for the host of the URI.
    uri = f"file://{'' if name.startswith('/') else '/'}{name}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    """Nobody waits for ever; whoever writes says so at once, since two readers who both want to write never could."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}s'")
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


# ---------------------------------------------------------------- what went wrong
def _of_file(error: Exception, path: Path) -> Finding:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    at = Place(file=path.name)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return finding(said.REGISTER_BUSY, at)
    reason = getattr(cause, "strerror", None) or str(cause)
    damaged = code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT) or "decode" in reason
    # Another table of that name, or columns that are not ours, are no log either.
    if damaged or code == sqlite3.SQLITE_ERROR:
        return finding(said.REGISTER_DAMAGED, at, path=str(path), reason=reason)
    return finding(said.DISK, at, path=str(path), reason=reason)


def _of_server(error: Exception, url: URL) -> Finding:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlstate", None) == _LOCK_TIMEOUT:
        return finding(said.REGISTER_BUSY, Place())
    reason = " ".join(str(cause).split())
    hidden = [url.password, *(value for values in url.normalized_query.values() for value in values)]
    for secret in (form for text in hidden if text for form in (text, quote(text), quote_plus(text))):
        reason = reason.replace(secret, "***")
    server = url.host or "localhost"
    return finding(said.REGISTER_UNREACHABLE, Place(), server=server, database=url.database, reason=reason)
