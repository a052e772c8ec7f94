package org.stanzagate.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.TextContent;

/**
 * What there is to be known of a gateway that runs. All are asked in I/O threads, so they must not
 * wait.
 *
 * @param requests is told of each request
 * @param metrics given what a reader accepts, in the format that suits it; never fails
 */
public record Insight(
    RequestWatch requests, Function<String, CompletableFuture<TextContent>> metrics) {}
