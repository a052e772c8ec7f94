package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.TextContent;

/** {@code /metrics} on an address of its own. */
@Timeout(30)
class MetricsServerTest {
  private final MetricsServer server = server(0);
  private RawClient client;

  private static MetricsServer server(int port) {
    return new MetricsServer(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        new RequestWatch((route, status, took) -> {}, false),
        accept -> CompletableFuture.completedFuture(new TextContent("text/x", "up 1\n")));
  }

  @BeforeEach
  void start() throws IOException {
    server.start();
    client = new RawClient(server.address());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.stop();
  }

  private RawClient.Answer ask(String method, String path) throws IOException {
    return client.send(method + " " + path + " HTTP/1.1\nHost: prometheus.example:9\n\n").read();
  }

  @Test
  void everybodyWhoGetsThereMayRead() throws IOException {
    assertThat(ask("GET", "/metrics").body()).isEqualTo("up 1\n");
    assertThat(ask("GET", "/metrics?x=y").status()).isEqualTo(200);
  }

  @Test
  void thereIsNothingElse() throws IOException {
    assertThat(ask("GET", "/rest/waiting"))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(404))
        .satisfies(answer -> assertThat(answer.body()).contains("the path is /metrics"));
    assertThat(ask("GET", "/").status()).isEqualTo(404);
    assertThat(ask("DELETE", "/metrics").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void anAddressThatIsTakenIsNamedWithItsKey() {
    assertThatThrownBy(server(server.address().getPort())::start)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("metrics.listen: ")
        .hasMessageContaining("taken by another program");
  }
}
