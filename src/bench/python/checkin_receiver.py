"""A plain receiver of check-ins, to measure against: a thread a connection, a commit a post.

usage: checkin_receiver.py DATABASE SECRET PORT
The database is set as Stanzagate sets its own, so that each commit is one sync.
"""
import hmac
import json
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIELDS = ("packet_hash", "username", "message", "channel", "timestamp")
database = sqlite3.connect(sys.argv[1], check_same_thread=False)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute(
    "CREATE TABLE IF NOT EXISTS checkins (packet_hash TEXT PRIMARY KEY, username TEXT, message TEXT,"
    " channel TEXT, timestamp TEXT, source_bot TEXT, updated_at TEXT)"
)
writing = threading.Lock()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given, "Bearer " + sys.argv[2]):
            return self.answer(401)
        checkin = json.loads(body)
        if not all(checkin.get(field) for field in FIELDS):
            return self.answer(400)
        values = [checkin[field] for field in FIELDS] + [checkin.get("source_bot", "")]
        with writing, database:
            database.execute(
                "INSERT INTO checkins VALUES (?, ?, ?, ?, ?, ?, datetime()) ON CONFLICT (packet_hash)"
                " DO UPDATE SET message = excluded.message",
                values,
            )
        self.answer(201)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Receiver).serve_forever()
