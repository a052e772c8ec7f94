#!/usr/bin/env python3
# An echo bot that is given stanzas as XML.
# Start it with: examples/echobot_xml.py [PORT]
# In stanzagate.yml:  callback: { url: "http://127.0.0.1:5000/" }
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree


class EchoBot(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # the connection is kept for the next stanza
    wbufsize = -1  # head and body of an answer leave together

    def do_POST(self):
        stanza = ElementTree.fromstring(self.rfile.read(int(self.headers["Content-Length"])))
        said = stanza.findtext("body")
        if stanza.tag != "message":
            self.answer(501)  # "not implemented": who asks by iq is told so, a presence is not answered
        elif not said:
            self.answer(202)  # accepted, and nothing to say to it: somebody is typing, or has read us
        else:
            reply = ElementTree.Element("message")
            ElementTree.SubElement(reply, "body").text = "You said: " + said
            self.answer(200, ElementTree.tostring(reply))

    def answer(self, status, xml=b""):
        self.send_response(status)
        if xml:
            self.send_header("Content-Type", "application/xmpp+xml")
        self.send_header("Content-Length", str(len(xml)))
        self.end_headers()
        self.wfile.write(xml)


if __name__ == "__main__":
    port = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PORT", "5000")
    server = ThreadingHTTPServer(("127.0.0.1", int(port)), EchoBot)
    print(f"Waiting for stanzas on http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
