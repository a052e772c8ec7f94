package org.stanzagate.http;

import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.config.HttpConfig;
import org.stanzagate.config.IqConfig;
import org.stanzagate.config.LogFormat;
import org.stanzagate.config.Origin;
import org.stanzagate.config.Secret;
import org.stanzagate.config.StoreConfig;
import org.stanzagate.config.Tokens;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.tls.ServerIdentity;

/** A started server with a scripted component behind it. */
final class ServerUnderTest implements AutoCloseable {
  static final String TOKEN = "dmVyeSBzZWNyZXQ";
  static final int MAX_BODY = 100_000;
  static final HttpLimits PATIENT =
      new HttpLimits(16 * 1024, 10_000, 50_000_000, Duration.ofSeconds(30), Duration.ofSeconds(60));
  static final AuthConfig TOKENS =
      new AuthConfig(false, true, List.of(Tokens.token("echobot", TOKEN).build()));
  static final AuthConfig ANONYMOUS = new AuthConfig(true, false, List.of());

  static final ServedOutbox NO_OUTBOX =
      new ServedOutbox(token -> Optional.empty(), new ScriptedCallbacks());

  private static final List<Origin> CORS =
      List.of(Origin.parse("https://app.example").orElseThrow());

  private static final Codecs CODECS = Codecs.load();

  final ScriptedComponent component = new ScriptedComponent();
  final BlockingQueue<Stanza> injected = new LinkedBlockingQueue<>();
  final MutableClock clock = new MutableClock(Instant.parse("2026-11-22T10:00:00Z"));
  final ScriptedInsight insight = new ScriptedInsight();
  final RestServer server;

  /** What readiness depends on. */
  volatile Supplier<CompletableFuture<Boolean>> ready =
      () -> CompletableFuture.completedFuture(component.connected);

  /** What rates go by. */
  private final TimeMeter time =
      new TimeMeter() {
        @Override
        public long currentTimeNanos() {
          return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
        }

        @Override
        public boolean isWallClockBased() {
          return false;
        }
      };

  ServerUnderTest() throws IOException {
    this(TOKENS, PATIENT, false);
  }

  ServerUnderTest(AuthConfig auth) throws IOException {
    this(auth, PATIENT, false);
  }

  ServerUnderTest(HttpLimits limits) throws IOException {
    this(TOKENS, limits, false);
  }

  ServerUnderTest(AuthConfig auth, HttpLimits limits, boolean lenient) throws IOException {
    this(config(0, auth, lenient), limits);
  }

  /** One with TLS. */
  ServerUnderTest(ServerIdentity identity, HttpLimits limits) throws IOException {
    this(config(0, identity, TOKENS, false), limits);
  }

  /** One with something to pull. */
  ServerUnderTest(AuthConfig auth, HttpLimits limits, ServedOutbox outbox, Duration heartbeat)
      throws IOException {
    this(config(0, auth, false), limits, outbox, heartbeat);
  }

  private ServerUnderTest(GatewayConfig config, HttpLimits limits) throws IOException {
    this(config, limits, NO_OUTBOX, Duration.ofSeconds(15));
  }

  private ServerUnderTest(
      GatewayConfig config, HttpLimits limits, ServedOutbox outbox, Duration heartbeat)
      throws IOException {
    server =
        new RestServer(
            config,
            component,
            CODECS,
            () -> ready.get(),
            injected::add,
            outbox,
            insight.insight(true),
            limits,
            heartbeat,
            clock,
            time);
    server.start();
  }

  static GatewayConfig config(int port, AuthConfig auth, boolean lenient) {
    return config(port, null, auth, lenient);
  }

  private static GatewayConfig config(
      int port, @Nullable ServerIdentity identity, AuthConfig auth, boolean lenient) {
    return new GatewayConfig(
        new ComponentConfig(
            new ScriptedComponent().domain(),
            new Secret("s3cret"),
            "127.0.0.1",
            5347,
            null,
            1000,
            1000),
        new HttpConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            identity,
            "/rest",
            MAX_BODY,
            lenient,
            false,
            CORS),
        auth,
        new IqConfig(Duration.ofMinutes(2), Duration.ofMinutes(5)),
        List.of(),
        new StoreConfig("jdbc:sqlite:/nowhere/stanzagate.db"),
        null,
        null,
        LogFormat.TEXT);
  }

  RawClient client() throws IOException {
    return new RawClient(server.address());
  }

  /** The head of a request to /rest that has credentials; the rest is for the caller to write. */
  static String post(String type) {
    return "POST /rest HTTP/1.1\nHost: localhost\nAuthorization: Bearer "
        + TOKEN
        + "\nContent-Type: "
        + type
        + "\n";
  }

  /** A whole request to /rest in XML; further headers each end in a line break. */
  static String postXml(String headers, String xml) {
    return post("application/xmpp+xml")
        + headers
        + "Content-Length: "
        + xml.getBytes(StandardCharsets.UTF_8).length
        + "\n\n"
        + xml;
  }

  static String postXml(String xml) {
    return postXml("", xml);
  }

  @Override
  public void close() {
    server.stop(Duration.ZERO);
  }
}
