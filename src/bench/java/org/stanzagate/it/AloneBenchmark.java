package org.stanzagate.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The gateway alone, on a server that only counts and answers: beside bare Undertow, by the number
 * of connections and the size of stanzas, and with direct and durable delivery.
 */
final class AloneBenchmark implements AutoCloseable {
  private static final String BARE = "bare Undertow";
  private static final List<Integer> CONNECTIONS = List.of(1, 8, 32, 128, 512);
  private static final List<Integer> SIZES = List.of(200, 2_000, 20_000, 200_000);

  private final Acceptor server = Acceptor.start();
  private final CountingWebhook webhook = new CountingWebhook();
  private final GatewayProcess gateway;

  /**
   * @param more about the callback, in YAML
   */
  private AloneBenchmark(String more) throws IOException {
    gateway =
        MeasuredGateway.ready(
            GatewaySettings.component(RealServer.GATEWAY, RealServer.SECRET, server.port())
                .with(
                    "callback: { url: '%s', content_type: application/json%s }"
                        .formatted(webhook.url(), more)));
  }

  /** Messages and iqs, beside an HTTP server that does nothing but read and answer. */
  static void besideUndertow() throws Exception {
    int port = Ports.free();
    Start bare = Start.of(MeasuredGateway.bareUndertow(port), port, "/");
    try (AloneBenchmark alone = new AloneBenchmark("")) {
      Wrk message = MeasuredGateway.posts(alone.gateway, Track.MESSAGE);
      Wrk ping = MeasuredGateway.posts(alone.gateway, Track.PING);
      Contest.cold("messages sent, alone")
          .with(Contest.STANZAGATE, message.sending(alone.server::countInto))
          .with(BARE, message.to(port).asking())
          .run();
      Contest.cold("iq round trips, alone")
          .with(Contest.STANZAGATE, ping.asking())
          .with(BARE, ping.to(port).asking())
          .run();
    } finally {
      bare.process().stop();
    }
  }

  /** Messages by the number of connections, and by size, beside the same. */
  static void byConnectionsAndSize() throws Exception {
    int port = Ports.free();
    Start bare = Start.of(MeasuredGateway.bareUndertow(port), port, "/");
    try (AloneBenchmark alone = new AloneBenchmark("")) {
      Wrk message = MeasuredGateway.posts(alone.gateway, Track.MESSAGE);
      for (int connections : CONNECTIONS) {
        Contest.cold("messages sent, %d connections".formatted(connections))
            .with(Contest.STANZAGATE, message.asking(connections))
            .with(BARE, message.to(port).asking(connections))
            .run();
      }
      for (int size : SIZES) {
        Wrk large = MeasuredGateway.posts(alone.gateway, ofSize(size));
        Contest.warm("messages sent of %.1f kB".formatted(size / 1e3))
            .with(Contest.STANZAGATE, large.asking())
            .with(BARE, large.to(port).asking())
            .run();
      }
    } finally {
      bare.process().stop();
    }
  }

  private static String ofSize(int bytes) {
    return Track.MESSAGE.replace(
        Flood.BODY, "x".repeat(bytes - Track.MESSAGE.length() + Flood.BODY.length()));
  }

  /** Both ways of delivery. */
  static void deliveries() throws Exception {
    Path folder = Files.createTempDirectory("stanzagate-store");
    String store =
        ", delivery: durable }\nstore: { url: 'jdbc:sqlite:%s'"
            .formatted(folder.resolve("store.db"));
    try (AloneBenchmark direct = new AloneBenchmark("");
        AloneBenchmark durable = new AloneBenchmark(store)) {
      Contest.cold("stanzas to a webhook, alone")
          .with(Contest.STANZAGATE, direct::receive)
          .with("stanzagate, durable", durable::receive)
          .run();
    }
  }

  private Turn receive(String name) throws Exception {
    Tally tally = new Tally(name);
    webhook.countInto(tally);
    return Flood.over(
        xml -> server.write(xml.getBytes(StandardCharsets.UTF_8)),
        tally,
        number -> Flood.message(number, "example.net", "bot@gw.localhost", name));
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    webhook.close();
    server.close();
  }
}
