package org.stanzagate.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Failure;
import org.stanzagate.listener.FailureWriter;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.listener.HttpServer;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.Routes;
import org.stanzagate.listener.TextContent;

/**
 * {@code /metrics} on an address of its own, for everybody who reaches that. Started once, stopped
 * once, by one thread; {@link #address} is safe in any thread.
 */
public final class MetricsServer {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final InetSocketAddress listen;
  private final HttpServer server;
  private final Function<String, CompletableFuture<TextContent>> metrics;

  /**
   * @param metrics given what a reader accepts, in the format that suits it; never fails
   */
  public MetricsServer(
      InetSocketAddress listen,
      RequestWatch requests,
      Function<String, CompletableFuture<TextContent>> metrics) {
    this.listen = listen;
    this.metrics = metrics;
    this.server =
        new HttpServer("metrics.listen", HttpLimits.DEFAULT, new PlainFailures(), requests);
  }

  /**
   * Begins to serve.
   *
   * @throws IOException if the address can't be listened on; the text says why, and what to change
   */
  public void start() throws IOException {
    Routes routes =
        new Routes(server.answers(), "the path is " + MetricsPage.PATH)
            .get(MetricsPage.PATH, new MetricsPage(metrics, server));
    server.start(listen, null, 0, routes);
  }

  /** Where it listens, with the real port, once it is started. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Takes no more requests, and ends. Does nothing where it was never started. */
  public void stop() {
    server.stop(GRACE, Failure.unavailable("the gateway stops", GRACE));
  }

  /** For people with curl: there are no stanzas here. */
  private static final class PlainFailures implements FailureWriter {
    @Override
    public Optional<Failure> meaning(Throwable thrown) {
      return Optional.empty();
    }

    @Override
    public String contentType(@Nullable HttpServerExchange exchange) {
      return "text/plain; charset=utf-8";
    }

    @Override
    public byte[] body(Failure failure, @Nullable HttpServerExchange exchange) {
      return (failure.text() + "\n").getBytes(StandardCharsets.UTF_8);
    }
  }
}
