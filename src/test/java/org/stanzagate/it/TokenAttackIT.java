package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.xml.Element;

/** Somebody who has a token that may little, or none at all, and wants more. */
@OnRestBench
class TokenAttackIT {
  private static final String BOUND = "Ym91bmQgdG9rZW4K";
  private static final String LIMITED = "bGltaXRlZCB0b2tlbgo";
  private static final String OLD = "b2xkIHRva2VuIGhlcmUK";
  private static final String XML = GatewayProcess.XML;
  private static final String JSON = GatewayProcess.JSON;

  private RestBench bench;

  @BeforeAll
  void start() {
    // Goes on with the list of tokens that the settings begin.
    bench =
        RestBench.start(
            """
                - token: "%s"
                  name: bound
                  from: [ bot@gw.localhost ]
                  kinds: [ message ]
                  to: [ "*@localhost" ]
                - token: "%s"
                  name: limited
                  rate: 3/m
                - token: "%s"
                  name: old
                  expires: 2020-01-01T00:00:00Z
            """
                .formatted(BOUND, LIMITED, OLD));
  }

  @AfterAll
  void stop() {
    bench.close();
  }

  private static RawRequest as(String token, RawRequest request) {
    return request.without("Authorization").with("Authorization: Bearer " + token);
  }

  private List<Element> sentBy(RawRequest request, int status) throws Exception {
    return bench.sentWhile(
        () -> {
          RawAnswer answer = bench.exchange(request);
          assertThat(answer.status()).as("%s", answer).isEqualTo(status);
          if (status >= 400) {
            assertThat(answer.fault().text()).isNotBlank();
          }
        });
  }

  private void assertForbidden(RawRequest request) throws Exception {
    assertThat(sentBy(as(BOUND, request), 403)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          <message to='r@localhost'/>
          <message to='r@LOCALHOST/x'/>
          <message from='bot@gw.localhost' to='r@localhost'/>
          <message from='BOT@GW.LOCALHOST/x' to='r@localhost'/>
          <message to='r@localhost'><x xmlns='urn:xmpp:privilege'/></message>
          <message to='r@localhost'><body>http://jabber.org/protocol/address urn:xmpp:privilege:2</body></message>
          """)
  void whatItMayItMay(String stanza) throws Exception {
    List<Element> sent = sentBy(as(BOUND, RawRequest.xml(stanza)), 202);
    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).attribute("from")).startsWith("bot@gw.localhost");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<message from='gw.localhost' to='r@localhost'/>",
        "<message from='other@gw.localhost' to='r@localhost'/>",
        "<message from='bot@gw.localhost.evil.example' to='r@localhost'/>",
        "<message from='bot@x.gw.localhost' to='r@localhost'/>",
        "<message from='xbot@gw.localhost' to='r@localhost'/>",
        "<message from='gw.localhost/bot@gw.localhost' to='r@localhost'/>",
        "<message from='bot@localhost' to='r@localhost'/>",
        "<message to='localhost'/>",
        "<message to='r@muc.localhost'/>",
        "<message to='r@localhost.evil.example'/>",
        "<message to='localhost/r@localhost'/>",
        "<message to='evil.example/r@localhost'/>",
        "<presence to='r@localhost'/>",
        "<iq type='get' to='r@localhost'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq type='result' to='r@localhost' id='x'/>",
      })
  void whatItMayNotIs403(String stanza) throws Exception {
    assertForbidden(RawRequest.xml(stanza));
    assertForbidden(RawRequest.postTo("/rest/echo", XML, stanza));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<privilege xmlns='urn:xmpp:privilege:2'/>",
        "<privilege xmlns='urn:xmpp:privilege:1'><perm/></privilege>",
        "<x xmlns='urn:xmpp:privilege:999'/>",
        "<p:privilege xmlns:p='urn:xmpp:privilege:2'/>",
        "<x xmlns='urn:xmpp:privilege&#58;2'/>",
        "<x xmlns='urn:xmpp:&#x70;rivilege:2'/>",
        "<delegation xmlns='urn:xmpp:delegation:2'/>",
        "<delegation xmlns='urn:xmpp:delegation:1'/>",
        "<addresses xmlns='http://jabber.org/protocol/address'><address type='to' jid='evil@example.org'/></addresses>",
        "<a xmlns='u'><b><c><addresses xmlns='http://jabber.org/protocol/address'/></c></b></a>",
        "<a xmlns='u' xmlns:p='urn:xmpp:privilege:2'>text<p:x/></a>",
        "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' to='r@localhost'><x xmlns='urn:xmpp:delegation:2'/></message></forwarded>",
      })
  void whatLeadsAroundTheBoundsIs403InEachType(String element) throws Exception {
    String xml = "<message to='r@localhost'>" + element + "</message>";
    assertForbidden(RawRequest.xml(xml));
    assertForbidden(RawRequest.json("{\"to\":\"r@localhost\",\"xml\":[\"" + element + "\"]}"));
    assertForbidden(RawRequest.postTo("/rest/message/chat/r@localhost", XML, xml));
    assertThat(sentBy(RawRequest.xml(xml), 202)).as("others may").hasSize(1);
  }

  /** A HEAD is a GET whose answer has no body, and sends the iq as well. */
  @Test
  void aHeadMayNoMoreThanAGet() throws Exception {
    assertThat(
            bench.sentWhile(
                () -> {
                  try (RawConnection connection = bench.connect()) {
                    connection.send(as(BOUND, RawRequest.of("HEAD", "/rest/ping/r@localhost")));
                    assertThat(connection.answerToHead().status()).isEqualTo(403);
                  }
                }))
        .isEmpty();
  }

  @Test
  void neitherPathNorQueryNorAnotherTypeLeadsAround() throws Exception {
    assertForbidden(RawRequest.get("/rest/ping/r@localhost"));
    assertForbidden(RawRequest.of("POST", "/rest/iq/ping/r@localhost"));
    assertForbidden(RawRequest.postTo("/rest/iq/command/r@localhost", JSON, "{\"node\":\"x\"}"));
    assertForbidden(RawRequest.postTo("/rest/message/chat/r@example.org", "text/plain", "x"));
    assertForbidden(RawRequest.postTo("/rest?to=r@example.org", "text/plain", "x"));
    assertForbidden(
        RawRequest.postTo("/rest?to=r@localhost&from=x@gw.localhost", "text/plain", "x"));
    assertForbidden(
        RawRequest.postTo("/rest/presence/available/r@localhost", "text/plain", "away"));
    assertForbidden(
        RawRequest.post("application/x-www-form-urlencoded", "to=r%40localhost&kind=presence"));
    assertForbidden(RawRequest.json("{\"to\":\"r@localhost\",\"kind\":\"presence\"}"));
    assertForbidden(RawRequest.json("{\"to\":\"r@localhost\",\"ping\":true}"));
    // The path wins, in what is sent and in what is checked.
    assertForbidden(
        RawRequest.postTo("/rest/message/chat/r@example.org", JSON, "{\"to\":\"r@localhost\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer " + OLD,
        "Bearer " + BOUND + "x",
        "Bearer x" + BOUND,
        "Bearer Ym91bmQgdG9rZW4k",
        "Bearer Ym91bmQgdG9rZW4",
        "Bearer \"" + BOUND + "\"",
        "Bearer bound",
        "Bearer bound:" + BOUND,
        "Bearer",
        "Bearer " + BOUND + " " + BOUND,
        "Bearer " + BOUND + ",Bearer " + BOUND,
        "Bearer token=" + BOUND,
        BOUND,
        "Token " + BOUND,
        "Basic",
        "Basic !!!!",
        "Basic " + BOUND,
        "Digest username=\"bound\"",
      })
  void whatIsNoCredentialIs401(String credentials) throws Exception {
    assertStranger(credentials);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tester:" + BOUND,
        "bound:" + LIMITED,
        "old:" + OLD,
        ":" + BOUND,
        BOUND + ":",
        "bound:",
        ":",
        "BOUND:" + BOUND,
        "bound:" + BOUND + "\0",
        "bound:" + BOUND + "\n",
        "bound" + BOUND,
        "gw.localhost:" + RealServer.SECRET,
        "gw.localhost:" + BOUND,
      })
  void aNameWithAnothersTokenIs401(String pair) throws Exception {
    assertStranger("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
  }

  @Test
  void aTokenInTheUrlIsNone() throws Exception {
    for (String target :
        List.of("/rest?access_token=", "/rest?token=", "/rest?to=r@localhost&access_token=")) {
      RawRequest request =
          RawRequest.postTo(target + BOUND, XML, "<message to='r@localhost'/>")
              .without("Authorization");
      assertThat(sentBy(request, 401)).isEmpty();
    }
  }

  private void assertStranger(String credentials) throws Exception {
    RawRequest request =
        RawRequest.xml("<message to='r@localhost'/>")
            .without("Authorization")
            .with("Authorization: " + credentials);
    assertThat(
            bench.sentWhile(
                () -> {
                  RawAnswer answer = bench.exchange(request);
                  assertThat(answer.status()).as("%s", answer).isEqualTo(401);
                  assertThat(answer.header("WWW-Authenticate"))
                      .isEqualTo(
                          "Bearer realm=\"gw.localhost/rest\", Basic realm=\"gw.localhost/rest\"");
                }))
        .isEmpty();
  }

  /** However many come side by side, over however many connections. */
  @Test
  void overTheRateIs429AndNothingOfItIsSent() throws Exception {
    RawRequest request = as(LIMITED, RawRequest.json("{\"to\":\"r@localhost\",\"body\":\"x\"}"));
    List<RawConnection> connections = new ArrayList<>();
    List<RawAnswer> answers = new ArrayList<>();
    List<Element> sent =
        bench.sentWhile(
            () -> {
              for (int i = 0; i < 30; i++) {
                connections.add(bench.connect().send(request));
              }
              for (RawConnection connection : connections) {
                answers.add(connection.answer());
                connection.close();
              }
            });
    List<RawAnswer> refused = answers.stream().filter(answer -> answer.status() == 429).toList();
    assertThat(sent).hasSize(30 - refused.size()).hasSizeBetween(3, 4);
    for (RawAnswer answer : refused) {
      assertThat(answer.header("Retry-After")).matches("[1-9]\\d?");
      assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"default\";q=3;w=60");
      assertThat(answer.header("RateLimit")).matches("\"default\";r=0;t=[1-9]\\d?");
      RestBench.assertFault(answer, 429, JSON, answer.fault().condition());
    }
    assertThat(sentBy(RawRequest.xml("<message to='r@localhost'/>"), 202))
        .as("the others have a rate of their own, or none")
        .hasSize(1);
  }

  @Test
  void noSecretIsInTheLog() throws Exception {
    bench.exchange(
        as(
            BOUND,
            RawRequest.xml("<message to='r@localhost'><body>zebra crossing</body></message>")));
    bench.exchange(as(BOUND + "zebra", RawRequest.xml("<message/>")));
    assertThat(bench.gateway().printed())
        .doesNotContain(BOUND)
        .doesNotContain(LIMITED)
        .doesNotContain(OLD)
        .doesNotContain(GatewaySettings.TOKEN)
        .doesNotContain("zebra");
  }
}
