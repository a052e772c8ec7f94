package org.stanzagate.webhook;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.stanzagate.client.WebhookClient;
import org.stanzagate.codec.Codecs;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.xml.Backlog;

/**
 * What all callbacks have in common.
 *
 * @param rooms what is sent goes out through it
 * @param codecs all; {@code posted} are those that stanzas are posted with, the default first
 * @param backlog for what waits in memory; {@code lanes} for the conversations of which the store
 *     holds something; {@code reading} for what is read of it for its turn, {@code readAhead} for
 *     what is behind that
 * @param posts hears of each request
 * @param executor runs what follows an event of the network; one thread
 */
record Shared(
    Rooms rooms,
    Codecs codecs,
    Codecs posted,
    Answers answers,
    ReplySender replies,
    OpenIqs openIqs,
    WebhookClient client,
    Backlog backlog,
    Backlog lanes,
    Backlog reading,
    Backlog readAhead,
    Executor executor,
    ScheduledExecutorService timer,
    Clock clock,
    PostListener posts,
    String userAgent) {}
