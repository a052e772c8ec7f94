package org.stanzagate.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.component.ComponentFixture.PATIENT;
import static org.stanzagate.component.ComponentFixture.get;
import static org.stanzagate.component.ComponentFixture.stanza;
import static org.stanzagate.component.ScriptedServer.CLOSING_TAG;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.impl.JidCreate;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.config.Secret;
import org.stanzagate.tls.Authorities;
import org.stanzagate.tls.ServerIdentity;
import org.stanzagate.tls.TestAuthority;

/** TLS from the first byte: who is believed, and that all else is as without. */
@Timeout(60)
class TlsToServerTest {
  private static final String MESSAGE =
      "<message to='a@example.net' from='rest.example.net'><body>%s</body></message>";

  private static final TestAuthority AUTHORITY = new TestAuthority("Test Authority");

  private static ComponentFixture fixture(Timings timings, ScriptedServer server)
      throws IOException {
    return new ComponentFixture(timings, stanza -> {}, server);
  }

  private static ScriptedServer server(ServerIdentity identity, String host) throws IOException {
    return new ScriptedServer(identity, host, AUTHORITY.trusted());
  }

  private static ScriptedServer trusted() throws IOException {
    return server(AUTHORITY.issue("127.0.0.1").identity(), "127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"localhost, EC", "localhost, RSA", "127.0.0.1, EC"})
  void aServerWithTheRightNameIsSpokenTo(String host, String algorithm) throws Exception {
    ServerIdentity identity = AUTHORITY.issue(algorithm, Duration.ofDays(1), host).identity();
    try (ComponentFixture fixture = fixture(PATIENT, server(identity, host))) {
      Peer peer = fixture.connect();
      CompletableFuture<Delivery> sent = fixture.send(MESSAGE.formatted("x".repeat(200_000)));
      peer.expect(MESSAGE.formatted("x".repeat(200_000)));
      assertThat(get(sent)).isEqualTo(new Delivery.Written());
      peer.send("<message from='a@example.net' to='rest.example.net'/>");
      assertThat(fixture.nextReceived())
          .isEqualTo(stanza("<message from='a@example.net' to='rest.example.net'/>"));
      Thread stop = fixture.stop();
      peer.expect(CLOSING_TAG);
      peer.send(CLOSING_TAG);
      peer.expectEnd();
      stop.join();
      assertThat(fixture.warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.net | 5  | its certificate is another's | Give component.host the name",
        "localhost   | -1 | its certificate has ended    | Renew the server's certificate",
      })
  void aServerThatIsNotTheOneThatWasMeantIsNot(
      String name, int daysLeft, String what, String advice) throws Exception {
    ServerIdentity identity = AUTHORITY.issue("EC", Duration.ofDays(daysLeft), name).identity();
    try (ComponentFixture fixture = fixture(PATIENT, server(identity, "localhost"))) {
      fixture.start();
      for (int tries = 0; tries < 3; tries++) {
        Peer peer = fixture.server.accept();
        assertThatThrownBy(() -> peer.expect(ScriptedServer.COMPONENT_HEADER))
            .isInstanceOf(IOException.class);
      }
      fixture.awaitWarning(what);
      assertThat(fixture.warnings()).singleElement().asString().contains(advice);
      assertThat(fixture.component.isConnected()).isFalse();
    }
  }

  @Test
  void anotherAuthorityThanTheGivenIsNotTrustedNorAreTheJvms() throws Exception {
    TestAuthority other = new TestAuthority("Other");
    for (Authorities trusted : List.of(other.trusted(), new Authorities(List.of()))) {
      ServerIdentity identity = AUTHORITY.issue("localhost").identity();
      try (ComponentFixture fixture =
          fixture(PATIENT, new ScriptedServer(identity, "localhost", trusted))) {
        fixture.start();
        Peer peer = fixture.server.accept();
        assertThatThrownBy(() -> peer.expect(ScriptedServer.COMPONENT_HEADER))
            .isInstanceOf(IOException.class);
        fixture.awaitWarning("its certificate is not trusted");
        fixture.awaitWarning("Give component.tls_ca_file");
      }
    }
  }

  @Test
  void aCertificateThatIsTrustedItselfMustNotHaveEndedEither() throws Exception {
    TestAuthority.Issued ended = AUTHORITY.issue("EC", Duration.ofDays(-1), "localhost");
    Authorities itself = new Authorities(List.of(ended.chain().get(0)));
    try (ComponentFixture fixture =
        fixture(PATIENT, new ScriptedServer(ended.identity(), "localhost", itself))) {
      fixture.start();
      Peer peer = fixture.server.accept();
      assertThatThrownBy(() -> peer.expect(ScriptedServer.COMPONENT_HEADER))
          .satisfies(e -> assertThat(e).isInstanceOfAny(IOException.class, AssertionError.class));
      fixture.awaitWarning("its certificate has ended");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void oldVersionsAreNotSpoken(String version) throws Exception {
    ServerSocketFactory old = only(version, AUTHORITY.issue("localhost").identity());
    try (ComponentFixture fixture =
        fixture(PATIENT, new ScriptedServer(old, "localhost", AUTHORITY.trusted()))) {
      fixture.start();
      Peer peer = fixture.server.accept();
      assertThatThrownBy(() -> peer.expect(ScriptedServer.COMPONENT_HEADER))
          .isInstanceOf(IOException.class);
      fixture.awaitWarning("TLS with it failed");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaidToSpeakNone() throws Exception {
    ScriptedServer plain =
        new ScriptedServer(ServerSocketFactory.getDefault(), "localhost", AUTHORITY.trusted());
    try (ComponentFixture fixture = fixture(PATIENT, plain)) {
      fixture.start();
      Peer peer = fixture.server.accept();
      peer.send(ScriptedServer.HEADER);
      fixture.awaitWarning("set component.tls to false");
    }
  }

  @Test
  void aServerWithTlsThatIsSpokenToWithoutIsSaidToSpeakIt() throws Exception {
    ServerIdentity identity = AUTHORITY.issue("localhost").identity();
    ScriptedServer withTls =
        new ScriptedServer(identity.context().getServerSocketFactory(), "localhost", null);
    try (ComponentFixture fixture = fixture(PATIENT, withTls)) {
      fixture.start();
      Peer peer = fixture.server.accept();
      assertThatThrownBy(() -> peer.expect(ScriptedServer.COMPONENT_HEADER))
          .isInstanceOf(IOException.class);
      fixture.awaitWarning("set component.tls to true");
    }
  }

  @Test
  void aHandshakeThatIsNeverAnsweredEndsInTime() throws Exception {
    ScriptedServer silent =
        new ScriptedServer(ServerSocketFactory.getDefault(), "localhost", AUTHORITY.trusted());
    try (ComponentFixture fixture =
        fixture(ComponentFixture.handshake(Duration.ofMillis(100)), silent)) {
      fixture.start();
      try (Peer first = fixture.server.accept()) {
        fixture.awaitWarning("left the handshake open for 100 ms");
        assertThat(first.read(1)).isNotEmpty();
      }
      fixture.server.accept();
    }
  }

  @Test
  void itStopsWithinAHandshakeThatIsNotAnswered() throws Exception {
    ScriptedServer silent =
        new ScriptedServer(ServerSocketFactory.getDefault(), "localhost", AUTHORITY.trusted());
    try (ComponentFixture fixture = fixture(PATIENT, silent)) {
      fixture.start();
      Peer peer = fixture.server.accept();
      assertThat(peer.read(1)).isNotEmpty();
      fixture.component.stop();
      assertThat(fixture.warnings()).isEmpty();
    }
  }

  @Test
  void aServerThatReadsNothingIsLeftInTimeThoughAWriteHangs() throws Exception {
    try (ComponentFixture fixture =
        fixture(ComponentFixture.farewell(Duration.ofMillis(300)), trusted())) {
      Peer peer = fixture.connect();
      List<CompletableFuture<Delivery>> queued = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        queued.add(fixture.send(MESSAGE.formatted("x".repeat(250_000))));
      }
      fixture.component.stop();
      assertThat(get(queued.get(59))).isInstanceOf(NotSent.Unavailable.class);
      peer.cut();
    }
  }

  @Test
  void aBrokenConnectionIsFollowedByTheNext() throws Exception {
    try (ComponentFixture fixture = fixture(PATIENT, trusted())) {
      Peer peer = fixture.connect();
      peer.cut();
      fixture.acceptStream();
      assertThat(fixture.component.counters().opened()).isEqualTo(2);
    }
  }

  @Test
  void theEndOfTlsIsSaidSoThatNobodyCanCutItShortUnnoticed() throws Exception {
    int alert = 21; // RFC 5246 section 6.2.1; TLS 1.3 would hide it
    ServerSocketFactory sockets = only("TLSv1.2", AUTHORITY.issue("127.0.0.1").identity());
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = sockets.createServerSocket(0, 1, here);
        ServerSocket tap = new ServerSocket(0, 1, here)) {
      CompletableFuture<byte[]> arrived = inThread(() -> readAll(server.accept()));
      CompletableFuture<byte[]> tapped = inThread(() -> relay(tap, server.getLocalPort()));
      ComponentConfig config =
          new ComponentConfig(
              JidCreate.fromOrThrowUnchecked(ScriptedServer.DOMAIN),
              new Secret(ScriptedServer.SECRET),
              "127.0.0.1",
              tap.getLocalPort(),
              AUTHORITY.trusted(),
              1000,
              1000);
      try (ServerConnection connection = new ServerConnection(config)) {
        connection.connect(Duration.ofSeconds(10));
        connection.secure();
        connection.write(CLOSING_TAG.getBytes(UTF_8), 0, CLOSING_TAG.length());
        connection.finish();
      }
      assertThat(get(arrived)).asString(UTF_8).isEqualTo(CLOSING_TAG);
      assertThat(lastRecordType(get(tapped))).isEqualTo(alert);
    }
  }

  private static byte[] readAll(Socket socket) throws IOException {
    try (socket) {
      return socket.getInputStream().readAllBytes();
    }
  }

  /** What the client sends, which is handed on to that port, as are the answers. */
  private static byte[] relay(ServerSocket tap, int port) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (Socket client = tap.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var unused = inThread(() -> server.getInputStream().transferTo(client.getOutputStream()));
      byte[] buffer = new byte[8192];
      for (int n = read(client, buffer); n >= 0; n = read(client, buffer)) {
        sent.write(buffer, 0, n);
        server.getOutputStream().write(buffer, 0, n);
      }
    }
    return sent.toByteArray();
  }

  private static int read(Socket socket, byte[] buffer) throws IOException {
    return socket.getInputStream().read(buffer);
  }

  private static int lastRecordType(byte[] records) {
    int type = -1;
    for (ByteBuffer left = ByteBuffer.wrap(records); left.hasRemaining(); ) {
      type = left.get();
      left.getShort(); // the version
      int length = left.getShort() & 0xFFFF;
      left.position(left.position() + length);
    }
    return type;
  }

  private static <T> CompletableFuture<T> inThread(Callable<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(task.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  /** A server's sockets that speak one version of TLS. */
  private static ServerSocketFactory only(String version, ServerIdentity identity) {
    SSLServerSocketFactory any = identity.context().getServerSocketFactory();
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, 50);
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
          throws IOException {
        SSLServerSocket socket = (SSLServerSocket) any.createServerSocket(port, backlog, address);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
      }
    };
  }
}
