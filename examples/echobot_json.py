#!/usr/bin/env python3
# An echo bot that is given stanzas as JSON.
# Start it with: examples/echobot_json.py [PORT]
# In stanzagate.yml:  callback: { url: "http://127.0.0.1:5000/" }
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class EchoBot(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the connection is kept for the next stanza
    wbufsize = -1  # head and body of an answer leave together

    def do_OPTIONS(self):
        # The gateway asks this first. Without it, say content_type: application/json in stanzagate.yml.
        self.send_response(200)
        self.send_header("Accept", "application/json")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        stanza = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if stanza["kind"] != "message":
            self.answer(501)  # "not implemented": who asks by iq is told so, a presence is not answered
        elif not stanza.get("body"):
            self.answer(202)  # accepted, and nothing to say to it: somebody is typing, or has read us
        else:
            self.answer(200, {"body": "You said: " + stanza["body"]})

    def answer(self, status, reply=None):
        content = json.dumps(reply).encode() if reply else b""
        self.send_response(status)
        if content:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    port = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PORT", "5000")
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), EchoBot)
    print(f"Waiting for stanzas on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
