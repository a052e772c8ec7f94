/**
 * From an incoming stanza to a POST and back (mod_rest's callbacks, with the order and the limits
 * that it lacks). Uses client, component, codec, rooms, stanza, xml, outbox and config. Read {@link
 * org.stanzagate.webhook.Webhooks} first, which routes; then {@code PostedCallback}, where one
 * stanza goes from its conversation's lane to the webhook and its answer back; {@code
 * Conversations} has the lanes in memory, {@code DurableConversations} those in the outbox; {@code
 * Answers} is what an answer means, without any input or output.
 */
@NullMarked
package org.stanzagate.webhook;

import org.jspecify.annotations.NullMarked;
