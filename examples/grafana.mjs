#!/usr/bin/env node
// Says in a room that exists what Grafana posts.
// Start it with: TOKEN=… ROOM=ops@conference.example.net examples/grafana.mjs [PORT]
// In Grafana: a contact point of the integration "Webhook" with the URL http://127.0.0.1:5002/
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const { API: api = "http://127.0.0.1:8080/rest", ROOM: room, TOKEN: token, PORT: port = 5002 } = process.env;
if (!room || !token) throw new Error("ROOM and TOKEN have to be set");

async function post(path, type, body, more) {
  const headers = { Authorization: "Bearer " + token, "Content-Type": type, Prefer: "wait=1", ...more };
  const answer = await fetch(api + path, { method: "POST", body, headers, signal: AbortSignal.timeout(30_000) });
  if (answer.status !== 202) throw new Error(`not said: ${answer.status} ${await answer.text()}`); // 200: it came back
}

async function say(text, key) {
  const to = encodeURIComponent(room);
  // Only who is in a room can speak there; to enter it once more does no harm.
  await post(`/presence/available/${to}/alerts`, "application/json", '{"muc": {"history": {"maxstanzas": 0}}}');
  await post(`/message/groupchat/${to}`, "text/plain", text, { "Idempotency-Key": key });
}

const server = createServer(async (request, response) => {
  try {
    const body = await buffer(request);
    const { title, message } = JSON.parse(body); // what the contact point's templates make of the alerts
    // Tried again, it is still said once; a reminder after ten minutes or more is said again.
    const key = createHash("sha256").update(body).update(String(Math.floor(Date.now() / 600_000))).digest("hex");
    await say(`${title}\n${message}`.slice(0, 10_000), key);
    response.writeHead(204).end();
  } catch (error) {
    console.error(error);
    response.writeHead(502).end(); // Grafana tries again
  }
});
server.listen(process.argv[2] ?? port, "127.0.0.1");
server.on("listening", () => console.log(`Waiting for alerts on http://127.0.0.1:${server.address().port}/`));
