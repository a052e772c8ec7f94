#!/usr/bin/env node
// An echo bot in Node, without packages; it believes only its gateway.
// Start it with: SECRET=whsec_… examples/echobot.mjs [PORT]
// In stanzagate.yml:  callback: { url: "http://127.0.0.1:5000/", content_type: application/json, secret: whsec_… }
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const key = Buffer.from(process.env.SECRET.replace("whsec_", ""), "base64"); // made by: echo whsec_$(openssl rand -base64 32)

// As standardwebhooks.com has it.
function isSigned(headers, body) {
  const sent = headers["webhook-timestamp"];
  if (!(Math.abs(Date.now() / 1000 - sent) <= 300)) return false; // old, or no number
  const hmac = createHmac("sha256", key).update(`${headers["webhook-id"]}.${sent}.`).update(body);
  const ours = Buffer.from("v1," + hmac.digest("base64"));
  const theirs = (headers["webhook-signature"] ?? "").split(" ").map((each) => Buffer.from(each));
  return theirs.some((each) => each.length === ours.length && timingSafeEqual(each, ours));
}

function answer({ method, headers }, body) {
  if (method !== "POST") return [405];
  if (!isSigned(headers, body)) return [401];
  const stanza = JSON.parse(body);
  if (stanza.kind !== "message") return [501]; // "not implemented": who asks by iq is told so, a presence is not answered
  if (!stanza.body) return [202]; // accepted, and nothing to say to it: somebody is typing, or has read us
  return [200, { body: "You said: " + stanza.body }];
}

const server = createServer(async (request, response) => {
  try {
    const [status, reply] = answer(request, await buffer(request));
    if (status === 401) console.error("Refused what is not signed, or old: does SECRET differ, or a clock?");
    response.writeHead(status, { "Content-Type": "application/json" }).end(reply && JSON.stringify(reply));
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
});
server.listen(process.argv[2] ?? process.env.PORT ?? 5000, "127.0.0.1");
server.on("listening", () => console.log(`Waiting for stanzas on http://127.0.0.1:${server.address().port}/`));
