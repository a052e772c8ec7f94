#!/bin/sh
# Everything a bot's first day needs, in curl.
# Start it with: STANZAGATE_TOKEN=… examples/curl.sh http://127.0.0.1:8080/rest you@example.net example.net room@conference.example.net
# The arguments: the gateway, somebody to write to, a server to ask, and, if you like, a room to speak in.
set -eu

if [ $# -lt 3 ]; then
  echo "usage: STANZAGATE_TOKEN=TOKEN $0 URL SOMEBODY SERVER [ROOM]" >&2
  exit 2
fi
url=$1 somebody=$2 server=$3 room=${4:-}

# Shows what is sent and what comes back; any status but a 2xx ends the script.
post() {
  printf '\n%s\n' "$2"
  curl --silent --show-error --fail-with-body \
    --oauth2-bearer "${STANZAGATE_TOKEN:?is not set}" \
    --header "Content-Type: $1" \
    --data-binary "$2" \
    --write-out '\n-> %{http_code}\n' \
    "$url"
}
json() { post application/json "$1"; }
xml() { post application/xmpp+xml "$1"; }

# A chat message, once as JSON and once as XML. 202: it is written to the XMPP server.
json '{ "kind": "message", "type": "chat", "to": "'"$somebody"'", "body": "Hello from JSON" }'
xml "<message type='chat' to='$somebody'><body>Hello from XML</body></message>"

# An iq waits for its answer, which is the answer to the request.
json '{ "to": "'"$server"'", "ping": true }'
json '{ "to": "'"$server"'", "version": true }'
json '{ "to": "'"$server"'", "disco": true }'
xml "<iq type='get' to='$server'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>"

# Into a room, a word, and out again (XEP-0045).
if [ -n "$room" ]; then
  xml "<presence to='$room/curl'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>"
  json '{ "kind": "message", "type": "groupchat", "to": "'"$room"'", "body": "Hello, room" }'
  json '{ "kind": "presence", "type": "unavailable", "to": "'"$room"'/curl" }'
fi
