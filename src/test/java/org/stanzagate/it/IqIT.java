package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jivesoftware.smack.packet.EmptyResultIQ;
import org.jivesoftware.smackx.iqversion.VersionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;
import org.xmlunit.assertj3.XmlAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** An iq that is posted waits for its answer, which is the answer to the request. */
@OnRealServers
class IqIT {
  private static final Map<String, String> PREFIXES =
      Map.of(
          "v", "jabber:iq:version",
          "info", "http://jabber.org/protocol/disco#info",
          "e", "urn:ietf:params:xml:ns:xmpp-stanzas",
          "s", "urn:ietf:params:xml:ns:xmpp-streams",
          "stream", "http://etherx.jabber.org/streams");

  private final RealServer server;
  private final GatewayProcess gateway;
  private final ExecutorService background = Executors.newCachedThreadPool();
  private XmppUser romeo;

  IqIT(RealServer server, GatewayProcess gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  @BeforeEach
  void login() throws Exception {
    romeo = XmppUser.login(server, "romeo", "the / balcony");
  }

  @AfterEach
  void logout() {
    romeo.close();
    background.shutdownNow();
  }

  private HttpResponse<String> postXml(String to, String id, String payload, String... headers) {
    return gateway.post(
        GatewayProcess.XML,
        "<iq type='get' to='%s' id='%s'>%s</iq>".formatted(to, id, payload),
        headers);
  }

  private static XmlAssert xml(HttpResponse<String> answer) {
    return XmlAssert.assertThat(answer.body()).withNamespaceContext(PREFIXES);
  }

  private JsonNode postJson(String body) {
    HttpResponse<String> answer = gateway.post(GatewayProcess.JSON, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void theServerTellsItsVersion() {
    HttpResponse<String> answer =
        postXml(RealServer.DOMAIN, "v1", "<query xmlns='jabber:iq:version'/>");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/xmpp+xml");
    assertThat(answer.headers().firstValue("Stanza-Id")).contains("v1");
    xml(answer)
        .hasXPath("/iq[@type='result' and @id='v1' and @from='localhost' and @to='gw.localhost']");
    xml(answer).valueByXPath("/iq/v:query/v:name").matches("(?i)prosody|ejabberd");
  }

  @Test
  void theServerAnswersInJsonToo() {
    JsonNode pong = postJson("{ \"to\": \"localhost\", \"ping\": true }");
    assertThat(pong.path("kind").asString()).isEqualTo("iq");
    assertThat(pong.path("type").asString()).isEqualTo("result");

    JsonNode version = postJson("{ \"to\": \"localhost\", \"version\": true }");
    assertThat(version.path("version").path("name").asString()).matches("(?i)prosody|ejabberd");

    JsonNode info = postJson("{ \"to\": \"localhost\", \"disco\": true }");
    assertThat(info.path("disco").path("features").valueStream().map(JsonNode::asString))
        .contains("http://jabber.org/protocol/disco#info", "jabber:iq:version");
    assertThat(info.path("disco").path("identities").path(0).path("category").asString())
        .isEqualTo("server");

    JsonNode items = postJson("{ \"to\": \"localhost\", \"items\": true }");
    assertThat(items.path("items").valueStream().map(item -> item.path("jid").asString()))
        .contains(RealServer.ROOMS);
  }

  @Test
  void aClientAnswersAtItsFullJid() {
    VersionManager.getInstanceFor(romeo.connection()).setVersion("Lute", "5.1");
    assertThat(romeo.jid()).isEqualTo("romeo@localhost/the / balcony");

    HttpResponse<String> version = postXml(romeo.jid(), "c1", "<query xmlns='jabber:iq:version'/>");
    assertThat(version.statusCode()).isEqualTo(200);
    xml(version).hasXPath("/iq[@type='result' and @from='romeo@localhost/the / balcony']");
    xml(version).valueByXPath("/iq/v:query/v:name").startsWith("Lute");

    HttpResponse<String> pong = postXml(romeo.jid(), "c2", "<ping xmlns='urn:xmpp:ping'/>");
    assertThat(pong.statusCode()).isEqualTo(200);
    xml(pong).hasXPath("/iq[@type='result' and @id='c2' and not(*)]");

    HttpResponse<String> info =
        postXml(romeo.jid(), "c3", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
    assertThat(info.statusCode()).isEqualTo(200);
    xml(info).hasXPath("/iq[@type='result']/info:query/info:feature[@var='urn:xmpp:ping']");
  }

  @Test
  void anErrorOfTheOtherSideIsAnAnswer() {
    HttpResponse<String> nobody =
        postXml("nobody@localhost/x", "e1", "<query xmlns='jabber:iq:version'/>");

    assertThat(nobody.statusCode()).isEqualTo(200);
    xml(nobody).hasXPath("/iq[@type='error' and @id='e1' and @from='nobody@localhost/x']");
    xml(nobody).hasXPath("/iq/error/e:service-unavailable");

    JsonNode error = postJson("{ \"to\": \"nobody@localhost/x\", \"version\": true }");
    assertThat(error.path("type").asString()).isEqualTo("error");
    assertThat(error.path("error").path("condition").asString()).isEqualTo("service-unavailable");
  }

  @Test
  void silenceIsATimeout() {
    HttpResponse<String> answer =
        postXml(romeo.jid(), "t1", "<q xmlns='urn:example:silence'/>", "Prefer", "wait=1");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.headers().firstValue("Stanza-Id")).contains("t1");
    xml(answer).hasXPath("/stream:error/s:remote-server-timeout");
  }

  @Test
  void silenceIsATimeoutAfterTheConfiguredTime() {
    GatewaySettings settings = GatewaySettings.second(server);
    try (GatewayProcess impatient = GatewayProcess.ready(settings.with("iq: { timeout: 2s }"))) {
      HttpResponse<String> answer =
          impatient.post(
              GatewayProcess.XML,
              "<iq type='get' to='%s' id='t2'><q xmlns='urn:example:silence'/></iq>"
                  .formatted(romeo.jid()),
              "Accept",
              "application/json");

      assertThat(answer.statusCode()).isEqualTo(504);
      assertThat(answer.headers().firstValue("Stanza-Id")).contains("t2");
      JsonNode error = new ObjectMapper().readTree(answer.body());
      assertThat(error.path("code").asInt()).isEqualTo(504);
      assertThat(error.path("error").path("condition").asString())
          .isEqualTo("remote-server-timeout");
    }
  }

  @Test
  void nobodyElseCanAnswer() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        inBackground(() -> postXml(romeo.jid(), "spoof", "<q xmlns='urn:example:silence'/>"));
    romeo.awaitOnTheWire(Pattern.compile("\\bid=['\"]spoof['\"]"));

    try (Peer peer = Peer.connect(server)) {
      peer.send("<iq type='result' id='spoof' from='romeo@peer.localhost' to='gw.localhost'/>");
      // Once the gateway has what the peer said next, it has read the lie.
      CompletableFuture<HttpResponse<String>> next =
          inBackground(() -> postXml(RealServer.PEER, "next", "<ping xmlns='urn:xmpp:ping'/>"));
      peer.await(Pattern.compile("\\bid=['\"]next['\"]"));
      peer.send("<iq type='result' id='next' from='peer.localhost' to='gw.localhost'/>");
      assertThat(next.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(answer).isNotDone();

    EmptyResultIQ truth = new EmptyResultIQ();
    truth.setTo(JidCreate.from(RealServer.GATEWAY));
    truth.setStanzaId("spoof");
    romeo.send(truth);
    HttpResponse<String> result = answer.get(20, TimeUnit.SECONDS);
    assertThat(result.statusCode()).isEqualTo(200);
    xml(result)
        .hasXPath("/iq[@type='result' and @from='romeo@localhost/the / balcony' and not(*)]");
  }

  private <T> CompletableFuture<T> inBackground(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, background);
  }
}
