package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.client.ClientFixture.SOON;
import static org.stanzagate.client.ClientFixture.assertBody;
import static org.stanzagate.client.ClientFixture.receiver;
import static org.stanzagate.client.Http2Server.CONTINUATION;
import static org.stanzagate.client.Http2Server.DATA;
import static org.stanzagate.client.Http2Server.END_HEADERS;
import static org.stanzagate.client.Http2Server.END_STREAM;
import static org.stanzagate.client.Http2Server.HEADERS;
import static org.stanzagate.client.Http2Server.STATUS_200;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.client.Http2Server.Script;
import org.stanzagate.client.Http2Server.Stream;
import org.stanzagate.tls.ServerIdentity;
import org.stanzagate.tls.TestAuthority;

/** Receivers whose HTTP/2 breaks off, lies or never ends. */
@Timeout(60)
class WebhookHttp2Test {
  private static final TestAuthority AUTHORITY = new TestAuthority("Test Authority");
  private static final ServerIdentity LOCALHOST = AUTHORITY.issue("localhost").identity();

  /** A status whose value is not in the static table (RFC 7541 appendix A). */
  private static final byte[] STATUS_401 = {0x08, 3, '4', '0', '1'};

  private final ClientFixture fixture = new ClientFixture();
  private final CountDownLatch never = new CountDownLatch(1);

  @AfterEach
  void end() {
    never.countDown();
    fixture.close();
  }

  private static Http2Server server(Script script) throws IOException {
    return new Http2Server(LOCALHOST, script);
  }

  /** One connection there may be. */
  private Receiver only(Http2Server server) {
    Receiver receiver = receiver("localhost", server.port(), AUTHORITY.trusted());
    fixture.client.allow(Map.of(receiver, 1));
    return receiver;
  }

  private static byte[] headers(String name, String value) {
    return fields(STATUS_200, name, value);
  }

  /** A status, and a literal header field that is not indexed (RFC 7541 section 6.2.2). */
  private static byte[] fields(byte[] status, String name, String value) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(status);
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    return block.toByteArray();
  }

  @Test
  void aChallengeIsAnAnswerAsAnyOther() throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              stream.send(HEADERS, END_HEADERS, fields(STATUS_401, "www-authenticate", "Basic"));
              stream.send(DATA, END_STREAM, new byte[] {'n', 'o'});
            })) {
      WebhookAnswer answer = fixture.post(only(server));
      assertBody(answer, "no");
      assertThat(((WebhookAnswer.Answered) answer).status()).isEqualTo(401);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void aStreamThatIsRefusedOnAKeptConnectionGoesOverAnother() throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              if (number == 2) {
                stream.reset(Http2Server.REFUSED_STREAM);
              } else {
                stream.answer("hi");
              }
            })) {
      Receiver receiver = only(server);
      assertBody(fixture.post(receiver), "hi");
      assertBody(fixture.post(receiver), "hi");
      assertThat(server.requests()).isEqualTo(3);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void oneWhoRefusesAlwaysIsNotAskedForEver() throws Exception {
    try (Http2Server server =
        server((number, connection, stream) -> stream.reset(Http2Server.REFUSED_STREAM))) {
      assertThat(fixture.post(only(server))).isInstanceOf(WebhookAnswer.NoConnection.class);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  /** The receiver may have done what was asked of it: to ask again is not for us. */
  @ParameterizedTest
  @ValueSource(ints = {Http2Server.INTERNAL_ERROR, Http2Server.ENHANCE_YOUR_CALM})
  void aStreamThatIsResetBreaksOffAndIsNotSentAgain(int error) throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              if (number == 2) {
                stream.reset(error);
              } else if (number == 3) {
                stream.send(HEADERS, END_HEADERS, STATUS_200);
                stream.send(DATA, 0, new byte[] {'h'});
                stream.reset(error);
              } else {
                stream.answer("hi");
              }
            })) {
      Receiver receiver = only(server);
      assertBody(fixture.post(receiver), "hi");
      assertThat(fixture.post(receiver)).isInstanceOf(WebhookAnswer.NoConnection.class);
      assertThat(fixture.post(receiver)).isInstanceOf(WebhookAnswer.NoConnection.class);
      assertThat(server.requests()).isEqualTo(3);
      fixture.postAll(receiver, 100, "hi");
    }
  }

  @Test
  void oneWhoGoesAwayIsFoundAtAnotherConnection() throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              stream.goAway(stream.id(), Http2Server.NO_ERROR);
              stream.answer("hi");
            })) {
      Receiver receiver = only(server);
      for (int i = 0; i < 20; i++) {
        assertBody(fixture.post(receiver), "hi");
      }
      assertThat(server.connections()).isEqualTo(20);
    }
  }

  /** GOAWAY crosses the request, which its sender then never takes. */
  @Test
  void aRequestThatCrossesAGoodbyeGoesOverAnotherConnection() throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              if (number != 2) {
                stream.answer("hi");
                return;
              }
              stream.goAway(stream.id() - 2, Http2Server.NO_ERROR);
              stream.socket().close();
            })) {
      Receiver receiver = only(server);
      assertBody(fixture.post(receiver), "hi");
      assertBody(fixture.post(receiver), "hi");
      assertThat(server.requests()).isEqualTo(3);
    }
  }

  @Test
  void oneWhoGoesAwayInAngerHasNoConnection() throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              if (number == 2) {
                stream.goAway(0, Http2Server.ENHANCE_YOUR_CALM);
              } else {
                stream.answer("hi");
              }
            })) {
      Receiver receiver = only(server);
      assertBody(fixture.post(receiver), "hi");
      assertThat(fixture.post(receiver)).isInstanceOf(WebhookAnswer.NoConnection.class);
      fixture.postAll(receiver, 100, "hi");
    }
  }

  @Test
  void anAnswerThatTricklesIsGivenUpAndFreesItsPlace() throws Exception {
    AtomicBoolean trickles = new AtomicBoolean();
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              if (!trickles.get()) {
                stream.answer("hi");
                return;
              }
              stream.send(HEADERS, END_HEADERS, STATUS_200);
              while (!never.await(10, TimeUnit.MILLISECONDS)) {
                stream.send(DATA, 0, new byte[] {'x'});
              }
            })) {
      Receiver receiver = only(server);
      for (int i = 0; i < 3; i++) {
        assertBody(fixture.post(receiver), "hi");
        trickles.set(true);
        assertThat(fixture.post(receiver, SOON)).isInstanceOf(WebhookAnswer.NoAnswer.class);
        trickles.set(false);
      }
      fixture.postAll(receiver, 100, "hi");
    }
  }

  @Test
  void aConnectionThatIsNeverReadyIsGivenUp() throws Exception {
    try (Http2Server server = server((number, connection, stream) -> never.await())) {
      Receiver receiver = only(server);
      for (int i = 0; i < 3; i++) {
        assertThat(fixture.post(receiver, SOON)).isInstanceOf(WebhookAnswer.NoAnswer.class);
      }
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1001", "99999999999"})
  void anAnswerThatIsTooLongIsNotReadToItsEnd(String length) throws Exception {
    CountDownLatch closed = new CountDownLatch(2);
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              stream.send(
                  HEADERS,
                  END_HEADERS,
                  number == 1 ? STATUS_200 : headers("content-length", length));
              flood(stream, DATA, 0);
              closed.countDown();
            })) {
      Receiver receiver = only(server);
      assertThat(fixture.post(receiver)).isInstanceOf(WebhookAnswer.Unusable.class);
      assertThat(fixture.post(receiver)).isInstanceOf(WebhookAnswer.Unusable.class);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anEndlessHeadIsCut() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              stream.send(HEADERS, 0, STATUS_200);
              flood(stream, CONTINUATION, 0);
              closed.countDown();
            })) {
      assertThat(fixture.post(only(server))).isInstanceOf(WebhookAnswer.Unusable.class);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void flood(Stream stream, int type, int flags) {
    byte[] payload = new byte[1000];
    try {
      for (int i = 0; i < 1_000_000; i++) {
        stream.send(type, flags, payload);
      }
    } catch (IOException e) {
      return; // as it should be
    }
    throw new IllegalStateException("the client takes a gigabyte");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "900"})
  void aLengthThatLiesIsNoProperHttp(String length) throws Exception {
    try (Http2Server server =
        server(
            (number, connection, stream) -> {
              stream.send(HEADERS, END_HEADERS, headers("content-length", length));
              stream.send(DATA, END_STREAM, new byte[] {'h', 'i'});
            })) {
      assertThat(fixture.post(only(server))).isInstanceOf(WebhookAnswer.Unusable.class);
    }
  }

  @Test
  void framesThatMeanNothingAreNoAnswerThatCanBeUsed() throws Exception {
    try (Http2Server server =
        server((number, connection, stream) -> stream.send(DATA, END_STREAM, new byte[10_000]))) {
      assertThat(fixture.post(only(server)))
          .isInstanceOfAny(WebhookAnswer.Unusable.class, WebhookAnswer.NoConnection.class);
    }
  }
}
