package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.it.RestBench.assertFault;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Requests that are too large, or lie about their size: each limit says which one it is. */
@Tag("jdk")
@OnRestBench
class LimitIT {
  private static final int MAX_BODY = 192 * 1024;
  private static final String START = "<message to='romeo@localhost'><body>";
  private static final String END = "</body></message>";

  private final RestBench bench;

  LimitIT(RestBench bench) {
    this.bench = bench;
  }

  private static String message(int size) {
    return START + "x".repeat(size - START.length() - END.length()) + END;
  }

  /** Asks for an answer of a type, and says so before everything else. */
  private static RawRequest get(String target, String type) {
    return RawRequest.get(target).with("Accept: " + type);
  }

  private static RawRequest withHeaders(RawRequest request, int count, int length) {
    RawRequest all = request;
    for (int i = 0; i < count; i++) {
      all = all.with("X-Header-" + i + ": " + "y".repeat(length));
    }
    return all;
  }

  private void assertNothingIsSent(RestBench.Attack attack) throws Exception {
    assertThat(bench.sentWhile(attack)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {GatewayProcess.XML, GatewayProcess.JSON})
  void aTargetThatIsTooLongIs414(String type) throws Exception {
    for (String target : List.of("/" + "x".repeat(17_000), "/rest?to=" + "x".repeat(30_000))) {
      assertNothingIsSent(
          () -> assertFault(bench.exchange(get(target, type)), 414, type, "resource-constraint"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "application/xmpp+xml, 1, 17000",
    "application/json, 1, 17000",
    "application/json, 40, 500",
    "application/json, 900, 8"
  })
  void headersThatAreTooLargeOrTooManyAre431(String type, int count, int length) throws Exception {
    assertNothingIsSent(
        () ->
            assertFault(
                bench.exchange(withHeaders(get("/rest", type), count, length)),
                431,
                type,
                "resource-constraint"));
  }

  /** A stanza behind a head that is too large doesn't go out either. */
  @Test
  void aPostWithTooManyHeadersSendsNothing() throws Exception {
    RawRequest post = withHeaders(RawRequest.xml(message(100)), 100, 300);

    assertNothingIsSent(() -> assertThat(bench.exchange(post).status()).isEqualTo(431));
  }

  @Test
  void aFloodOfHeadersIsCut() throws Exception {
    byte[] flood =
        "X-Header: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".repeat(1_000).getBytes(US_ASCII);
    assertNothingIsSent(
        () -> {
          try (RawConnection connection = bench.connect()) {
            connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
            assertThat(isCut(connection, flood)).isTrue();
          }
        });
  }

  /** Whether 100 MB of it are not all taken. */
  private static boolean isCut(RawConnection connection, byte[] flood) {
    try {
      for (int i = 0; i < 100_000_000 / flood.length; i++) {
        connection.send(flood);
      }
      return false;
    } catch (IOException closed) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"196609", "2147483647", "2147483648", "4294967297", "100000000000"})
  void aLengthThatIsTooLargeIs413BeforeTheBodyComes(String length) throws Exception {
    for (String type : List.of(GatewayProcess.XML, GatewayProcess.JSON)) {
      RawRequest post = RawRequest.post(type, "").with("Content-Length: " + length);
      assertNothingIsSent(
          () -> assertFault(bench.exchange(post), 413, type, "resource-constraint"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616"
      })
  void aLengthThatNoNumberHoldsIsRefused(String length) throws Exception {
    RawRequest post = RawRequest.xml(message(100)).with("Content-Length: " + length);
    assertNothingIsSent(
        () -> {
          try (RawConnection connection = bench.connect()) {
            List<RawAnswer> answers = connection.send(post).answersUntilClosed();
            assertThat(answers).singleElement().extracting(RawAnswer::status).isIn(400, 413);
          }
        });
  }

  @Test
  void aBodyOfJustTheSizeGoesOutAndOneByteMoreIs413() throws Exception {
    List<Element> sent =
        bench.sentWhile(
            () -> {
              assertThat(bench.exchange(RawRequest.xml(message(MAX_BODY))).status()).isEqualTo(202);
              RawAnswer refusal = bench.exchange(RawRequest.xml(message(MAX_BODY + 1)));
              assertFault(refusal, 413, GatewayProcess.XML, "resource-constraint");
              assertThat(refusal.body()).contains("http.max_body");
            });
    assertThat(sent).hasSize(1);
  }

  @Test
  void aChunkedBodyWithoutEndIs413WhileItComes() throws Exception {
    assertNothingIsSent(
        () -> {
          try (RawConnection connection = bench.connect()) {
            connection.send(RawRequest.json("").with("Transfer-Encoding: chunked").head());
            byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(US_ASCII);
            for (int sent = 0; sent <= MAX_BODY; sent += 4096) {
              connection.send(chunk);
            }
            assertFault(connection.answer(), 413, GatewayProcess.JSON, "resource-constraint");
            assertThat(isCut(connection, chunk)).as("it isn't read for ever").isTrue();
          }
        });
    assertThat(bench.gateway().printed())
        .as("Undertow would print a trace")
        .doesNotContain("\tat ");
  }

  /** 40,000 chunks of one byte each are a body as any other. */
  @Test
  void chunksMayBeSmall() throws Exception {
    String body = message(40_000);
    StringBuilder chunks = new StringBuilder();
    body.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
    RawRequest head = RawRequest.xml("").with("Transfer-Encoding: chunked");

    List<Element> sent =
        bench.sentWhile(
            () ->
                assertThat(bench.exchange(head.withBody(chunks + "0\r\n\r\n")).status())
                    .isEqualTo(202));
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).elements().get(0).text())
        .isEqualTo("x".repeat(40_000 - START.length() - END.length()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5;", "5; ", "5;x=", "5;x=\""})
  void extensionsOfChunksWithoutEndAreCut(String start) throws Exception {
    byte[] flood = "y".repeat(50_000).getBytes(US_ASCII);
    assertNothingIsSent(
        () -> {
          try (RawConnection connection = bench.connect()) {
            connection.send(RawRequest.xml("").with("Transfer-Encoding: chunked").head() + start);
            assertThat(isCut(connection, flood)).isTrue();
          }
        });
  }

  /** The stanza is whole, and yet the request isn't. */
  @Test
  void lessThanWasPromisedIsNotSent() throws Exception {
    RawRequest post = RawRequest.xml(message(100)).with("Content-Length: 101");
    assertNothingIsSent(
        () -> {
          try (RawConnection connection = bench.connect()) {
            List<RawAnswer> answers = connection.send(post).endSending().answersUntilClosed();
            assertThat(answers).extracting(RawAnswer::status).containsOnly(400);
          }
        });
  }

  /** What is beyond the length is another request, and none that anybody could make sense of. */
  @Test
  void moreThanWasPromisedIsNoStanza() throws Exception {
    RawRequest post = RawRequest.xml(message(100)).with("Content-Length: 99");
    assertNothingIsSent(
        () -> {
          try (RawConnection connection = bench.connect()) {
            connection.patience(2_000);
            List<RawAnswer> answers = connection.send(post).send("\r\n\r\n").answersUntilClosed();
            assertThat(answers).extracting(RawAnswer::status).containsOnly(400);
          }
        });
  }
}
