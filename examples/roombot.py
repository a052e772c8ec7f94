#!/usr/bin/env python3
# A bot that stays in a room and answers who calls it by its nick.
# Start it with: TOKEN=… examples/roombot.py bot@rest.example.net room@conference.example.net/Bot [PORT]
# In stanzagate.yml:  callback: { to: [ bot@rest.example.net ], url: "http://127.0.0.1:5000/", content_type: application/json }
import json
import os
import re
import signal
import sys
import time
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

api = os.environ.get("API", "http://127.0.0.1:8080/rest")
headers = {"Authorization": "Bearer " + os.environ["TOKEN"], "Content-Type": "application/json"}
me, occupant = sys.argv[1:3]
room, nick = occupant.split("/", 1)
OPEN = "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>"
call = re.compile(re.escape(nick) + r"[:,]\s*(.+)", re.IGNORECASE | re.DOTALL)


def send(wait, **stanza):
    """Gives the condition of the error that comes back within some seconds, or None."""
    content = json.dumps({"from": me, "to": occupant, **stanza}).encode()
    with urlopen(Request(api, content, {**headers, "Prefer": f"wait={wait}"}), timeout=60) as answer:
        return json.loads(answer.read() or "{}").get("error", {}).get("condition")


def stay():
    """Enters the room, and again when a ping to itself says that it is no longer in there (XEP-0410)."""
    while True:
        try:
            if send(10, ping=True) not in (None, "service-unavailable", "feature-not-implemented"):
                refusal = send(1, muc={"history": {"maxstanzas": 0}})
                print(f"Not let into {occupant}: {refusal}" if refusal else f"Entered {occupant}", flush=True)
        except (OSError, HTTPException) as e:  # the gateway or the room's server is away
            print(e, file=sys.stderr, flush=True)
        time.sleep(float(os.environ.get("EVERY", "30")))


class RoomBot(BaseHTTPRequestHandler):
    def do_POST(self):
        stanza = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        where, _, who = stanza["from"].partition("/")
        called = call.fullmatch(stanza.get("body", ""))
        if 201 in stanza.get("muc_user", {}).get("statuses", []):  # there was no such room: this bot's to open it (XEP-0045)
            send(10, to=room, kind="iq", type="set", xml=[OPEN])
        if stanza["kind"] == "iq" and "ping" not in stanza:
            self.answer(501)
        # What it says comes back to it, too; and what has a delay was said before it came.
        elif called and stanza.get("type") == "groupchat" and "delay" not in stanza and where == room.lower() and who not in ("", nick):
            self.answer(200, {"body": f"{who}: you said {called[1]}"})
        else:
            self.answer(202)

    def answer(self, status, reply=None):
        content = json.dumps(reply).encode() if reply else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    port = sys.argv[3] if len(sys.argv) > 3 else os.environ.get("PORT", "5000")
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), RoomBot)
    print(f"Waiting for stanzas on http://127.0.0.1:{server.server_port}/", flush=True)
    Thread(target=stay, daemon=True).start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        try:
            send(0, type="unavailable")  # leaves the room
        except (OSError, HTTPException) as e:
            print(e, file=sys.stderr)
