#!/usr/bin/env python3
# Says in a room that exists what Alertmanager posts.
# Start it with: TOKEN=… ROOM=ops@conference.example.net examples/alertmanager.py [PORT]
# In alertmanager.yml:  receivers: [ { name: room, webhook_configs: [ { url: "http://127.0.0.1:5001/" } ] } ]
import hashlib
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote
from urllib.request import Request, urlopen

api, room, token = os.environ.get("API", "http://127.0.0.1:8080/rest"), os.environ["ROOM"], os.environ["TOKEN"]


def post(path, content_type, text, **headers):
    headers |= {"Authorization": "Bearer " + token, "Content-Type": content_type, "Prefer": "wait=1"}
    with urlopen(Request(api + quote(path), text.encode(), headers), timeout=30) as answer:
        if answer.status != 202:  # it came back with an error within that second
            raise OSError(answer.read().decode())


def say(text, key):
    # Only who is in a room can speak there; to enter it once more does no harm.
    post(f"/presence/available/{room}/alerts", "application/json", '{"muc": {"history": {"maxstanzas": 0}}}')
    post(f"/message/groupchat/{room}", "text/plain", text, **{"Idempotency-Key": key})


def line(alert):
    labels, notes = alert["labels"], alert["annotations"]
    return f"{alert['status'].upper()} {labels.get('alertname')}: {notes.get('summary') or notes.get('description') or labels}"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        try:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            # Tried again, it is still said once; a reminder after ten minutes or more is said again.
            key = hashlib.sha256(content + b"%d" % (time.time() // 600)).hexdigest()
            say("\n".join(map(line, json.loads(content)["alerts"]))[:10000], key)
            self.send_response(204)
        except Exception as e:
            self.log_error("not said: %r %s", e, e.read().decode() if hasattr(e, "read") else "")
            self.send_response(502)  # Alertmanager tries again
        self.end_headers()


if __name__ == "__main__":
    port = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PORT", "5001")
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Receiver)
    print(f"Waiting for alerts on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
