package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook that is down, slow or talks rubbish, and strangers who do, on real servers. */
@OnRealServers
class WebhookRubbishIT {
  private static final String BOT = "bot@gw.localhost";

  private final RealServer server;
  private final ScriptedWebhook webhook;

  WebhookRubbishIT(RealServer server, RealWebhook webhook) {
    this.server = server;
    this.webhook = webhook.webhook();
    webhook.gateway().awaitReady();
  }

  @BeforeEach
  void wellMeaning() {
    webhook.answers(request -> WebhookAnswer.text("fine"));
  }

  private static void assertError(Message answer, StanzaError.Type type, String condition) {
    assertThat(answer.getType()).isEqualTo(Message.Type.error);
    assertThat(answer.getError().getType()).isEqualTo(type);
    assertThat(answer.getError().getCondition().toString()).isEqualTo(condition);
  }

  @Test
  void whereNobodyListensTheUserIsToldToTryAgain() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      Message answer = romeo.message(romeo.say("down@gw.localhost", "hello?"));
      assertError(answer, StanzaError.Type.WAIT, "recipient-unavailable");
    }
  }

  @Test
  void aWebhookThatIsSlowTimesOutAndIsUsedAgain() throws Exception {
    webhook.answers(
        request ->
            request.mentions("slowly") ? WebhookAnswer.never() : WebhookAnswer.text("quick again"));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      Message answer = romeo.message(romeo.say("slow@gw.localhost", "slowly"));
      assertError(answer, StanzaError.Type.WAIT, "remote-server-timeout");

      romeo.say("slow@gw.localhost", "now");
      awaitBody(romeo, "quick again");
    }
  }

  @Test
  void fiveMegabytesAreNoAnswer() throws Exception {
    webhook.answers(
        request -> WebhookAnswer.of(200, WebhookAnswer.TEXT, "x".repeat(5 * 1024 * 1024)));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      Message answer = romeo.message(romeo.say(BOT, "a lot, please"));
      assertError(answer, StanzaError.Type.CANCEL, "internal-server-error");
    }
  }

  @Test
  void rubbishIsAcceptedAndTheNextAnswerCounts() throws Exception {
    List<WebhookAnswer> rubbish =
        List.of(
            WebhookAnswer.of(200, "text/html", "<html><body>OK</body></html>"),
            WebhookAnswer.xml("<presence><show>away</show></presence>"),
            WebhookAnswer.json("{\"body\":"),
            WebhookAnswer.xml("<message><body>one</body></message><message/>"),
            WebhookAnswer.xml("<!DOCTYPE m [<!ENTITY e 'x'>]><message><body>&e;</body></message>"));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      for (int i = 0; i < rubbish.size(); i++) {
        String mark = "rubbish " + i;
        WebhookAnswer answer = rubbish.get(i);
        webhook.answers(
            request -> request.mentions(mark) ? answer : WebhookAnswer.text("after " + mark));
        String id = romeo.say(BOT, mark);
        romeo.say(BOT, "and now?");

        awaitBody(romeo, "after " + mark);
        assertThat(romeo.messages()).noneMatch(message -> id.equals(message.getStanzaId()));
      }
      assertThat(romeo.messages()).hasSize(rubbish.size());
    }
  }

  /** What a server itself refuses, as ejabberd does with types that nobody knows, doesn't count. */
  @Test
  void whatStrangersWriteStaysInItsPlace() throws Exception {
    List<String> strange =
        List.of(
            "id='a' type='../../admin'",
            "id='b' type='chat&#13;&#10;X-Evil: 1'",
            "id='c' xml:lang='de&#13;&#10;X-Evil: 1'",
            "id='d' xml:lang='../de'",
            "id='e&#13;&#10;X-Evil: 1'",
            "id='%0d%0aX-Evil: 1'",
            "id='" + "%25".repeat(1000) + "'");
    List<String> resources = List.of(".", "..", "../../x", "a?b#c", "%2e%2e", "100% /&amp;", "ü");
    try (Peer peer = Peer.connect(server)) {
      for (String attributes : strange) {
        peer.send(message("nurse@peer.localhost/x", "path@gw.localhost", attributes));
      }
      for (String resource : resources) {
        peer.send(
            message("nurse@peer.localhost/x", "path@gw.localhost/" + resource, "id='resource'"));
      }
      peer.send(message("nurse@peer.localhost/x", "path@gw.localhost", "id='the-last'"));
      webhook.post("the-last");
    }

    List<WebhookRequest> posts = webhook.postsWith("strange");
    assertThat(posts).hasSizeGreaterThan(resources.size());
    assertThat(posts)
        .allSatisfy(
            post -> {
              assertThat(post.line())
                  .matches(
                      "POST /message/(normal|chat)/path%40gw\\.localhost[A-Za-z0-9._~%-]*"
                          + "/nurse%40peer\\.localhost%2Fx/end HTTP/1\\.1");
              assertThat(post.headers()).noneMatch(header -> header.startsWith("X-Evil"));
            });
    assertThat(posts.stream().filter(post -> post.mentions("id='resource'")))
        .hasSize(resources.size());
  }

  private static String message(String from, String to, String attributes) {
    return "<message from='%s' to='%s' %s><body>strange</body></message>"
        .formatted(from, to, attributes);
  }

  private static void awaitBody(XmppUser user, String body) {
    Awaitility.await(body)
        .until(() -> user.messages().stream().anyMatch(m -> body.equals(m.getBody())));
  }
}
