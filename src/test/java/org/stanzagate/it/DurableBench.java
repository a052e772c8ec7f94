package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that may be killed and started again on the same store, between a stand-in for an XMPP
 * server and a scripted webhook. Either of them is also reached through a proxy.
 */
final class DurableBench implements AutoCloseable {
  /** The bearer token of an administrator. */
  static final String ADMIN = "YW4gYWRtaW5pc3RyYXRvcidzIHRva2Vu";

  /** Follows the token of the usual settings. */
  static final String ADMIN_YAML =
      "    - { token: '%s', name: admin, admin: true }\n".formatted(ADMIN);

  static final String BOT = "bot@" + RealServer.GATEWAY;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TICK = Duration.ofMillis(40);

  private final StoreFolder store = StoreFolder.create();
  private final StreamServer server = StreamServer.start();
  private final ScriptedWebhook webhook = ScriptedWebhook.start();
  private final FaultProxy beforeServer = FaultProxy.before(server.settings().port());
  private final FaultProxy beforeWebhook = FaultProxy.before(webhook.port());
  private final Ledger ledger = new Ledger();
  private final String yaml;
  private int serverPort = server.settings().port();
  private int lives;
  private @Nullable GatewayProcess gateway;

  /**
   * Starts nothing yet but the others.
   *
   * @param yaml of callbacks, with {@code @WEBHOOK@} and {@code @PROXY@} for the two URLs of the
   *     webhook without a path, and {@code @LIFE@} for the number of the process
   */
  DurableBench(String yaml) throws IOException {
    this.yaml = yaml;
  }

  /** One with a single callback, whose name is {@code durable}. */
  static DurableBench ofOneCallback(String url, String keys) throws IOException {
    return new DurableBench(
        "callbacks: [ { name: durable, url: '%s/stanzas', delivery: durable, headers: { %s: '@LIFE@' }%s } ]\n"
            .formatted(url, Ledger.LIFE, keys.isEmpty() ? "" : ", " + keys));
  }

  /** From the next start on it reaches the server through the proxy. */
  DurableBench throughTheProxy() {
    serverPort = beforeServer.port();
    return this;
  }

  /** Starts a gateway on the store, and waits for its stream. */
  DurableBench start(String... jvmOptions) {
    lives++;
    gateway = GatewayProcess.ready(configuration(), jvmOptions);
    return this;
  }

  /**
   * The configuration file of a gateway like this, with incoming stanzas as large as they may be.
   */
  String configuration() {
    return server
        .settings()
        .withPort(serverPort)
        .with(
            ADMIN_YAML
                + store.yaml()
                + yaml.replace("@WEBHOOK@", webhook.url())
                    .replace("@PROXY@", beforeWebhook.url())
                    .replace("@LIFE@", String.valueOf(lives)))
        .toYaml()
        .replace("max_stanza: 16KiB", "max_stanza: 512KiB");
  }

  GatewayProcess gateway() {
    if (gateway == null) {
      throw new IllegalStateException("the gateway isn't started");
    }
    return gateway;
  }

  StreamServer server() {
    return server;
  }

  ScriptedWebhook webhook() {
    return webhook;
  }

  FaultProxy beforeServer() {
    return beforeServer;
  }

  FaultProxy beforeWebhook() {
    return beforeWebhook;
  }

  Ledger ledger() {
    return ledger;
  }

  StoreFolder store() {
    return store;
  }

  Chatter chatter(int users) {
    return new Chatter(server, ledger, BOT, users);
  }

  /** Ends it without a word, as kill -9 does. */
  void kill() {
    gateway().kill();
    gateway = null;
  }

  /** Ends it in order. */
  void stop() {
    gateway().terminate();
    assertThat(gateway().awaitExit()).isZero();
    assertThat(gateway().printed()).doesNotContain("Exception", " ERROR ");
    gateway = null;
  }

  /** Has all tried now that waits in a callback. */
  void flush(String callback) {
    flush(gateway(), callback);
  }

  static void flush(GatewayProcess gateway, String callback) {
    HttpResponse<String> answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.base().resolve("/rest/callbacks/" + callback + "/flush"))
                .header("Authorization", "Bearer " + ADMIN)
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
  }

  /** Flushes the callback again and again, rather than to wait for each one's next turn. */
  void flushUntil(String what, Callable<Boolean> done) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(TICK)
        .until(
            () -> {
              flush("durable");
              return done.call();
            });
  }

  /** Flushes until somebody has killed the gateway. */
  void flushWhile(CompletableFuture<Void> killed) {
    Awaitility.await("killed")
        .atMost(PATIENCE)
        .pollInterval(TICK)
        .ignoreException(UncheckedIOException.class)
        .until(() -> flushedUnless(killed));
    gateway = null;
  }

  private boolean flushedUnless(CompletableFuture<Void> killed) {
    if (!killed.isDone()) {
      flush("durable");
    }
    return killed.isDone();
  }

  /** Flushes until the webhook has accepted the last of each conversation; tells of the whole. */
  Ledger.Account settle(String name) {
    return settle(name, ledger);
  }

  Ledger.Account settle(String name, Ledger ofIt) {
    try {
      flushUntil(name, ofIt::isSettled);
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(name + " isn't settled: " + ofIt.account(), late);
    }
    return ofIt.settle(name);
  }

  @Override
  public void close() {
    if (gateway != null) {
      gateway.close();
    }
    try {
      beforeWebhook.close();
      beforeServer.close();
      webhook.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store.close();
  }
}
