package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xmlunit.assertj3.XmlAssert;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What real servers answer beyond one reply to an iq: a room's archive, and what bounces. */
@OnRealServers
class AnswersIT {
  private static final Map<String, String> PREFIXES =
      Map.of(
          "mam", "urn:xmpp:mam:2",
          "fwd", "urn:xmpp:forward:0",
          "client", "jabber:client",
          "rsm", "http://jabber.org/protocol/rsm",
          "e", "urn:ietf:params:xml:ns:xmpp-stanzas");

  private final RealServer server;
  private final ScriptedWebhook webhook;
  private final GatewayProcess gateway;
  private final String room = "answers-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);

  AnswersIT(RealServer server, RealWebhook webhook) {
    this.server = server;
    this.webhook = webhook.webhook();
    this.gateway = webhook.gateway();
  }

  @BeforeEach
  void accept() {
    webhook.answers(request -> WebhookAnswer.status(204));
  }

  private static XmlAssert xml(HttpResponse<String> answer) {
    return XmlAssert.assertThat(answer.body()).withNamespaceContext(PREFIXES);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> get(String path) {
    return gateway.send(
        HttpRequest.newBuilder(gateway.base().resolve(path))
            .header("Authorization", "Bearer " + GatewaySettings.TOKEN)
            .header("Accept", GatewayProcess.JSON));
  }

  private static void say(MultiUserChat chat, XmppUser user, String... bodies) throws Exception {
    for (String body : bodies) {
      Message said = chat.buildMessage().setBody(body).build();
      user.send(said);
      user.message(said.getStanzaId());
    }
  }

  private static Stream<String> bodies(JsonNode answer) {
    return answer
        .path("xmpp")
        .valueStream()
        .filter(stanza -> stanza.path("kind").asString().equals("message"))
        .map(stanza -> stanza.at("/archive/forward/message/body").asString());
  }

  @Test
  void aRoomsArchiveIsOneAnswerPageByPage() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      say(romeo.enter(room), romeo, "one", "two", "three");

      HttpResponse<String> page =
          gateway.post(
              GatewayProcess.XML,
              "<iq type='set' id='page1' to='%s'><query xmlns='urn:xmpp:mam:2'><set xmlns='http://jabber.org/protocol/rsm'><max>2</max></set></query></iq>"
                  .formatted(room));
      assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
      xml(page).hasXPath("/xmpp[count(*)=3]/iq[last()=1][@type='result' and @id='page1']/mam:fin");
      xml(page).hasXPath("/xmpp/*[3][self::iq]");
      xml(page)
          .valueByXPath("/xmpp/*[1]/mam:result/fwd:forwarded/client:message/client:body")
          .isEqualTo("one");
      xml(page)
          .valueByXPath("/xmpp/*[2]/mam:result/fwd:forwarded/client:message/client:body")
          .isEqualTo("two");
      xml(page)
          .hasXPath(
              "/xmpp[message[1]/mam:result/@queryid = message[2]/mam:result/@queryid]/message[@from='%s']"
                  .formatted(room));

      JsonNode first =
          json(
              gateway.post(
                  GatewayProcess.JSON,
                  "{ \"to\": \"%s\", \"archive\": { \"max\": 2 } }".formatted(room)));
      assertThat(bodies(first)).containsExactly("one", "two");
      JsonNode fin = first.path("xmpp").path(2);
      assertThat(fin.path("kind").asString()).isEqualTo("iq");
      String last = fin.at("/result/page/last").asString();
      assertThat(last).isEqualTo(first.at("/xmpp/1/archive/id").asString()).isNotBlank();

      JsonNode rest = json(get("/rest/archive/%s?max=2&after=%s".formatted(room, last)));
      assertThat(bodies(rest)).containsExactly("three");

      JsonNode none =
          json(
              gateway.post(
                  GatewayProcess.JSON,
                  "{ \"to\": \"%s\", \"archive\": { \"end\": \"2001-01-01T00:00:00Z\" } }"
                      .formatted(room)));
      assertThat(none.path("kind").asString()).isEqualTo("iq");
      assertThat(none.path("type").asString()).isEqualTo("result");
      assertThat(webhook.postsWith("urn:xmpp:mam:2")).isEmpty();
    }
  }

  @Test
  void anArchiveThatIsNotThereIsAnError() {
    JsonNode answer =
        json(
            gateway.post(
                GatewayProcess.JSON, "{ \"to\": \"%s\", \"archive\": {} }".formatted(room)));
    assertThat(answer.path("type").asString()).isEqualTo("error");
  }

  @Test
  void aMessageToNobodyBouncesToTheOneWhoWaitsElseToTheWebhook() {
    for (String to : List.of("nobody@localhost", "NoBody@LOCALHOST/x")) {
      String id = UUID.randomUUID().toString();
      String message = "<message id='%s%s' type='chat' to='%s'><body>hi</body></message>";
      HttpResponse<String> waited =
          gateway.post(
              GatewayProcess.XML, message.formatted(id, "-waited", to), "Prefer", "wait=20");
      assertThat(waited.statusCode()).isEqualTo(200);
      assertThat(waited.headers().firstValue("Preference-Applied")).contains("wait=20");
      xml(waited).hasXPath("/message[@type='error' and @id='%s-waited']".formatted(id));
      xml(waited).hasXPath("/message/error/e:service-unavailable");

      HttpResponse<String> sent =
          gateway.post(GatewayProcess.XML, message.formatted(id, "-sent", to));
      assertThat(sent.statusCode()).isEqualTo(202);
      assertThat(webhook.post(id + "-sent").mentions("service-unavailable")).isTrue();
      assertThat(webhook.postsWith(id + "-waited")).isEmpty();
    }
  }

  @Test
  void whatArrivesDoesntBounce() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      HttpResponse<String> answer =
          gateway.post(
              GatewayProcess.XML,
              "<message id='arrives' type='chat' to='%s'><body>hi</body></message>"
                  .formatted(romeo.jid()),
              "Prefer",
              "wait=1");
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).isEmpty();
      assertThat(romeo.message("arrives").getBody()).isEqualTo("hi");
    }
  }

  @Test
  void aRoomRefusesWhatStrangersSayAndANicknameThatIsTaken() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);
      HttpResponse<String> said =
          gateway.post(
              GatewayProcess.XML,
              "<message type='groupchat' to='%s'><body>hi</body></message>".formatted(room),
              "Prefer",
              "wait=20");
      assertThat(said.statusCode()).isEqualTo(200);
      xml(said).hasXPath("/message[@type='error']/error/e:not-acceptable");

      HttpResponse<String> joined =
          gateway.post(
              GatewayProcess.XML,
              "<presence to='%s/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
                  .formatted(room),
              "Prefer",
              "wait=20");
      assertThat(joined.statusCode()).isEqualTo(200);
      xml(joined).hasXPath("/presence[@type='error']/error/e:conflict");
    }
  }
}
