/**
 * Stanzagate, an XMPP REST gateway. {@link org.stanzagate.Main} is the command line and its exit
 * codes; {@code Gateway} builds everything by hand from a {@link
 * org.stanzagate.config.GatewayConfig} and owns the order of start and stop.
 *
 * <p>The way of a POST: {@code http} reads a bounded body, {@code codec} makes an {@link
 * org.stanzagate.xml.Element} of it, {@code stanza} checks it, {@code component} writes it to the
 * XMPP server and, for an iq, finds the answer; nothing waits in a thread.
 *
 * <p>The way of a stanza in: {@code component} hands it to {@code rooms}, which only takes note,
 * and that to {@code webhook}: routing, a queue for each conversation, in memory or in the store of
 * {@code outbox}, a POST by {@code client}; the answer becomes a stanza by the same codecs and goes
 * out through {@code rooms}. What is pulled stays in the {@code outbox} until {@code http} hands it
 * out.
 *
 * <p>The way of a check-in: {@code checkin} stores what is posted to a port of its own, and says it
 * in a room that {@code rooms} keeps it in.
 *
 * <p>What passes either way is shown by {@code console} to those who look, and to nobody else.
 *
 * <p>Doors: the root may use all; {@code http} uses listener, console, component, codec and outbox;
 * {@code console} uses listener, component and outbox; {@code webhook} uses client, component,
 * codec, rooms and outbox; {@code client} uses codec; {@code metrics} uses component, listener,
 * webhook and outbox, and none of them uses it; {@code checkin} uses listener, component, rooms and
 * sql; {@code outbox} uses sql; {@code rooms} uses component; http and webhook never see each
 * other; {@code sandbox} uses entity; {@code component}, {@code codec}, {@code config} and {@code
 * entity} use stanza; stanza uses xml; {@code listener}, {@code http}, {@code component}, {@code
 * client} and {@code config} use tls, which uses none, as does sql, by which config knows the URLs
 * of databases. Errors that name a likely word use {@code spelling}; lines of the log that concern
 * a stanza, a token or a callback use {@code log}. A test holds the code against this.
 */
@NullMarked
package org.stanzagate;

import org.jspecify.annotations.NullMarked;
