#!/usr/bin/env bash
# An echo bot in bash, curl and jq that needs no open port.
# Start it with: TOKEN=… examples/pullbot.sh [URL]
# In stanzagate.yml:  callbacks: [ { to: [ bot@rest.example.net ], stanzas: [ message ], pull: NAME_OF_THE_TOKEN } ]
set -euo pipefail

api=${1:-http://127.0.0.1:8080/rest}
: "${TOKEN:?is not set}"
jq --version >/dev/null
after= # needn't outlive the bot: the next to run begins with the first that nobody has acknowledged

# The token comes from a pipe, for all users of the machine see a program's arguments.
call() {
  curl --silent --show-error --fail --max-time 60 --config <(printf 'oauth2-bearer = "%s"\n' "$TOKEN") "$@"
}

while true; do
  # Comes as soon as there is something, or after 30 s.
  updates=$(call "$api/updates$after") || { sleep 1; continue; }
  while read -r update; do
    id=$(jq .id <<<"$update")
    echo=$(jq --compact-output '.stanza | select(.body and (.type // "normal" | IN("normal", "chat")))
      | { to: .from, from: .to, type: "chat", body: ("You said: " + .body) }' <<<"$update")
    if [ -n "$echo" ]; then
      # The key is for when this bot is given the update again.
      status=$(call --header 'Content-Type: application/json' --header "Idempotency-Key: update-$id" --data-binary @- \
        --output /dev/null --write-out '%{http_code}' "$api" <<<"$echo") || true
      case $status in '' | 429 | [!24]*) sleep 1; continue 2 ;; esac # once more; any other refusal is for good
    fi
    after="?after=$id" # acknowledges all up to it, and asks for what follows
  done < <(jq --compact-output '.updates[]' <<<"$updates")
done
