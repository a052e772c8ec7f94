package org.stanzagate.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.stanzagate.component.StreamStatus;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.console.Feed;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.TextContent;
import org.stanzagate.outbox.Callbacks;

/**
 * What there is to be known of a gateway that runs. All are asked in I/O threads, so they must not
 * wait.
 *
 * @param requests is told of each request
 * @param metrics given what a reader accepts, in the format that suits it; never fails
 * @param openIqs those that webhooks are to answer later: so many that have waited longest, the
 *     oldest first
 * @param feed shows what passes to those who look
 */
public record Insight(
    RequestWatch requests,
    Function<String, CompletableFuture<TextContent>> metrics,
    StreamStatus stream,
    IntFunction<List<WaitingStanza>> openIqs,
    Callbacks callbacks,
    Feed feed) {}
