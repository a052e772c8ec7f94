package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.http.ServerUnderTest.MAX_BODY;
import static org.stanzagate.http.ServerUnderTest.post;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.listener.HttpLimits;

class BodyReaderTest {
  private static final String PRESENCE = "<presence to='a@example.org'/>";

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest();
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private static String message(int size) {
    String start = "<message to='a@example.org'><body>";
    String end = "</body></message>";
    return start + "x".repeat(size - start.length() - end.length()) + end;
  }

  private static String chunk(String part) {
    return Integer.toHexString(part.length()) + "\n" + part + "\n";
  }

  @Test
  void aBodyOfJustTheSizeIsTakenAndOneByteMoreIs413() throws IOException {
    assertThat(client.send(postXml(message(MAX_BODY))).read().status()).isEqualTo(202);

    var answer = client.send(postXml(message(MAX_BODY + 1))).read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).contains("<resource-constraint", "100000", "http.max_body");
    assertThat(client.send(postXml(PRESENCE)).read().status())
        .as("the connection goes on, the body having been read away")
        .isEqualTo(202);
  }

  @Test
  void aLengthThatIsTooLargeIs413BeforeAnythingWasSent() throws IOException {
    client.send(post("application/xmpp+xml") + "Content-Length: 2000000000\n\n");

    var answer = client.read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.header("Connection")).isEqualTo("close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void aChunkedBodyIsPutTogether() throws IOException {
    client.send(
        post("application/xmpp+xml")
            + "Transfer-Encoding: chunked\n\n"
            + chunk("<message to='a@exam"));
    client.send(chunk("ple.org'><body>in two") + chunk(" parts</body></message>"));
    client.send("0\n\n");

    assertThat(client.read().status()).isEqualTo(202);
    assertThat(server.component.sent.remove().element().elements().get(0).text())
        .isEqualTo("in two parts");
  }

  @Test
  void aChunkedBodyThatIsTooLargeIs413WhileItComes() throws IOException {
    client.send(post("application/xmpp+xml") + "Transfer-Encoding: chunked\n\n");
    for (int sent = 0; sent <= MAX_BODY; sent += 10_000) {
      client.send(chunk("x".repeat(10_000)));
    }
    assertThat(client.read().status()).isEqualTo(413);

    client.send("0\n\n" + postXml(PRESENCE));
    assertThat(client.read().status()).as("the connection goes on").isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\n", "-5\nhello\n", "5\nhelloworld\n", "ffffffffffffffffffff\nx"})
  void brokenChunksSendNothing(String chunks) throws IOException {
    client.send(
        post("application/xmpp+xml")
            + "Connection: close\nTransfer-Encoding: chunked\n\n"
            + chunks
            + "0\n\n");

    assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").contains("RFC 9112");
    assertThat(server.component.sent).isEmpty();
  }

  /** Undertow would keep it all in memory. */
  @ParameterizedTest
  @ValueSource(strings = {"application/xmpp+xml", "text/html"})
  void trailersWithoutEndAreCut(String type) {
    String flood = "x".repeat(1024 * 1024);

    assertThatThrownBy(
            () -> {
              client.send(post(type) + "Transfer-Encoding: chunked\n\n0\n");
              for (int i = 0; i < 100; i++) {
                client.send(flood);
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aBodyThatBreaksOffSendsNothing() throws IOException {
    client.send(post("application/xmpp+xml") + "Content-Length: 1000\n\n" + PRESENCE);
    client.shutdownOutput();

    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void aBodyThatTricklesIs408() throws IOException {
    try (ServerUnderTest quick = new ServerUnderTest(impatient());
        RawClient slow = quick.client()) {
      slow.send(post("application/xmpp+xml") + "Content-Length: 1000\n\n<message");

      var answer = slow.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(slow.isClosedByServer()).isTrue();
    }
  }

  private static HttpLimits impatient() {
    return new HttpLimits(
        16 * 1024, 100, 50_000_000, Duration.ofMillis(200), Duration.ofSeconds(60));
  }

  @Test
  void aRefusedBodyThatNeverComesIsNotWaitedForForever() throws IOException {
    try (ServerUnderTest quick = new ServerUnderTest(impatient());
        RawClient slow = quick.client()) {
      slow.send(post("text/html") + "Content-Length: 1000\n\n<html");
      assertThat(slow.read().status()).isEqualTo(415);
      assertThat(slow.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatWaitsIsToldToGoOn() throws IOException {
    client.send(post("application/xmpp+xml") + "Expect: 100-continue\nContent-Length: 30\n\n");
    assertThat(client.read().status()).isEqualTo(100);

    assertThat(client.send(PRESENCE).read().status()).isEqualTo(202);
    assertThat(client.send(postXml(PRESENCE)).read().status()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({"application/xmpp+xml, 200000, 413", "text/html, 30, 415"})
  void aClientThatWaitsIsRefusedWithoutBeingToldToGoOn(String type, int length, int status)
      throws IOException {
    client.send(post(type) + "Expect: 100-continue\nContent-Length: " + length + "\n\n");

    assertThat(client.read().status()).isEqualTo(status);
  }

  @Test
  void anOrdinaryClientComesToSeeWhyItsHugeBodyIsRefused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + server.server.address().getPort() + "/rest"))
            .header("Authorization", "Bearer " + ServerUnderTest.TOKEN)
            .header("Content-Type", "application/xmpp+xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3 * 1024 * 1024]))
            .build();

    assertThat(
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(413);
  }
}
