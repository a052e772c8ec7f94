package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.xml.Element;

/** What tokens may do, over HTTP, to a server that says all that it got. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TokensIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BOUND = "YSBib3VuZCB0b2tlbiBvZiBhIGJvdA==";
  private static final String CROWD = "YSB0b2tlbiBvZiBtYW55IHNlbmRlcnM=";
  private static final String RATED = "YSB0b2tlbiB0d28gYW4gaG91cg==";
  private static final String EXPIRED = "YW4gb2xkIHRva2Vu";

  private static StreamServer server;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() throws Exception {
    server = StreamServer.start();
    String yaml = server.settings().toYaml();
    String tokens =
        """
              name: tester
            - { token: "%s", name: bot, from: [ Bot@gw.localhost ], kinds: [ message, iq ], to: [ "*@localhost", "*@*.localhost" ] }
            - { token: "%s", name: crowd, from: [ "*@gw.localhost" ] }
            - { token: "%s", name: rated, rate: 2/h }
            - { token: "%s", name: old, expires: 2020-01-01T00:00:00Z }
        """
            .formatted(hashed(BOUND), CROWD, RATED, EXPIRED);
    Path config = GatewayProcess.write(yaml.replace("      name: tester\n", tokens));
    gateway = GatewayProcess.launch("run", "--config", config.toString());
    gateway.awaitListening();
    gateway.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /** What the jar prints for a token that is piped into it. */
  private static String hashed(String token) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script = "echo '%s' | '%s' -jar target/stanzagate.jar hash-token".formatted(token, java);
    return ChildProcess.run(LIMIT, List.of("sh", "-c", script)).strip();
  }

  private static HttpResponse<String> request(
      String path, String authorization, String xml, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", GatewayProcess.XML));
    all.addAll(List.of("Authorization", authorization));
    all.addAll(List.of(headers));
    return gateway.send(
        HttpRequest.newBuilder(gateway.base().resolve(path))
            .headers(all.toArray(String[]::new))
            .POST(HttpRequest.BodyPublishers.ofString(xml)));
  }

  private static HttpResponse<String> post(String token, String xml, String... headers) {
    return request("/rest", "Bearer " + token, xml, headers);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static List<Element> arrived(String id) {
    return server.received().all(stanza -> id.equals(stanza.attribute("id")));
  }

  /** What was sent before has arrived, if it ever will, once this has. */
  private static void awaitAllBefore(String mark) {
    assertThat(
            post(GatewaySettings.TOKEN, "<message to='a@localhost' id='%s'/>".formatted(mark))
                .statusCode())
        .isEqualTo(202);
    server.received().await(mark, stanza -> mark.equals(stanza.attribute("id")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "202 | <message id='m1' to='romeo@localhost'/>",
        "202 | <message id='m2' to='romeo@localhost' from='bot@GW.localhost/x'/>",
        "202 | <message id='m3' to='room@Muc.Localhost'/>",
        "202 | <iq id='m4' type='result' to='romeo@localhost/lute'/>",
        "403 | <presence id='m5' to='romeo@localhost'/>",
        "403 | <message id='m6' to='localhost'/>",
        "403 | <message id='m7' to='muc.localhost'/>",
        "403 | <message id='m8' to='romeo@elsewhere.example'/>",
        "403 | <message id='m9' to='romeo@localhost' from='gw.localhost'/>",
        "403 | <message id='m10' to='romeo@localhost' from='bot2@gw.localhost'/>",
        "403 | <message id='m11' to='romeo@localhost' from='bot@localhost'/>",
        "403 | <iq id='m12' type='result' to='romeo@localhost/lute' from='other@gw.localhost'/>",
        "403 | <message id='m13' to='a@localhost'><addresses xmlns='http://jabber.org/protocol/address'><address type='to' jid='b@elsewhere.example'/></addresses></message>",
        "403 | <iq id='m14' type='set' to='a@localhost'><privileged_iq xmlns='urn:xmpp:privilege:2'/></iq>",
        "403 | <message id='m15' to='a@localhost'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><x xmlns='urn:xmpp:delegation:2'/></message></forwarded></message>",
      })
  void aBoundTokenSendsWhatItMayAndNothingElse(int status, String xml) {
    String id = xml.replaceFirst(".* id='(m\\d+)'.*", "$1");

    var answer = post(BOUND, xml);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(request("/rest/echo", "Bearer " + BOUND, xml).statusCode())
        .isEqualTo(status == 202 ? 200 : status);
    awaitAllBefore("after-" + id);
    assertThat(arrived(id))
        .hasSize(status == 202 ? 1 : 0)
        .extracting(stanza -> stanza.attribute("from").replaceFirst("/.*", ""))
        .containsOnly(status == 202 ? new String[] {"bot@gw.localhost"} : new String[0]);
  }

  @Test
  void jsonLeadsAroundNothing() {
    String json =
        "{\"kind\":\"message\",\"to\":\"a@localhost\",\"body\":\"x\",\"xml\":[\"<y xmlns='urn:y'><addresses xmlns='http://jabber.org/protocol/address'/></y>\"]}";
    var answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.base().resolve("/rest"))
                .headers("Content-Type", GatewayProcess.JSON, "Authorization", "Bearer " + BOUND)
                .POST(HttpRequest.BodyPublishers.ofString(json)));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("http://jabber.org/protocol/address");
  }

  @ParameterizedTest
  @CsvSource({
    "202, /rest/message/chat/romeo@localhost",
    "202, /rest/message/chat/romeo@localhost?from=bot@gw.localhost/x",
    "403, /rest/message/chat/romeo@localhost?from=other@gw.localhost",
    "403, /rest/message/chat/romeo%40elsewhere.example",
    "403, /rest/presence/subscribe/romeo@localhost",
  })
  void aPathLeadsAroundNothing(int status, String path) {
    String empty = path.contains("/message/") ? "<message/>" : "<presence/>";

    var answer = request(path, "Bearer " + BOUND, empty);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(ping("localhost", BOUND).statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> ping(String to, String token) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.base().resolve("/rest/ping/" + to))
            .header("Authorization", "Bearer " + token)
            .GET());
  }

  @Test
  void aTokenGivenAsItsHashIsTakenItsHashIsNot() {
    String message = "<message to='a@localhost'/>";
    String basic =
        Base64.getEncoder().encodeToString(("bot:" + BOUND).getBytes(StandardCharsets.UTF_8));

    assertThat(request("/rest", "Basic " + basic, message).statusCode()).isEqualTo(202);
    assertThat(post(hashed(BOUND), message).statusCode()).isEqualTo(401);
  }

  @Test
  void aTokenOfManySendersAsksForOne() {
    var answer = post(CROWD, "<message to='a@localhost'/>");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("invalid-from", "*@gw.localhost");
    assertThat(post(CROWD, "<message from='x@gw.localhost' to='a@localhost'/>").statusCode())
        .isEqualTo(202);
  }

  @Test
  void aTokenThatSendsTooOftenIsTold() {
    String message = "<message to='a@localhost'/>";

    var first = post(RATED, message);
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(header(first, "RateLimit-Policy")).isEqualTo("\"default\";q=2;w=3600");
    assertThat(header(first, "RateLimit")).matches("\"default\";r=1;t=(1800|1799)");
    assertThat(post(RATED, message).statusCode()).isEqualTo(202);

    var refused = post(RATED, message);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1700, 1800);
    assertThat(header(refused, "RateLimit")).startsWith("\"default\";r=0;t=3");
    assertThat(request("/rest/echo", "Bearer " + RATED, message).statusCode()).isEqualTo(200);
  }

  @Test
  void aRequestThatIsRepeatedSendsOneStanza() throws Exception {
    String message = "<message to='a@localhost' id='once'><body>Hi</body></message>";
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> post(GatewaySettings.TOKEN, message, "Idempotency-Key", "\"k 1\"")));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isIn(202, 409);
    }
    var last = post(GatewaySettings.TOKEN, message, "Idempotency-Key", "\"k 1\"");

    assertThat(last.statusCode()).isEqualTo(202);
    assertThat(header(last, "Stanza-Id")).isEqualTo("once");
    awaitAllBefore("after-once");
    assertThat(arrived("once")).hasSize(1);
  }

  @Test
  void anIqThatIsRepeatedIsAskedOnce() throws Exception {
    String iq = "<iq type='get' id='ask' to='a@localhost/x'><q xmlns='urn:q'/></iq>";
    var first =
        CompletableFuture.supplyAsync(
            () -> post(GatewaySettings.TOKEN, iq, "Idempotency-Key", "k2"));
    server.received().await("the iq", stanza -> "ask".equals(stanza.attribute("id")));
    assertThat(post(GatewaySettings.TOKEN, iq, "Idempotency-Key", "k2").statusCode())
        .isEqualTo(409);
    server.send(
        "<iq xmlns='jabber:component:accept' type='result' id='ask' from='a@localhost/x' to='gw.localhost'/>");

    String answer = first.get(60, TimeUnit.SECONDS).body();
    assertThat(answer).contains("type='result'");
    assertThat(post(GatewaySettings.TOKEN, iq, "Idempotency-Key", "k2").body()).isEqualTo(answer);
    assertThat(
            post(GatewaySettings.TOKEN, iq.replace("ask", "other"), "Idempotency-Key", "k2")
                .statusCode())
        .isEqualTo(422);
    awaitAllBefore("after-ask");
    assertThat(arrived("ask")).hasSize(1);
  }

  @Test
  void aTokenThatHasExpiredIsRefusedAndTheLogSaysWhich() {
    assertThat(post(EXPIRED, "<message to='a@localhost'/>").statusCode()).isEqualTo(401);

    gateway.awaitLog(Pattern.compile("WARN .*expires: 2020-01-01T00:00:00Z is over, so the token"));
    gateway.awaitLog(Pattern.compile("INFO .*refused the token old, which has expired"));
    assertThat(gateway.printed()).doesNotContain(EXPIRED, BOUND);
  }
}
