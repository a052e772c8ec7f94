#!/usr/bin/env python3
# A service of ad-hoc commands (XEP-0050), with one that rolls dice.
# Start it with: examples/commands.py [PORT]
# In stanzagate.yml:  callback: { to: [ dice@rest.example.net ], url: "http://127.0.0.1:5000/", content_type: application/json }
import json
import os
import random
import secrets
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

COMMANDS = "http://jabber.org/protocol/commands"
INFO = {  # by node; True is the service itself
    True: {"identities": [{"category": "automation", "type": "command-list", "name": "Dice"}], "features": [COMMANDS]},
    COMMANDS: {"node": COMMANDS, "identities": [{"category": "automation", "type": "command-list"}], "features": [COMMANDS]},
    "roll": {
        "node": "roll",
        "identities": [{"category": "automation", "type": "command-node", "name": "Roll dice"}],
        "features": [COMMANDS, "jabber:x:data"],
    },
}
ITEMS = {True: [], COMMANDS: ["roll"]}
NUMBERS = [str(number) for number in range(1, 7)]
FIELD = {"var": "dice", "type": "list-single", "label": "How many?", "value": "2", "options": [{"value": n} for n in NUMBERS]}
sessions = {}  # whose they are; of more than a thousand the oldest is forgotten


def answer(iq):
    """The status, and the payload of the result or the text of the error."""
    if "command" in iq:
        return command(iq["from"], iq["command"])
    if iq.get("disco") in INFO:
        return 200, {"disco": INFO[iq["disco"]]}
    if iq.get("items") in ITEMS:
        return 200, {"items": [{"jid": iq["to"], "node": node, "name": "Roll dice"} for node in ITEMS[iq["items"]]]}
    return (404, "There is no such node.") if "disco" in iq or "items" in iq else (501, "Only commands are known here.")


def command(who, asked):
    if asked["node"] != "roll":
        return 404, "There is no such command."
    session, action = asked.get("sessionid"), asked.get("action", "execute")
    if session is None and action == "execute":
        if len(sessions) == 1000:
            sessions.pop(next(iter(sessions)))
        session = secrets.token_urlsafe()
        sessions[session] = who
        form = {"type": "form", "title": "Roll dice", "fields": [FIELD]}
        return step(session, "executing", actions={"execute": "complete", "complete": True}, form=form)
    if sessions.get(session) != who:
        return 400, "There is no such session; begin again."
    if action == "cancel":
        del sessions[session]
        return step(session, "canceled")
    filled_in = {field.get("var"): field.get("value") for field in asked.get("form", {}).get("fields", [])}
    if action not in ("execute", "complete") or filled_in.get("dice") not in NUMBERS:
        return 400, "Say how many dice, from 1 to 6, and complete the command."
    del sessions[session]
    rolled = [str(random.randint(1, 6)) for _ in range(int(filled_in["dice"]))]
    return step(session, "completed", note={"type": "info", "text": "You rolled " + ", ".join(rolled)})


def step(session, status, **more):
    return 200, {"command": {"node": "roll", "sessionid": session, "status": status, **more}}


class Service(BaseHTTPRequestHandler):
    timeout = 10  # seconds, for one after the other is served

    def do_POST(self):
        stanza = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asks = stanza["kind"] == "iq" and stanza["type"] in ("get", "set")
        status, reply = answer(stanza) if asks else (202, "")
        content = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(reply, str) else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    port = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PORT", "5000")
    server = HTTPServer(("127.0.0.1", int(port)), Service)
    print(f"Waiting for iqs on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
