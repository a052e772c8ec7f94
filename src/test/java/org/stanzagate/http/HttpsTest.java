package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.ServerUnderTest.MAX_BODY;
import static org.stanzagate.http.ServerUnderTest.PATIENT;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.tls.TestAuthority;

/** All that holds for HTTP holds with TLS below it as well; and a handshake is bounded too. */
@Timeout(60)
class HttpsTest {
  private static final String MESSAGE = "<message to='a@example.org'><body>%s</body></message>";
  private static final String PING =
      "<iq type='get' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>";
  private static final String HEALTH = "GET /healthz HTTP/1.1\nHost: localhost\n\n";
  private static final HttpLimits IMPATIENT =
      new HttpLimits(16 * 1024, 100, 50_000_000, Duration.ofMillis(1500), Duration.ofMinutes(1));

  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");

  private static ServerUnderTest server;

  @BeforeAll
  static void start() throws IOException {
    server = server("EC", PATIENT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ServerUnderTest server(String algorithm, HttpLimits limits) throws IOException {
    return new ServerUnderTest(
        AUTHORITY.issue(algorithm, Duration.ofDays(1), "127.0.0.1").identity(), limits);
  }

  private static RawClient client(ServerUnderTest server) throws IOException {
    return new RawClient(server.server.address(), AUTHORITY.trusted().context().getSocketFactory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void bothVersionsAreSpokenWithEitherKindOfKey(String version) throws Exception {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      try (ServerUnderTest https = server(algorithm, PATIENT);
          SSLSocket socket = socket(https)) {
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      }
    }
  }

  private static SSLSocket socket(ServerUnderTest https) throws IOException {
    return (SSLSocket)
        AUTHORITY
            .trusted()
            .context()
            .getSocketFactory()
            .createSocket(https.server.address().getAddress(), https.server.address().getPort());
  }

  @Test
  void olderVersionsAreNot() throws Exception {
    try (SSLSocket socket = socket(server)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1", "TLSv1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void requestsFollowEachOtherOnOneConnectionAndMayBeSentAhead() throws Exception {
    try (RawClient client = client(server)) {
      String body = "x".repeat(90_000);
      client.send(postXml(MESSAGE.formatted(body)) + HEALTH + postXml(MESSAGE.formatted("2")));
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(server.component.sent.take().element().toString()).contains(body);
      server.component.sent.take();
    }
  }

  @Test
  void theLimitsAnswerAsWithoutTls() throws Exception {
    try (RawClient client = client(server)) {
      client.send(postXml(MESSAGE.formatted("x".repeat(MAX_BODY))));
      assertThat(client.read().status()).isEqualTo(413);
    }
    try (RawClient client = client(server)) {
      client.send("GET /healthz HTTP/1.1\nHost: localhost\nX: " + "x".repeat(20_000) + "\n\n");
      assertThat(client.read().status()).isEqualTo(431);
    }
  }

  @Test
  void aClientThatLeavesWhileItWaitsFreesWhatWasHeldForIt() throws Exception {
    RawClient client = client(server);
    client.send(postXml(PING));
    ScriptedComponent.Request request = server.component.nextRequest();
    client.close();
    await().untilAsserted(() -> assertThat(request.reply()).isCancelled());
  }

  @Test
  void aHandshakeThatNeverEndsIsCut() throws Exception {
    byte[] half = Arrays.copyOf(clientHello(), 100);
    try (ServerUnderTest quick = server("EC", IMPATIENT)) {
      List<Socket> silent = new ArrayList<>();
      for (byte[] start : new byte[][] {{}, {0x16}, half, clientHello()}) {
        Socket socket = plain(quick);
        socket.getOutputStream().write(start);
        silent.add(socket);
      }
      for (Socket socket : silent) {
        assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(10_000);
        socket.close();
      }
    }
  }

  @Test
  void aConnectionThatHasShakenHandsMayBeIdleForLonger() throws Exception {
    try (ServerUnderTest quick = server("EC", IMPATIENT);
        RawClient idle = client(quick)) {
      assertThat(idle.send(HEALTH).read().status()).isEqualTo(200);
      try (Socket silent = plain(quick)) {
        assertThat(silent.getInputStream().read()).isNegative();
      }
      assertThat(idle.send(HEALTH).read().status()).isEqualTo(200);
    }
  }

  @Test
  void aHeadThatTricklesIsCut() throws Exception {
    try (ServerUnderTest quick = server("EC", IMPATIENT);
        RawClient client = client(quick)) {
      client.send("GET /healthz HTTP/1.1\nHost: local");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void anotherCertificateIsForThoseWhoConnectFromThenOn() throws Exception {
    TestAuthority other = new TestAuthority("Other");
    try (ServerUnderTest https = server("EC", PATIENT);
        RawClient before = client(https)) {
      assertThat(before.send(HEALTH).read().status()).isEqualTo(200);
      https.server.reload(other.issue("127.0.0.1").identity());
      try (SSLSocket distrusting = socket(https)) {
        assertThatThrownBy(distrusting::startHandshake).isInstanceOf(SSLException.class);
      }
      var sockets = other.trusted().context().getSocketFactory();
      try (RawClient after = new RawClient(https.server.address(), sockets)) {
        assertThat(after.send(HEALTH).read().status()).isEqualTo(200);
      }
      assertThat(before.send(HEALTH).read().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestWithoutTlsIsNotAnsweredAndTheServerLivesOn() throws Exception {
    try (RawClient plain = new RawClient(server.server.address())) {
      plain.send(HEALTH);
      assertThat(plain.readAll()).as("an alert of TLS").hasSizeLessThan(10);
    }
    try (RawClient client = client(server)) {
      assertThat(client.send(HEALTH).read().status()).isEqualTo(200);
    }
  }

  private static Socket plain(ServerUnderTest server) throws IOException {
    Socket socket =
        new Socket(server.server.address().getAddress(), server.server.address().getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** What a client says first. */
  private static byte[] clientHello() throws Exception {
    var engine = AUTHORITY.trusted().context().createSSLEngine();
    engine.setUseClientMode(true);
    var hello = ByteBuffer.allocate(20_000);
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }
}
