package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.client.WebhookAnswer.Answered;
import org.stanzagate.tls.Authorities;

@Timeout(60)
class WebhookClientTest {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofMillis(200);
  private static final int MAX_ANSWER = 1000;
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private WebhookClient client = new WebhookClient(Map.of(), timer, CLOCK);
  private final CountDownLatch never = new CountDownLatch(1);

  WebhookClientTest() {
    timer.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void end() {
    never.countDown();
    client.close();
    timer.shutdownNow();
  }

  /** From now on there may be so many connections. */
  private void most(int connections, RawServer server) {
    client = new WebhookClient(Map.of(at("127.0.0.1", server.port()), connections), timer, CLOCK);
  }

  private static Receiver at(String host, int port) {
    return new Receiver(new HttpHost("http", host, port), new Authorities(List.of()));
  }

  private WebhookAnswer post(RawServer server) throws Exception {
    return post(server, PATIENT);
  }

  private WebhookAnswer post(RawServer server, Duration timeout) throws Exception {
    return await(send("127.0.0.1", server.port(), timeout));
  }

  private static WebhookAnswer await(CompletableFuture<WebhookAnswer> answer) throws Exception {
    return answer.get(40, TimeUnit.SECONDS);
  }

  private CompletableFuture<WebhookAnswer> send(String host, int port, Duration timeout) {
    return client.send(
        new WebhookRequest(
            "POST",
            at(host, port),
            "/a%2F..%2F/%2E%2E?b=%25",
            List.of(new BasicHeader("webhook-id", "msg_1"), new BasicHeader("User-Agent", "me/1")),
            "application/json",
            new Content("{\"ü\":1}".getBytes(StandardCharsets.UTF_8))),
        timeout,
        MAX_ANSWER);
  }

  private static void assertBody(WebhookAnswer answer, String body) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answered.class, answered -> assertThat(answered.body().text()).isEqualTo(body));
  }

  @Test
  void theRequestIsPlainHttp() throws Exception {
    try (RawServer server = RawServer.answering(OK)) {
      assertBody(post(server), "hi");
      assertThat(server.requests())
          .containsExactly(
              """
              POST /a%%2F..%%2F/%%2E%%2E?b=%%25 HTTP/1.1
              webhook-id: msg_1
              User-Agent: me/1
              Content-Type: application/json
              Host: 127.0.0.1:%d
              Content-Length: 8
              Connection: keep-alive

              {"ü":1}"""
                  .formatted(server.port())
                  .replace("\n", "\r\n"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | WWW-Authenticate: Basic realm=\"a\"",
        "401 | WWW-Authenticate: Negotiate",
        "401 | WWW-Authenticate: ,=,=\"",
        "401 | A: b",
        "407 | Proxy-Authenticate: Basic realm=\"a\"",
      })
  void aChallengeIsAnAnswerAsAnyOther(int status, String header) throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 %d No\r\n%s\r\nContent-Length: 2\r\n\r\nno".formatted(status, header))) {
      WebhookAnswer answer = post(server);
      assertBody(answer, "no");
      assertThat(((Answered) answer).status()).isEqualTo(status);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aPackedAnswerStaysPacked() throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi")) {
      assertBody(post(server), "hi");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "H",
        "HTTP/1.1 204 No Con",
        "HTTP/1.1 204 No Content\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/pl",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r",
      })
  void halfAHeadIsNoAnswer(String head) throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              RawServer.write(socket, head);
              socket.close();
            })) {
      assertThat(post(server)).isInstanceOf(WebhookAnswer.NoConnection.class);
    }
  }

  @Test
  void theAnswersHeadersAreThere() throws Exception {
    try (RawServer server =
        RawServer.answering(
            String.join(
                "\r\n",
                "HTTP/1.1 202 OK",
                "content-type: a/b; c=d",
                "ACCEPT: x/y",
                "stanza-reply: Later",
                "Transfer-Encoding: chunked",
                "",
                "3",
                "abc",
                "2",
                "de",
                "0",
                "",
                ""))) {
      assertThat(post(server))
          .isInstanceOfSatisfying(
              Answered.class,
              answer -> {
                assertThat(answer.status()).isEqualTo(202);
                assertThat(answer.contentType()).isEqualTo("a/b; c=d");
                assertThat(answer.accept()).isEqualTo("x/y");
                assertThat(answer.later()).isTrue();
                assertThat(answer.body().text()).isEqualTo("abcde");
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Retry-After: 7 | PT7S",
        "RETRY-AFTER: Sun, 22 Nov 2026 12:01:00 GMT | PT1M",
        "Retry-After: later | ",
        "Retry-After: 1;Retry-After: 2 | ",
        "Retry: 1 | ",
      })
  void anAnswerMaySayWhenToComeAgain(String header, @Nullable Duration wait) throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 503 No;Content-Length: 0;%s;;".formatted(header).replace(";", "\r\n"))) {
      assertThat(post(server))
          .isInstanceOfSatisfying(
              Answered.class, answer -> assertThat(answer.retryAfter()).isEqualTo(wait));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 204 X\r\n\r\n",
      })
  void anAnswerMayBeEmptyAndAnnounced(String answer) throws Exception {
    try (RawServer server = RawServer.answering(answer)) {
      assertBody(post(server), "");
      assertBody(post(server), "");
    }
  }

  @Test
  void anAnswerMayEndWithItsConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              RawServer.write(socket, "HTTP/1.0 200 OK\r\n\r\nbye");
              socket.close();
            })) {
      assertBody(post(server), "bye");
      assertBody(post(server), "bye");
    }
  }

  @Test
  void aRedirectIsTheAnswer() throws Exception {
    try (RawServer server =
        RawServer.answering("HTTP/1.1 307 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(post(server))
          .isInstanceOfSatisfying(
              Answered.class, answer -> assertThat(answer.status()).isEqualTo(307));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void noCookieIsKept() throws Exception {
    try (RawServer server =
        RawServer.answering("HTTP/1.1 204 X\r\nSet-Cookie: a=b; Path=/\r\n\r\n")) {
      post(server);
      post(server);
      assertThat(server.requests()).hasSize(2).noneMatch(request -> request.contains("ookie"));
    }
  }

  @Test
  void whereNobodyListensThereIsNoConnection() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(await(send("127.0.0.1", port, PATIENT)))
        .isInstanceOf(WebhookAnswer.NoConnection.class);
    assertThat(await(send("no-such-host.invalid", port, PATIENT)))
        .isInstanceOf(WebhookAnswer.NoConnection.class);
  }

  @Test
  void aConnectionThatIsClosedWithoutAnAnswerIsNone() throws Exception {
    try (RawServer server = new RawServer((number, connection, socket) -> socket.close())) {
      assertThat(post(server)).isInstanceOf(WebhookAnswer.NoConnection.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aResetIsNoConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              socket.setSoLinger(true, 0);
              socket.close();
            })) {
      assertThat(post(server)).isInstanceOf(WebhookAnswer.NoConnection.class);
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNoConnectionAndNotAskedForAgain() throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              RawServer.write(socket, number == 1 ? OK : OK.substring(0, OK.length() - 1));
              if (number > 1) {
                socket.close();
              }
            })) {
      most(1, server);
      assertBody(post(server), "hi");
      assertThat(post(server)).isInstanceOf(WebhookAnswer.NoConnection.class);
      assertThat(server.requests()).hasSize(2);
    }
  }

  /** As it happens when the receiver's idle time is over just as the next request is under way. */
  @Test
  void aKeptConnectionThatIsClosedInsteadOfAnAnswerIsReplaced() throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              if (number == 2) {
                socket.close();
              } else {
                RawServer.write(socket, OK);
              }
            })) {
      most(1, server);
      assertBody(post(server), "hi");
      assertBody(post(server), "hi");
      assertThat(server.requests()).hasSize(3);
      assertThat(server.requests().get(2)).isEqualTo(server.requests().get(1));
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void itIsReplacedOnlyOnce() throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              if (number == 1) {
                RawServer.write(socket, OK);
              } else {
                socket.close();
              }
            })) {
      most(1, server);
      assertBody(post(server), "hi");
      assertThat(post(server)).isInstanceOf(WebhookAnswer.NoConnection.class);
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void thereAreNoMoreConnectionsThanThereMayBe() throws Exception {
    try (RawServer server = RawServer.answering(OK)) {
      most(2, server);
      List<CompletableFuture<WebhookAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(send("127.0.0.1", server.port(), PATIENT));
      }
      for (CompletableFuture<WebhookAnswer> answer : answers) {
        assertBody(await(answer), "hi");
      }
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  /** Three connections are kept, and closed while nobody looks; the request finds a fourth. */
  @Test
  void allKeptConnectionsMayBeClosed() throws Exception {
    CountDownLatch allThere = new CountDownLatch(3);
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              if (connection <= 3 && number > 3) {
                socket.close();
                return;
              }
              allThere.countDown();
              allThere.await();
              RawServer.write(socket, OK);
            })) {
      most(3, server);
      List<CompletableFuture<WebhookAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(send("127.0.0.1", server.port(), PATIENT));
      }
      for (CompletableFuture<WebhookAnswer> answer : answers) {
        assertBody(await(answer), "hi");
      }
      assertBody(post(server), "hi");
    }
  }

  /** One connection there may be: it is kept, and then the webhook falls silent on it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nx"})
  void aKeptConnectionThatIsGivenUpIsFreeAgain(String begun) throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              if (number % 2 == 0) {
                RawServer.write(socket, begun);
                never.await();
              }
              RawServer.write(socket, OK);
            })) {
      most(1, server);
      for (int i = 0; i < 5; i++) {
        assertBody(post(server), "hi");
        assertThat(post(server, SOON)).isInstanceOf(WebhookAnswer.NoAnswer.class);
      }
      assertBody(post(server, Duration.ofSeconds(5)), "hi");
    }
  }

  @Test
  void whatWaitsForAConnectionInVainHasNoAnswerAndTakesNone() throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              if (number == 1) {
                never.await();
              }
              RawServer.write(socket, OK);
            })) {
      most(1, server);
      CompletableFuture<WebhookAnswer> first =
          send("127.0.0.1", server.port(), Duration.ofSeconds(1));
      assertThat(post(server, SOON)).isInstanceOf(WebhookAnswer.NoAnswer.class);
      assertThat(await(first)).isInstanceOf(WebhookAnswer.NoAnswer.class);
      assertBody(post(server), "hi");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void whatNeverAnswersHasNoAnswer() throws Exception {
    try (RawServer server = new RawServer((number, connection, socket) -> never.await())) {
      assertThat(post(server, SOON)).isInstanceOf(WebhookAnswer.NoAnswer.class);
      assertThat(timer.getQueue()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "HTTP/1.1 200 OK\r\n"})
  void theTimeIsForTheWholeAnswerThoughItTrickles(String beginning) throws Exception {
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              RawServer.write(socket, beginning.replace("100000", "900"));
              while (!never.await(10, TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, beginning.endsWith("\r\n\r\n") ? "x" : "a: b\r\n");
              }
            })) {
      assertThat(post(server, SOON)).isInstanceOf(WebhookAnswer.NoAnswer.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        "HTTP/1.1 500 No\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3E9\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
      })
  void anAnswerThatIsTooLongIsNotReadToItsEnd(String head) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            (number, connection, socket) -> {
              RawServer.write(socket, head + "x".repeat(500));
              floodUntilClosed(socket);
              closed.countDown();
            })) {
      assertThat(post(server)).isInstanceOf(WebhookAnswer.Unusable.class);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void floodUntilClosed(Socket socket) {
    try {
      for (int i = 0; i < 1_000_000; i++) {
        RawServer.write(socket, "x".repeat(1000));
      }
    } catch (IOException e) {
      return; // as it should be
    }
    throw new IllegalStateException("the client takes a gigabyte");
  }

  @Test
  void theLargestAnswerIsTaken() throws Exception {
    String body = "x".repeat(MAX_ANSWER);
    try (RawServer server =
        RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body)) {
      assertBody(post(server), body);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      })
  void garbageIsNoAnswerThatCanBeUsed(String garbage) throws Exception {
    try (RawServer server = RawServer.answering(garbage)) {
      assertThat(post(server)).isInstanceOf(WebhookAnswer.Unusable.class);
    }
  }

  @Test
  void anEndlessHeadIsCut() throws Exception {
    try (RawServer lines =
            new RawServer(
                (number, connection, socket) -> {
                  RawServer.write(socket, "HTTP/1.1 200 OK\r\n");
                  RawServer.write(socket, "a: b\r\n".repeat(100_000));
                });
        RawServer line =
            new RawServer(
                (number, connection, socket) ->
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\na: " + "b".repeat(1_000_000)))) {
      assertThat(post(lines)).isInstanceOf(WebhookAnswer.Unusable.class);
      assertThat(post(line)).isInstanceOf(WebhookAnswer.Unusable.class);
    }
  }

  @Test
  void ipv6IsSpokenTo() throws Exception {
    try (RawServer server =
        new RawServer(
            InetAddress.getByAddress(IPV6_LOOPBACK),
            (number, connection, socket) -> RawServer.write(socket, OK))) {
      assertBody(await(send("[::1]", server.port(), PATIENT)), "hi");
      assertThat(server.requests().get(0)).contains("\r\nHost: [::1]:" + server.port() + "\r\n");
    }
  }
}
