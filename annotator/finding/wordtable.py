"""How the database itself keeps the words of notes and replies: triggers write entries, an index finds words in them.

In the transaction that writes a note, whoever writes it: nothing can be forgotten, and it costs no statement. PostgreSQL:
functions, a generated tsvector with positions and GIN. SQLite: FTS5; `finding_words` is Python's (annotator.sqlite).
"""

from __future__ import annotations

from typing import Any

from annotator.finding.characters import character_class, of_words, unseen, unspaced

MOST = 20_000  # code points of one body, of one quotation and of all tags of a note that are looked at
LONGEST = 60  # letters of a word, as in annotator.search.terms

# One row for each note or reply of `{rows}`.
NOTES = (
    "INSERT INTO finding_entry (annotation_id, author_id, created, said, quoted, labels) "
    f"SELECT id, author_id, created, finding_words(substr(body, 1, {MOST})), finding_words(substr(exact, 1, {MOST})), "
    "{labels} FROM {rows}"
)
REPLIES = (
    "INSERT INTO finding_entry (annotation_id, reply_id, author_id, created, said, quoted, labels) "
    f"SELECT annotation_id, id, author_id, created, finding_words(substr(body, 1, {MOST})), '', '' FROM {{rows}}"
)
# The labels of the note `{note}`.
LABELS = (
    f"finding_words(substr(coalesce((SELECT {{joined}} FROM notes_tag WHERE annotation_id = {{note}}), '') || ' / ' || "
    f"coalesce((SELECT proposed FROM notes_query WHERE annotation_id = {{note}}), ''), 1, {MOST}))"
)
SAID = f"SET said = finding_words(substr(NEW.body, 1, {MOST})), created = NEW.created"


def install(apps: Any, editor: Any) -> None:
    """Functions, index, triggers, and entries of all that is there."""
    for statement in INSTALL[editor.connection.vendor]():
        editor.execute(statement, None)
    for statement in fill(editor.connection.vendor):
        editor.execute(statement, None)


def plan_functions_once(apps: Any, editor: Any) -> None:
    """Where they were made before they were written so."""
    if editor.connection.vendor == "postgresql":
        for statement in _functions():
            editor.execute(statement, None)


def index_beginnings(apps: Any, editor: Any) -> None:
    """Where SQLite's index was made before it knew beginnings of words: 100,000 notes take three seconds."""
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        (made,) = cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'finding_terms'").fetchone()
    if "prefix" not in made:
        editor.execute("DROP TABLE finding_terms", None)
        editor.execute(WORDS_ON_SQLITE, None)
        editor.execute("INSERT INTO finding_terms (finding_terms) VALUES ('rebuild')", None)


def after_rebuilding(apps: Any, editor: Any, table: str = "notes_annotation") -> None:
    """SQLite drops a table's triggers when Django rebuilds it: those of `table` are made again."""
    if editor.connection.vendor != "sqlite":
        return
    for statement in _sqlite():
        if statement.startswith(f"CREATE TRIGGER {table}_"):
            editor.execute(f"DROP TRIGGER IF EXISTS {statement.split()[2]}", None)
            editor.execute(statement, None)


def uninstall(apps: Any, editor: Any) -> None:
    for statement in UNINSTALL[editor.connection.vendor]:
        editor.execute(statement, None)


def fill(vendor: str) -> list[str]:
    """Statements that make all entries, where there are none."""
    labels = LABELS.format(joined=JOINED[vendor], note="notes_annotation.id")
    return [NOTES.format(labels=labels, rows="notes_annotation"), REPLIES.format(rows="notes_reply")]


JOINED = {"postgresql": "string_agg(name, ' / ' ORDER BY name)", "sqlite": "group_concat(name, ' / ')"}


def _functions() -> list[str]:
    """Words, and terms of words. In PL/pgSQL, which plans them once a session: they are long, and others are planned with
    every statement that calls them."""
    marks, letters, solo = character_class(unseen), character_class(of_words), unspaced()
    return [
        # Words as annotator.search.terms.words has them. ICU knows case in every script; without it the server's locale does.
        f"""
        DO $outer$ DECLARE folding text := ''; BEGIN
        IF EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN folding := ' COLLATE "und-x-icu"'; END IF;
        EXECUTE $make$
        CREATE OR REPLACE FUNCTION finding_words(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS
        $body$ BEGIN RETURN btrim(regexp_replace(regexp_replace(
          CASE WHEN said ~ '^[\\x01-\\x7f]*$' THEN lower(said)
          ELSE regexp_replace(translate(replace(lower(regexp_replace(normalize(said, NFKD), '[{marks}]+', '', 'g')$make$
          || folding || $make$), 'ß', 'ss'), 'ς', 'σ'), '([{solo}])', ' \\1 ', 'g') END,
          '[^{letters}]+', ' ', 'g'), '([^ ]{{{LONGEST}}})[^ ]+', '\\1', 'g'));
        END $body$ $make$; END $outer$
        """,
        # Places begin at 2: between the words of two fields there is a gap, over which no phrase reaches.
        """
        CREATE OR REPLACE FUNCTION finding_terms(words text) RETURNS tsvector LANGUAGE plpgsql
        IMMUTABLE STRICT PARALLEL SAFE AS $body$ BEGIN RETURN (
        SELECT coalesce(string_agg('''' || word || ''':' || least(place + 1, 16383), ' '), '')::tsvector
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS one (word, place) WHERE word <> '');
        END $body$
        """,
    ]


def _postgresql() -> list[str]:
    labels = LABELS.format(joined=JOINED["postgresql"], note="finding_entry.annotation_id")
    return [
        *_functions(),
        "ALTER TABLE finding_entry ADD COLUMN terms tsvector GENERATED ALWAYS AS "
        "(finding_terms(said) || finding_terms(quoted) || finding_terms(labels)) STORED",
        "CREATE INDEX finding_entry_terms ON finding_entry USING gin (terms)",
        *_function("notes_added", NOTES.format(rows="added", labels="''")),
        *_function("replies_added", REPLIES.format(rows="added")),
        *_function("note_changed", f"UPDATE finding_entry {SAID} WHERE annotation_id = NEW.id AND reply_id IS NULL"),
        *_function("reply_changed", f"UPDATE finding_entry {SAID} WHERE reply_id = NEW.id"),
        *_function(
            "labels_changed",
            f"UPDATE finding_entry SET labels = {labels} WHERE reply_id IS NULL AND annotation_id IN "
            "(SELECT annotation_id FROM altered)",
        ),
        *_each("notes_annotation", "notes_added", "INSERT", "NEW TABLE AS added"),
        *_each("notes_reply", "replies_added", "INSERT", "NEW TABLE AS added"),
        *_each("notes_tag", "labels_changed", "INSERT", "NEW TABLE AS altered"),
        *_each("notes_tag", "labels_changed", "DELETE", "OLD TABLE AS altered"),
        *_each("notes_tag", "labels_changed", "UPDATE", "NEW TABLE AS altered"),
        *_each("notes_query", "labels_changed", "INSERT", "NEW TABLE AS altered"),
        *_when_changed("notes_annotation", "note_changed", "body", "created"),
        *_when_changed("notes_reply", "reply_changed", "body", "created"),
        _function(
            "proposal_changed",
            f"UPDATE finding_entry SET labels = {labels} WHERE reply_id IS NULL AND annotation_id = NEW.annotation_id",
        )[0],
        *_when_changed("notes_query", "proposal_changed", "proposed"),
    ]


def _function(name: str, statement: str) -> list[str]:
    return [
        f"CREATE FUNCTION finding_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$body$ BEGIN {statement}; RETURN NULL; END $body$"
    ]


def _each(table: str, function: str, act: str, rows: str) -> list[str]:
    """Once for each statement, however many rows it writes."""
    return [
        f"CREATE TRIGGER {table}_found_{act.lower()} AFTER {act} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION finding_{function}()"
    ]


def _when_changed(table: str, function: str, *columns: str) -> list[str]:
    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return [
        f"CREATE TRIGGER {table}_found_again AFTER UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION finding_{function}()"
    ]


COLUMNS = "said, quoted, labels"
ADD = f"INSERT INTO finding_terms (rowid, {COLUMNS}) VALUES (NEW.id, NEW.said, NEW.quoted, NEW.labels);"
# Also by the first two letters: a search for `co*` would otherwise put together what each of thousands of words is in.
WORDS_ON_SQLITE = (
    f"CREATE VIRTUAL TABLE finding_terms USING fts5({COLUMNS}, content='finding_entry', content_rowid='id', "
    "tokenize='ascii', prefix='2')"
)
DROP = (
    f"INSERT INTO finding_terms (finding_terms, rowid, {COLUMNS}) "
    "VALUES ('delete', OLD.id, OLD.said, OLD.quoted, OLD.labels);"
)


def _sqlite() -> list[str]:
    labels = LABELS.format(joined=JOINED["sqlite"], note="finding_entry.annotation_id")
    note = "annotation_id = {}.annotation_id AND reply_id IS NULL"
    relabel = f"UPDATE finding_entry SET labels = {labels} WHERE {note}"
    return [
        WORDS_ON_SQLITE,
        f"CREATE TRIGGER finding_entry_added AFTER INSERT ON finding_entry BEGIN {ADD} END",
        f"CREATE TRIGGER finding_entry_removed AFTER DELETE ON finding_entry BEGIN {DROP} END",
        f"CREATE TRIGGER finding_entry_changed AFTER UPDATE OF said, quoted, labels ON finding_entry BEGIN {DROP} {ADD} END",
        _row("notes_annotation", "insert", NOTES.format(labels="''", rows="notes_annotation WHERE id = NEW.id")),
        _row("notes_reply", "insert", REPLIES.format(rows="notes_reply WHERE id = NEW.id")),
        _row(
            "notes_annotation",
            "update",
            f"UPDATE finding_entry {SAID} WHERE annotation_id = NEW.id AND reply_id IS NULL",
            "body",
            "created",
        ),
        _row("notes_reply", "update", f"UPDATE finding_entry {SAID} WHERE reply_id = NEW.id", "body", "created"),
        _row("notes_tag", "insert", relabel.format("NEW")),
        _row("notes_tag", "delete", relabel.format("OLD")),
        _row("notes_tag", "update", relabel.format("NEW"), "name"),
        _row("notes_query", "insert", relabel.format("NEW")),
        _row("notes_query", "update", relabel.format("NEW"), "proposed"),
    ]


def _row(table: str, act: str, statement: str, *columns: str) -> str:
    of = f" OF {', '.join(columns)}" if columns else ""
    when = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    return (
        f"CREATE TRIGGER {table}_found_{act} AFTER {act.upper()}{of} ON {table}"
        f"{f' WHEN {when}' if when else ''} BEGIN {statement}; END"
    )


INSTALL = {"postgresql": _postgresql, "sqlite": _sqlite}
FUNCTIONS = (
    "notes_added", "replies_added", "note_changed", "reply_changed", "labels_changed", "proposal_changed",
)  # fmt: skip
UNINSTALL = {
    "postgresql": [
        *(f"DROP FUNCTION finding_{name}() CASCADE" for name in FUNCTIONS),
        "ALTER TABLE finding_entry DROP COLUMN terms",
        "DROP FUNCTION finding_terms(text)",
        "DROP FUNCTION finding_words(text)",
    ],
    "sqlite": [
        *(f"DROP TRIGGER finding_entry_{act}" for act in ("added", "removed", "changed")),
        *(
            f"DROP TRIGGER {table}_found_{act}"
            for table in ("notes_annotation", "notes_reply")
            for act in ("insert", "update")
        ),
        *(f"DROP TRIGGER notes_tag_found_{act}" for act in ("insert", "delete", "update")),
        *(f"DROP TRIGGER notes_query_found_{act}" for act in ("insert", "update")),
        "DROP TABLE finding_terms",
    ],
}
