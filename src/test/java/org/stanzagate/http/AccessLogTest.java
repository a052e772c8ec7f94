package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.http.ServerUnderTest.TOKEN;
import static org.stanzagate.http.ServerUnderTest.postXml;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.listener.HttpLimits;
import org.stanzagate.tls.TestAuthority;

/** Each request has a line and is told of once, however it ends, and by one of few routes. */
@Timeout(60)
class AccessLogTest {
  private static final String PING =
      "<iq type='get' to='a@b' id='1'><ping xmlns='urn:xmpp:ping'/></iq>";

  /** More of a head than is read to be refused in due form. */
  private static final int TOO_MUCH = 49_600;

  private final AccessLog log = new AccessLog();
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
    log.close();
  }

  private int status(String request) throws IOException {
    return client.send(request).read().status();
  }

  private static String get(String path, String token) {
    return "GET " + path + " HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + token + "\n\n";
  }

  private List<String> told(int number) throws InterruptedException {
    return AccessLog.next(server.insight.requests, number);
  }

  @Test
  void itSaysWhoAskedForWhatAndHowThatEndedButNotTheQuery() throws Exception {
    status(get("/rest/disco/user@example.org?node=s3cret", "wrong"));
    status(get("/rest/nothing/here", TOKEN));
    status(get("/healthz?s3cret", ""));
    status(postXml("<message to='a@example.org' id='1'><body>Hi</body></message>"));
    assertThat(told(4)).containsExactly("none 401", "none 404", "/healthz 200", "/rest 202");
    assertThat(log.next(4))
        .noneMatch(line -> line.contains("s3cret"))
        .anyMatch(line -> line.matches("GET /rest/disco/user@example.org 401 \\d+ bytes, .*\\{}"))
        .anyMatch(line -> line.matches("GET /rest/nothing/here 404 .*\\{token=echobot}"))
        .contains(
            "GET /healthz 200 3 bytes, N ms, 127.0.0.1, {}",
            "POST /rest 202 0 bytes, N ms, 127.0.0.1, {stanza=1, token=echobot}");
  }

  @Test
  void whatIsRefusedEarlyHasALineToo() throws Exception {
    status(ServerUnderTest.post("application/xmpp+xml") + "Content-Length: 9999999\n\n");
    assertThat(log.next(1)).first().asString().startsWith("POST /rest 413 ");
    try (RawClient other = server.client()) {
      other.send("GET / HTTP/1.1\nHost: localhost\nX: " + "y".repeat(17_000) + "\n\n").read();
    }
    assertThat(log.next(1)).first().asString().startsWith("GET / 431 ");
    try (RawClient other = server.client()) {
      other.send("GET /" + "x".repeat(17_000) + " HTTP/1.1\nHost: localhost\n\n").read();
    }
    assertThat(log.next(1)).first().asString().startsWith("GET /xxx").contains(" 414 ");
    assertThat(told(3)).containsExactly("/rest 413", "none 431", "none 414");
  }

  @Test
  void whatNobodyCanReadHasALineWithoutAMethod() throws Exception {
    try (RawClient other = server.client()) {
      assertThat(other.send("GET / HTTP/1.1\nHost : x\nbroken\n\n").read().status()).isEqualTo(400);
    }
    try (RawClient other = server.client()) {
      String endless = "GET / HTTP/1.1\nX: " + "y".repeat(TOO_MUCH);
      assertThat(other.send(endless).read().status()).isEqualTo(431);
    }
    try (RawClient other = server.client()) {
      String head = "Transfer-Encoding: chunked\nExpect: 100-continue\n\n";
      other.send(ServerUnderTest.post("application/xmpp+xml") + head);
      assertThat(other.read().status()).isEqualTo(100);
      assertThat(other.send("zz\n").read().status()).isEqualTo(400);
    }
    assertThat(told(3)).containsExactly("none 400", "none 431", "/rest 400");
    List<String> lines = log.next(3);
    assertThat(lines.get(0)).matches("- - 400 \\d{3} bytes, N ms, 127\\.0\\.0\\.1, \\{}");
    assertThat(lines.get(1)).matches("- - 431 \\d{3} bytes, N ms, 127\\.0\\.0\\.1, \\{}");
    assertThat(lines.get(2)).matches("POST /rest 400 \\d{3} bytes, N ms, 127.0.0.1, .*echobot.*");
  }

  @Test
  void oneTooManyHasALine() throws Exception {
    HttpLimits one =
        new HttpLimits(16 * 1024, 1, 50_000_000, Duration.ofSeconds(30), Duration.ofSeconds(60));
    try (ServerUnderTest small = new ServerUnderTest(one);
        RawClient waiting = small.client();
        RawClient refused = small.client()) {
      waiting.send(postXml(PING));
      small.component.nextRequest();
      assertThat(refused.send(get("/healthz", "")).read().status()).isEqualTo(503);
      assertThat(log.next(1)).first().asString().startsWith("GET /healthz 503 ");
      assertThat(AccessLog.next(small.insight.requests, 1)).containsExactly("none 503");
    }
  }

  @Test
  void overHttp2ItIsTheSame() throws Exception {
    TestAuthority authority = new TestAuthority("Authority");
    try (ServerUnderTest https =
            new ServerUnderTest(authority.issue("127.0.0.1").identity(), ServerUnderTest.PATIENT);
        RawHttp2 http2 = new RawHttp2(https.server.address(), authority.trusted().context())) {
      http2.begin(RawHttp2.head("GET", "/healthz?s3cret"), true);
      assertThat(http2.answer().status()).isEqualTo(200);
      http2.begin(RawHttp2.head("GET", "/rest/callbacks"), true);
      assertThat(http2.answer().status()).isEqualTo(403);
      assertThat(AccessLog.next(https.insight.requests, 2))
          .containsExactly("/healthz 200", "/rest/callbacks 403");
      assertThat(log.next(2))
          .contains("GET /healthz 200 3 bytes, N ms, 127.0.0.1, {}")
          .anyMatch(line -> line.matches("GET /rest/callbacks 403 .*token=echobot.*"));
    }
  }

  @Test
  void aClientThatLeavesHasNoStatus() throws Exception {
    client.send(postXml(PING));
    server.component.nextRequest();
    client.close();
    assertThat(told(1)).containsExactly("/rest 0");
    assertThat(log.next(1)).first().asString().startsWith("POST /rest left 0 bytes, ");
  }

  @Test
  void whateverIsAskedForThereAreFewRoutes() throws Exception {
    for (int i = 0; i < 300; i++) {
      status(get("/rest/message/chat/user" + i + "@example.org", TOKEN));
      status(get("/rest/ping/a" + i + "@example.org/" + i, TOKEN).replace("GET", "PUT"));
      status(get("/nothing/" + i + ";x=" + i, TOKEN));
      status(get("/metrics/" + i, TOKEN));
      status(get("/rest", TOKEN).replace("GET", "BREW" + i));
    }
    Set<String> routes = new TreeSet<>(told(1500));
    assertThat(routes)
        .contains("/rest/message/* 405", "/rest 405", "none 404")
        .hasSizeLessThanOrEqualTo(8)
        .noneMatch(route -> route.contains("BREW"));
  }
}
