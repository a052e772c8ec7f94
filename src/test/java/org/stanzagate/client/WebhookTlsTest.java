package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.client.ClientFixture.SOON;
import static org.stanzagate.client.ClientFixture.assertBody;
import static org.stanzagate.client.ClientFixture.assertNoConnection;
import static org.stanzagate.client.ClientFixture.receiver;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.tls.Authorities;
import org.stanzagate.tls.ServerIdentity;
import org.stanzagate.tls.TestAuthority;

/** Webhooks over HTTPS: who is believed, in which HTTP, and over how many connections. */
@Timeout(60)
class WebhookTlsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Test Authority");
  private static final ServerIdentity LOCALHOST = AUTHORITY.issue("localhost").identity();

  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void end() {
    fixture.close();
  }

  private static Receiver localhost(int port) {
    return receiver("localhost", port, AUTHORITY.trusted());
  }

  @ParameterizedTest
  @CsvSource({"true, HTTP/2.0", "false, HTTP/1.1"})
  void theBestHttpThereIsIsSpokenOverOneConnectionThatIsKept(boolean hasHttp2, String protocol)
      throws Exception {
    try (SecureServer server = new SecureServer(LOCALHOST, hasHttp2)) {
      for (int i = 0; i < 20; i++) {
        assertBody(fixture.post(localhost(server.port())), "hi");
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests())
          .hasSize(20)
          .allSatisfy(
              request -> {
                assertThat(request.protocol()).isEqualTo(protocol);
                assertThat(request.body()).isEqualTo("{\"ü\":1}");
                assertThat(request.headers().getFirst("content-length")).isEqualTo("8");
                assertThat(request.headers().getFirst("content-type"))
                    .isEqualTo("application/json");
                assertThat(request.headers().getFirst("x-api-key")).isEqualTo("k");
                assertThat(request.headers().getFirst("host"))
                    .isEqualTo("localhost:" + server.port());
                assertThat(request.headers().contains("upgrade")).isFalse();
                assertThat(request.headers().contains("transfer-encoding")).isFalse();
              });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thereAreNoMoreConnectionsNorRequestsAtOnceThanThereMayBe(boolean hasHttp2) throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    try (SecureServer server =
        new SecureServer(
            LOCALHOST,
            hasHttp2,
            exchange -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              three.countDown();
              three.await();
              now.decrementAndGet();
              exchange.getResponseSender().send("hi");
            })) {
      fixture.client.allow(Map.of(localhost(server.port()), 3));
      fixture.postAll(localhost(server.port()), 50, "hi");
      assertThat(server.connections()).isEqualTo(3);
      assertThat(most).hasValue(3);
    }
  }

  /** Over HTTP/2 as well: those that wait for their answers hold up no other. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersThatAreGivenUpFreeTheirPlaces(boolean hasHttp2) throws Exception {
    AtomicBoolean isSilent = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    try (SecureServer server =
        new SecureServer(
            LOCALHOST,
            hasHttp2,
            exchange -> {
              if (isSilent.get()) {
                never.await();
              }
              exchange.getResponseSender().send("hi");
            })) {
      fixture.client.allow(Map.of(localhost(server.port()), 2));
      fixture.postAll(localhost(server.port()), 2, "hi");
      isSilent.set(true);
      var first = fixture.send(localhost(server.port()), SOON);
      assertThat(fixture.post(localhost(server.port()), SOON))
          .isInstanceOf(WebhookAnswer.NoAnswer.class);
      assertThat(first.get()).isInstanceOf(WebhookAnswer.NoAnswer.class);
      isSilent.set(false);
      fixture.postAll(localhost(server.port()), 100, "hi");
      never.countDown();
    }
  }

  @Test
  void aCertificateMayHaveSignedItselfAndBeOneOfSeveral() throws Exception {
    TestAuthority other = new TestAuthority("Other");
    ServerIdentity alone = AUTHORITY.issue("RSA", Duration.ofDays(1), "localhost").identity();
    Authorities several =
        new Authorities(List.of(other.certificate(), alone.chain().get(0), other.certificate()));
    try (SecureServer server = new SecureServer(alone, true)) {
      assertBody(fixture.post(receiver("localhost", server.port(), several)), "hi");
    }
  }

  @Test
  void anAddressIsANameToo() throws Exception {
    ServerIdentity address = AUTHORITY.issue("127.0.0.1").identity();
    try (SecureServer server = new SecureServer(address, true)) {
      assertBody(fixture.post(receiver("127.0.0.1", server.port(), AUTHORITY.trusted())), "hi");
      assertNoConnection(
          fixture.post(localhost(server.port())),
          "its certificate is another's",
          "localhost",
          "give the callback's url the name that is in the certificate");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.net | 5  | its certificate is another's | certificate with that name",
        "localhost   | -1 | its certificate has ended    | renew it",
      })
  void oneThatIsNotTheOneThatWasMeantIsSentNothing(
      String name, int daysLeft, String what, String advice) throws Exception {
    ServerIdentity identity = AUTHORITY.issue("EC", Duration.ofDays(daysLeft), name).identity();
    try (SecureServer server = new SecureServer(identity, true)) {
      assertNoConnection(fixture.post(localhost(server.port())), what, advice);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aCertificateThatIsTrustedItselfMustNotHaveEndedEither() throws Exception {
    ServerIdentity ended = AUTHORITY.issue("EC", Duration.ofDays(-1), "localhost").identity();
    Authorities itself = new Authorities(List.of(ended.chain().get(0)));
    try (SecureServer server = new SecureServer(ended, true)) {
      assertNoConnection(
          fixture.post(receiver("localhost", server.port(), itself)), "its certificate has ended");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void neitherTheJvmsAuthoritiesNorOthersAreBelievedBesideTheGiven() throws Exception {
    try (SecureServer server = new SecureServer(LOCALHOST, true)) {
      for (Authorities authorities :
          List.of(new Authorities(List.of()), new TestAuthority("Other").trusted())) {
        assertNoConnection(
            fixture.post(receiver("localhost", server.port(), authorities)),
            "its certificate is not trusted",
            "give the callback, as tls_ca_file, the PEM file of the authority that signed it");
      }
      assertThat(server.requests()).isEmpty();
    }
  }

  /** One has a connection, which is free: the other must not be given that. */
  @Test
  void twoThatBelieveDifferentAuthoritiesShareNoConnection() throws Exception {
    try (SecureServer server = new SecureServer(LOCALHOST, true)) {
      Receiver believing = localhost(server.port());
      Receiver doubting =
          receiver("localhost", server.port(), new TestAuthority("Other").trusted());
      fixture.client.allow(Map.of(believing, 1, doubting, 1));
      assertBody(fixture.post(believing), "hi");
      assertNoConnection(fixture.post(doubting), "its certificate is not trusted");
      assertBody(fixture.post(believing), "hi");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void oldVersionsAreNotSpoken(String version) throws Exception {
    try (SSLServerSocket old =
        (SSLServerSocket)
            LOCALHOST
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      old.setEnabledProtocols(new String[] {version});
      var accepted = new CountDownLatch(1);
      Thread server = new Thread(() -> handshakes(old, accepted));
      server.setDaemon(true);
      server.start();
      assertNoConnection(
          fixture.post(localhost(old.getLocalPort())),
          "TLS with it failed",
          "does that port speak TLS 1.2 or 1.3?");
      accepted.await();
    }
  }

  private static void handshakes(SSLServerSocket listener, CountDownLatch accepted) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        accepted.countDown();
        socket.getInputStream().read();
      } catch (Exception e) {
        // The handshake failed, or the test is over.
      }
    }
  }

  @Test
  void oneThatSpeaksNoTlsIsSaidToSpeakNone() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                try (Socket socket = plain.accept()) {
                  RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      server.start();
      assertNoConnection(
          fixture.post(localhost(plain.getLocalPort())),
          "TLS with it failed",
          "If it speaks none, the callback's url begins with http:");
      server.join();
    }
  }

  /** It is closed too: else a webhook that hangs would be left with a heap of them. */
  @Test
  void aHandshakeThatIsNeverAnsweredIsGivenUpAndItsConnectionClosed() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Receiver receiver = localhost(silent.getLocalPort());
      fixture.client.allow(Map.of(receiver, 1));
      for (int i = 0; i < 3; i++) {
        var answer = fixture.send(receiver, SOON);
        try (Socket socket = silent.accept()) {
          socket.setSoTimeout(10_000);
          assertThat(answer.get()).isInstanceOf(WebhookAnswer.NoAnswer.class);
          assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
              .isExactlyInstanceOf(SocketException.class); // it was reset, after the client's hello
        }
      }
    }
  }

  /**
   * The receiver's time for handshakes is over, or it has no room: not to be asked at once again.
   */
  @Test
  void aHandshakeThatIsCutIsNoConnection() throws Exception {
    try (ServerSocket cutting = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Receiver receiver = localhost(cutting.getLocalPort());
      fixture.client.allow(Map.of(receiver, 10));
      var answer = fixture.send(receiver, ClientFixture.PATIENT);
      cutting.accept().close();
      assertThat(answer.get()).isInstanceOf(WebhookAnswer.NoConnection.class);
    }
  }
}
