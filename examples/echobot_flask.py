#!/usr/bin/env python3
# An echo bot in Flask (Debian's python3-flask) that believes only its gateway.
# Start it with: SECRET=whsec_… examples/echobot_flask.py [PORT]
# In stanzagate.yml:  callback: { url: "http://127.0.0.1:5000/", content_type: application/json, secret: whsec_… }
import base64
import hmac
import os
import sys
import time

from flask import Flask, abort, request

app = Flask(__name__)
key = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))  # made by: echo whsec_$(openssl rand -base64 32)


@app.before_request
def believe_only_the_gateway():
    if request.method == "POST" and not is_signed(request.headers, request.get_data()):
        app.logger.warning("refused what is not signed, or old; does SECRET differ, or a clock?")
        abort(401)


def is_signed(headers, body):  # as in standardwebhooks.com
    sent = headers.get("webhook-timestamp", "")
    if not sent.isdecimal() or abs(time.time() - int(sent)) > 300:
        return False
    signed = f"{headers.get('webhook-id')}.{sent}.".encode() + body
    ours = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    return any(hmac.compare_digest(ours, theirs.encode()) for theirs in headers.get("webhook-signature", "").split())


@app.post("/")
def take():
    stanza = request.get_json()
    if stanza["kind"] != "message":
        abort(501)  # "not implemented": who asks by iq is told so, a presence is not answered
    if not stanza.get("body"):
        return "", 202  # accepted, and nothing to say to it: somebody is typing, or has read us
    return {"body": "You said: " + stanza["body"]}


if __name__ == "__main__":
    app.run(port=int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PORT", "5000")))
