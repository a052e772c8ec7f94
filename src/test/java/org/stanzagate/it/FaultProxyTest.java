package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the proxy does what the tests on it believe, seen from both of its sides. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FaultProxyTest {
  private static final int A_MOMENT_MILLIS = 200;

  private ServerSocket listener;
  private FaultProxy proxy;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    proxy = FaultProxy.before(listener.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    server = listener.accept();
    client.setSoTimeout(20_000);
    server.setSoTimeout(20_000);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    proxy.close();
    listener.close();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), US_ASCII);
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(A_MOMENT_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(20_000);
  }

  @Test
  void withoutAFaultBytesAndEndsGoThroughBothWays() throws Exception {
    write(client, "ping");
    assertThat(read(server, 4)).isEqualTo("ping");
    write(server, "pong!");
    assertThat(read(client, 5)).isEqualTo("pong!");
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isNegative();
    write(server, "more");
    assertThat(read(client, 4)).isEqualTo("more");
    server.close();
    assertThat(client.getInputStream().read()).isNegative();

    assertThat(proxy.connections()).isOne();
    assertThat(proxy.cuts()).isZero();
    assertThat(proxy.up()).isEqualTo(4);
    assertThat(proxy.down()).isEqualTo(9);
  }

  @Test
  void aDelayIsOfOneDirection() throws Exception {
    Duration delay = Duration.ofMillis(300);
    long start = System.nanoTime();
    proxy.does(Fault.NONE.delayed(delay, Duration.ZERO));
    write(client, "late");
    write(server, "at once");
    assertThat(read(client, 7)).isEqualTo("at once");
    client.shutdownOutput();

    assertThat(read(server, 10)).isEqualTo("late");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void aDelayThatEndsKeepsTheOrder() throws Exception {
    proxy.does(Fault.NONE.delayed(Duration.ofMillis(300), Duration.ZERO));
    write(client, "a");
    proxy.does(Fault.NONE);
    write(client, "bc");

    assertThat(read(server, 3)).isEqualTo("abc");
  }

  @Test
  void whatIsDelayedArrivesAfterBothHaveEnded() throws Exception {
    proxy.does(Fault.NONE.delayed(Duration.ofMillis(300), Duration.ZERO));
    write(client, "last words");
    client.shutdownOutput();
    server.shutdownOutput();

    assertThat(read(server, 20)).isEqualTo("last words");
  }

  @Test
  void aConnectionIsCutAtTheGivenByte() throws Exception {
    proxy.does(Fault.NONE.cutUpAfter(() -> 5));
    write(client, "abc");
    assertThat(read(server, 3)).isEqualTo("abc");
    write(client, "defgh");

    assertThat(read(server, 10)).isEqualTo("de");
    assertThat(client.getInputStream().read()).isNegative();
    assertThat(proxy.cuts()).isOne();
  }

  @Test
  void aResetIsOne() throws Exception {
    proxy.does(Fault.NONE.cutDownAfter(() -> 1).resetting());
    write(server, "abc");

    assertThatThrownBy(() -> read(client, 10)).isInstanceOf(SocketException.class);
  }

  @Test
  void whatIsSwallowedIsGoneAndTheOtherDirectionGoesOn() throws Exception {
    proxy.does(Fault.NONE.withDown(Fault.Flow.SWALLOW));
    write(server, "gone");
    write(client, "up");
    assertThat(read(server, 2)).isEqualTo("up");
    assertSilent(client);
    proxy.does(Fault.NONE);
    write(server, "back");

    assertThat(read(client, 4)).isEqualTo("back");
  }

  @Test
  void whatIsStalledComesLater() throws Exception {
    proxy.does(Fault.NONE.withUp(Fault.Flow.STALL));
    write(client, "later");
    assertSilent(server);
    proxy.does(Fault.NONE);

    assertThat(read(server, 5)).isEqualTo("later");
  }

  @Test
  void allConnectionsCanBeCut() throws Exception {
    proxy.cutAll();

    assertThat(client.getInputStream().read()).isNegative();
    assertThat(server.getInputStream().read()).isNegative();
  }

  @Test
  void withNobodyBehindItAConnectionEnds() throws Exception {
    listener.close();
    try (Socket next = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      next.setSoTimeout(20_000);
      assertThat(next.getInputStream().read()).isNegative();
    }
  }

  @Test
  void aSeedGivesTheSameNumbersEachTime() {
    LongSupplier one = Fault.random(new Random(7), 100);
    LongSupplier two = Fault.random(new Random(7), 100);
    for (int i = 0; i < 50; i++) {
      assertThat(one.getAsLong()).isEqualTo(two.getAsLong()).isBetween(1L, 100L);
    }
  }
}
