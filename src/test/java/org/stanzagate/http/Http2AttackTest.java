package org.stanzagate.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.http.RawHttp2.END_HEADERS;
import static org.stanzagate.http.RawHttp2.END_STREAM;
import static org.stanzagate.http.RawHttp2.HEADERS;
import static org.stanzagate.http.RawHttp2.frame;
import static org.stanzagate.http.RawHttp2.head;
import static org.stanzagate.http.RawHttp2.setting;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stanzagate.http.RawHttp2.Frame;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.tls.TestAuthority;

/** HTTP/2 that means ill: it costs its own connection, and nobody else anything. */
@Timeout(60)
class Http2AttackTest {
  private static final HttpLimits IMPATIENT =
      new HttpLimits(16 * 1024, 50, 10_000_000, Duration.ofMillis(800), Duration.ofMillis(1500));

  private static TestAuthority authority;
  private static TestAuthority.Issued issued;

  private ServerUnderTest server;

  @BeforeAll
  static void makeCertificate() {
    authority = new TestAuthority("Authority");
    issued = authority.issue("127.0.0.1");
  }

  @BeforeEach
  void start() throws IOException {
    server = new ServerUnderTest(issued.identity(), IMPATIENT);
  }

  /** After all that, the server is as it was. */
  @AfterEach
  void othersAreServed() throws Exception {
    try (RawHttp2 client = client()) {
      client.begin(head("GET", "/healthz"), true);
      assertThat(client.answer().status()).isEqualTo(200);
    }
    server.close();
  }

  private RawHttp2 client(byte[]... settings) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(settings).forEach(all::writeBytes);
    return new RawHttp2(server.server.address(), authority.trusted().context(), all.toByteArray());
  }

  static List<byte[]> whatEndsAConnection() {
    byte[] health = head("GET", "/healthz");
    byte[] bomb = new byte[9000]; // 9000 times a header of some 3000 characters
    Arrays.fill(bomb, (byte) (0x80 | 62));
    ByteArrayOutputStream indexed = new ByteArrayOutputStream();
    byte[] literal = RawHttp2.block("x", "y".repeat(3000));
    literal[0] = 0x40;
    indexed.writeBytes(head("GET", "/healthz"));
    indexed.writeBytes(literal);
    indexed.writeBytes(bomb);
    return List.of(
        frame(HEADERS, END_STREAM, 1, health),
        frame(RawHttp2.CONTINUATION, END_HEADERS, 1, health),
        frame(HEADERS, END_STREAM | END_HEADERS, 1, indexed.toByteArray()),
        frame(HEADERS, END_STREAM | END_HEADERS, 1, head("GET", "/", "a", "b".repeat(25_000))),
        frame(
            HEADERS, END_STREAM | END_HEADERS, 1, head("GET", "/", "transfer-encoding", "chunked")),
        frame(
            HEADERS,
            END_STREAM | END_HEADERS,
            1,
            head("GET", "/", "content-length", "9".repeat(30))),
        frame(HEADERS, END_STREAM | END_HEADERS, 1, new byte[] {(byte) 0xFF, (byte) 0xFF}),
        frame(HEADERS, END_STREAM | END_HEADERS, 0, health),
        frame(HEADERS, END_STREAM | END_HEADERS, 2, health),
        frame(RawHttp2.DATA, END_STREAM, 1, new byte[40_000]),
        frame(RawHttp2.DATA, END_STREAM, 1, new byte[10]),
        frame(RawHttp2.SETTINGS, 0, 0, setting(1, 0x7FFFFFFF)),
        frame(RawHttp2.SETTINGS, 0, 0, setting(1, -1)),
        frame(RawHttp2.SETTINGS, 0, 0, new byte[7]),
        frame(RawHttp2.PING, 0, 0, new byte[7]),
        frame(RawHttp2.WINDOW_UPDATE, 0, 0, new byte[4]),
        "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("whatEndsAConnection")
  void whatCanNotBeTakenEndsTheConnection(byte[] bytes) throws Exception {
    attack(bytes);
  }

  /** More of them than there may be requests at once: none leaves anything taken. */
  @Test
  void nothingOfAnAttackStays() throws Exception {
    for (int round = 0; round * whatEndsAConnection().size() <= IMPATIENT.requests(); round++) {
      for (byte[] bytes : whatEndsAConnection()) {
        attack(bytes);
      }
    }
  }

  private void attack(byte[] bytes) throws Exception {
    try (RawHttp2 client = client()) {
      try {
        client.send(bytes);
      } catch (SocketException closedAlready) {
        return;
      }
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whatIsWrongWithOneRequestResetsThatAlone() throws Exception {
    try (RawHttp2 client = client()) {
      for (byte[] wrong :
          List.of(
              head("GET", "/", "connection", "close"),
              head("GET", "/", "Upper", "case"),
              head("GET", "/", "te", "gzip"),
              RawHttp2.block(":method", "GET", ":scheme", "https"))) {
        int stream = client.begin(wrong, true);
        Frame reset = requireNonNull(client.next(RawHttp2.RST_STREAM));
        assertThat(reset.stream()).isEqualTo(stream);
      }
      client.begin(head("GET", "/healthz"), true);
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyLongerThanItSaysIsNotTaken() throws Exception {
    try (RawHttp2 client = client()) {
      byte[] head =
          head("POST", "/rest", "content-type", "application/xmpp+xml", "content-length", "5");
      int stream = client.begin(head, false);
      client.send(RawHttp2.DATA, END_STREAM, stream, "<message/>".getBytes(UTF_8));
      assertThat(requireNonNull(client.next(RawHttp2.RST_STREAM)).stream()).isEqualTo(stream);
      assertThat(server.component.sent).isEmpty();
    }
  }

  @Test
  void rapidResetsEndTheConnection() {
    assertThatThrownBy(
            () -> {
              try (RawHttp2 client = client()) {
                byte[] head = head("POST", "/rest", "content-type", "application/xmpp+xml");
                for (int i = 0; i < 100_000; i++) {
                  int stream = client.begin(head, false);
                  client.send(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFrameThatTricklesIsCut() throws Exception {
    byte[] begun = frame(HEADERS, END_STREAM | END_HEADERS, 1, head("GET", "/healthz"));
    for (int length : new int[] {1, 8, 9, 30, begun.length - 1}) {
      try (RawHttp2 client = client()) {
        client.send(Arrays.copyOf(begun, length));
        assertThat(client.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void aConnectionOnWhichNothingIsAskedIsClosed() throws Exception {
    try (RawHttp2 never = client();
        RawHttp2 once = client();
        RawHttp2 reset = client()) {
      once.begin(head("GET", "/healthz"), true);
      assertThat(once.answer().status()).isEqualTo(200);
      int stream = reset.post("<iq type='get' to='a@b' id='1'><ping xmlns='urn:xmpp:ping'/></iq>");
      server.component.nextRequest();
      reset.send(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      assertThat(never.isClosedByServer()).isTrue();
      assertThat(once.isClosedByServer()).isTrue();
      assertThat(reset.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatOpensNoWindowForItsAnswerGetsItReset() throws Exception {
    try (RawHttp2 client = client(setting(4, 0))) {
      int stream = client.begin(head("GET", "/openapi.yaml"), true);
      assertThat(requireNonNull(client.next(RawHttp2.RST_STREAM)).stream()).isEqualTo(stream);
    }
  }

  @Test
  void aClientThatReadsNothingIsCut() {
    byte[] pings = new byte[17 * 1000];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(frame(RawHttp2.PING, 0, 0, new byte[8]), 0, pings, 17 * i, 17);
    }
    assertThatThrownBy(
            () -> {
              try (RawHttp2 client = client()) {
                while (true) {
                  client.send(pings);
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void connectionsTakeNoMoreMemoryThanThereIs() throws Exception {
    server.close();
    HttpLimits little =
        new HttpLimits(16 * 1024, 100, 200_000, Duration.ofSeconds(5), Duration.ofSeconds(20));
    server = new ServerUnderTest(issued.identity(), little);
    List<RawHttp2> served = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      try {
        RawHttp2 client = client();
        client.begin(head("GET", "/healthz"), true);
        assertThat(client.answer().status()).isEqualTo(200);
        served.add(client);
      } catch (IOException refused) {
        assertThat(served).hasSizeBetween(3, 6);
      }
    }
    assertThat(served).hasSizeBetween(3, 6);
    for (RawHttp2 client : served) {
      client.close();
    }
  }
}
