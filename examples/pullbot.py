#!/usr/bin/env python3
# An echo bot that needs no open port: it fetches what is kept for it.
# Start it with: TOKEN=… examples/pullbot.py [URL]
# In stanzagate.yml:  callbacks: [ { to: [ bot@rest.example.net ], stanzas: [ message ], pull: NAME_OF_THE_TOKEN } ]
import json
import os
import sys
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

api = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080/rest"
headers = {"Authorization": "Bearer " + os.environ["TOKEN"], "Content-Type": "application/json"}
after = ""  # needn't outlive the bot: the next to run begins with the first that nobody has acknowledged


def send(stanza, key):
    try:
        once = {"Idempotency-Key": key}  # should this bot be given the update again
        urlopen(Request(api, json.dumps(stanza).encode(), {**headers, **once}), timeout=60).close()
    except HTTPError as e:
        if e.code == 429 or e.code >= 500:
            raise  # later
        print(e, e.read().decode(), file=sys.stderr, flush=True)  # never, and the others are waiting


while True:
    try:
        with urlopen(Request(api + "/updates" + after, headers=headers), timeout=60) as answer:
            updates = json.load(answer)["updates"]  # comes as soon as there is something, or after 30 s
        for update in updates:
            stanza = update["stanza"]
            if stanza.get("body") and stanza.get("type") in (None, "normal", "chat"):
                echo = {"to": stanza["from"], "from": stanza["to"], "type": "chat", "body": "You said: " + stanza["body"]}
                send(echo, "update-%d" % update["id"])
            after = "?after=%d" % update["id"]  # acknowledges all up to it, and asks for what follows
    except (OSError, HTTPException) as e:  # the gateway restarts, or says no
        print(e, file=sys.stderr, flush=True)
        time.sleep(1)
