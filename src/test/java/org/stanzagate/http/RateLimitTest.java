package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent.Request;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Rate;
import org.stanzagate.config.Tokens;

class RateLimitTest {
  private static final String MESSAGE = "<message to='a@example.org'/>";
  private static final Tokens THREE_A_SECOND =
      Tokens.token("echobot", ServerUnderTest.TOKEN).rate(new Rate(3, Duration.ofSeconds(1)));
  private static final String OTHER = "c2Vjb25kIHRva2VuCg==";

  private ServerUnderTest server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    start(THREE_A_SECOND, Tokens.token("other", OTHER));
  }

  private void start(Tokens... tokens) throws IOException {
    server = new ServerUnderTest(Tokens.auth(tokens));
    client = server.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private RawClient.Answer post(String xml) throws IOException {
    return client.send(ServerUnderTest.postXml(xml)).read();
  }

  private static String left(RawClient.Answer answer) {
    return answer.status() + " " + answer.header("RateLimit");
  }

  @Test
  void soManyMayComeAtOnceAndThenEvenly() throws IOException {
    var first = post(MESSAGE);
    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"default\";q=3;w=1");
    assertThat(left(first)).isEqualTo("202 \"default\";r=2;t=1");
    assertThat(left(post(MESSAGE))).isEqualTo("202 \"default\";r=1;t=1");
    assertThat(left(post(MESSAGE))).isEqualTo("202 \"default\";r=0;t=1");

    var refused = post(MESSAGE);
    assertThat(left(refused)).isEqualTo("429 \"default\";r=0;t=1");
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"default\";q=3;w=1");
    assertThat(refused.body())
        .contains("resource-constraint", "3 requests in 1 s", "nothing was sent");
    assertThat(server.component.sent).hasSize(3);

    server.clock.pass(Duration.ofMillis(334));
    assertThat(left(post(MESSAGE))).isEqualTo("202 \"default\";r=0;t=1");
    assertThat(left(post(MESSAGE))).isEqualTo("429 \"default\";r=0;t=1");

    server.clock.pass(Duration.ofHours(1));
    assertThat(left(post(MESSAGE))).isEqualTo("202 \"default\";r=2;t=1");
  }

  @Test
  void whoComesBackWhenToldToIsServed() throws IOException {
    server.server.reload(
        Tokens.auth(
            Tokens.token("echobot", ServerUnderTest.TOKEN).rate(new Rate(2, Duration.ofHours(1)))));
    post(MESSAGE);
    post(MESSAGE);
    server.clock.pass(Duration.ofMillis(1));

    var refused = post(MESSAGE);
    assertThat(refused.header("Retry-After")).isEqualTo("1800");
    assertThat(left(refused)).isEqualTo("429 \"default\";r=0;t=3600");
    server.clock.pass(Duration.ofSeconds(1799));
    assertThat(post(MESSAGE).status()).isEqualTo(429);
    server.clock.pass(Duration.ofSeconds(1));
    assertThat(post(MESSAGE).status()).isEqualTo(202);
  }

  @Test
  void whatSendsNothingCountsNothingAndTellsTheRateTheSame() throws IOException {
    assertThat(left(post("<message"))).isEqualTo("400 \"default\";r=3;t=0");
    assertThat(left(post("<message/>"))).isEqualTo("422 \"default\";r=3;t=0");
    assertThat(left(post("<message from='x' to='y'/>"))).isEqualTo("403 \"default\";r=3;t=0");
    String echo = ServerUnderTest.postXml(MESSAGE).replace("/rest ", "/rest/echo ");
    assertThat(left(client.send(echo).read())).isEqualTo("200 \"default\";r=3;t=0");
    String nothing = ServerUnderTest.postXml(MESSAGE).replace("/rest ", "/rest/nothing ");
    assertThat(left(client.send(nothing).read())).startsWith("404 \"default\";r=3");
    assertThat(server.component.sent).isEmpty();
  }

  @Test
  void whatThePathSaysCountsToo() throws Exception {
    String head =
        " HTTP/1.1\nHost: localhost\nAuthorization: Bearer " + ServerUnderTest.TOKEN + "\n";
    client.send("GET /rest/ping/example.org" + head + "\n");
    Request ping = server.component.nextRequest();
    ping.reply().complete(new Reply.Answer(ping.iq().reply("result")));
    assertThat(left(client.read())).isEqualTo("200 \"default\";r=2;t=1");
    String text = "Content-Type: text/plain\nContent-Length: 2\n\nHi";
    assertThat(left(client.send("POST /rest/message/chat/a@b" + head + text).read()))
        .isEqualTo("202 \"default\";r=1;t=1");
  }

  @Test
  void whatWasToBeSentCountsThoughItCouldNotBe() throws IOException {
    server.component.onSend =
        stanza ->
            CompletableFuture.completedFuture(
                new NotSent.Unavailable("away", Duration.ofSeconds(5)));

    assertThat(left(post(MESSAGE))).isEqualTo("503 \"default\";r=2;t=1");
  }

  @Test
  void anIqCountsOnceAndTellsWhatIsLeftWhenItsAnswerGoesOut() throws Exception {
    client.send(
        ServerUnderTest.postXml("<iq type='get' to='a@b/c' id='1'><q xmlns='urn:q'/></iq>"));
    var request = server.component.nextRequest();
    server.clock.pass(Duration.ofSeconds(10));
    request.reply().complete(new Reply.NoAnswer(Duration.ofSeconds(10)));

    assertThat(left(client.read())).isEqualTo("504 \"default\";r=3;t=0");
  }

  @Test
  void eachTokenHasItsOwnAndOneWithoutHasNone() throws IOException {
    for (int i = 0; i < 3; i++) {
      post(MESSAGE);
    }
    String other = ServerUnderTest.postXml(MESSAGE).replace(ServerUnderTest.TOKEN, OTHER);
    for (int i = 0; i < 20; i++) {
      var answer = client.send(other).read();
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.headers()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    }
    assertThat(post(MESSAGE).status()).isEqualTo(429);
  }

  @Test
  void noRateIsToldToStrangers() throws IOException {
    String wrong = ServerUnderTest.postXml(MESSAGE).replace(ServerUnderTest.TOKEN, "wrong");
    var refused = client.send(wrong).read();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers()).doesNotContainKeys("ratelimit", "ratelimit-policy");
    assertThat(client.send("GET /healthz HTTP/1.1\nHost: localhost\n\n").read().headers())
        .doesNotContainKeys("ratelimit", "ratelimit-policy");
  }

  @Test
  void aTokenThatIsTheSameAfterAReloadGoesOnWithWhatItHasLeft() throws IOException {
    for (int i = 0; i < 3; i++) {
      post(MESSAGE);
    }
    server.server.reload(
        Tokens.auth(Tokens.token("new", OTHER), THREE_A_SECOND.to("*@example.org")));
    assertThat(post(MESSAGE).status()).isEqualTo(429);

    AuthConfig faster = Tokens.auth(THREE_A_SECOND.rate(new Rate(4, Duration.ofSeconds(1))));
    server.server.reload(faster);
    assertThat(left(post(MESSAGE))).isEqualTo("202 \"default\";r=3;t=1");

    server.server.reload(Tokens.auth(THREE_A_SECOND));
    assertThat(left(post(MESSAGE))).as("forgotten meanwhile").isEqualTo("202 \"default\";r=2;t=1");
  }
}
