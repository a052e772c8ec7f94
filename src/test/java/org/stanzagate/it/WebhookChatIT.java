package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.iqversion.VersionManager;
import org.jivesoftware.smackx.iqversion.packet.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;
import tools.jackson.databind.ObjectMapper;

/** A webhook as a bot on real servers: it chats, answers iqs, and stays in its rooms. */
@OnRealServers
class WebhookChatIT {
  private final RealServer server;
  private final ScriptedWebhook webhook;
  private final GatewayProcess gateway;

  WebhookChatIT(RealServer server, RealWebhook webhook) {
    this.server = server;
    this.webhook = webhook.webhook();
    this.gateway = webhook.gateway();
  }

  @AfterEach
  void leaveItRunning() {
    if (!server.isRunning()) {
      server.start();
    }
  }

  @BeforeEach
  void wellMeaning() {
    gateway.awaitReady();
    webhook.answers(request -> WebhookAnswer.status(204));
  }

  private static Message awaitMessage(XmppUser user, Predicate<Message> wanted) {
    Awaitility.await("the message").until(() -> user.messages().stream().anyMatch(wanted));
    return user.messages().stream().filter(wanted).findFirst().orElseThrow();
  }

  @Test
  void aChatInXml() throws Exception {
    webhook.answers(
        request ->
            WebhookAnswer.xml(
                "<message id='answer-xml'><body>Guten Abend, \u00fc</body></message>"));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      String id = romeo.say("bot@gw.localhost", "Gr\u00fc\u00dfe & <K\u00fcsse>");

      WebhookRequest request = webhook.post(id);
      assertThat(request.line()).isEqualTo("POST /xml HTTP/1.1");
      assertThat(request.text())
          .startsWith("<message ")
          .contains("Gr\u00fc\u00dfe &amp; &lt;K\u00fcsse");
      Message reply = romeo.message("answer-xml");
      assertThat(reply.getBody()).isEqualTo("Guten Abend, \u00fc");
      assertThat(reply.getType()).isEqualTo(Message.Type.chat);
      assertThat(reply.getFrom().toString()).isEqualTo("bot@gw.localhost");
    }
  }

  @Test
  void aChatInJson() throws Exception {
    webhook.answers(request -> WebhookAnswer.json("{\"id\":\"answer-json\",\"body\":\"\\u00fc\"}"));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      String id = romeo.say("json@gw.localhost/night", "\u00fc \ud83c\udf39");

      var stanza = new ObjectMapper().readTree(webhook.post(id).text());
      assertThat(stanza.path("body").asString()).isEqualTo("\u00fc \ud83c\udf39");
      assertThat(stanza.path("from").asString()).isEqualTo(romeo.jid());
      Message reply = romeo.message("answer-json");
      assertThat(reply.getBody()).isEqualTo("\u00fc");
      assertThat(reply.getFrom().toString()).isEqualTo("json@gw.localhost/night");
    }
  }

  @Test
  void aRefusalReachesTheUser() throws Exception {
    webhook.answers(request -> WebhookAnswer.of(404, WebhookAnswer.TEXT, "No such bot"));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      Message refusal = romeo.message(romeo.say("bot@gw.localhost", "hi"));

      assertThat(refusal.getType()).isEqualTo(Message.Type.error);
      assertThat(refusal.getError().getCondition().toString()).isEqualTo("item-not-found");
      assertThat(refusal.getError().getDescriptiveText()).isEqualTo("No such bot");
    }
  }

  @Test
  void anIqIsAnswered() throws Exception {
    // Smack asks what the bot can do before it asks for the version.
    webhook.answers(
        request ->
            request.mentions("jabber:iq:version")
                ? WebhookAnswer.xml(
                    "<iq type='result'><query xmlns='jabber:iq:version'><name>Bot</name><version>7</version></query></iq>")
                : WebhookAnswer.json(
                    "{\"kind\":\"iq\",\"disco\":{\"features\":[\"jabber:iq:version\"]}}"));
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      Version version =
          VersionManager.getInstanceFor(romeo.connection())
              .getVersion(JidCreate.from("bot@gw.localhost/x"));

      assertThat(version.getName()).isEqualTo("Bot");
    }
  }

  @Test
  void anIqOfAnotherComponentIsAnsweredAndRefused() throws Exception {
    try (Peer peer = Peer.connect(server)) {
      String iq =
          "<iq from='nurse@peer.localhost' to='bot@gw.localhost' type='set' id='%s'><q xmlns='urn:example:q'/></iq>";
      peer.send(iq.formatted("peer-1"));
      String result = peer.await(Pattern.compile("<iq [^>]*\\bid=['\"]peer-1['\"][^>]*>")).group();
      assertThat(result).containsPattern("type=['\"]result['\"]").contains("bot@gw.localhost");

      webhook.answers(request -> WebhookAnswer.status(403));
      peer.send(iq.formatted("peer-2"));
      String error = peer.await(Pattern.compile("<iq [^>]*\\bid=['\"]peer-2['\"].*?</iq>")).group();
      assertThat(error).containsPattern("type=['\"]error['\"]").contains("<forbidden");
    }
  }

  @Test
  void anIqAnsweredLater() throws Exception {
    webhook.answers(request -> WebhookAnswer.status(202, "Stanza-Reply: later"));
    try (Peer peer = Peer.connect(server)) {
      peer.send(
          "<iq from='nurse@peer.localhost' to='bot@gw.localhost' type='get' id='peer-later'><q xmlns='urn:example:q'/></iq>");
      webhook.post("peer-later");

      gateway.post(
          GatewayProcess.XML,
          "<iq from='bot@gw.localhost' to='nurse@peer.localhost' type='result' id='peer-later'><q xmlns='urn:example:q'>done</q></iq>");

      peer.await(Pattern.compile("<iq [^>]*\\bid=['\"]peer-later['\"][^>]*><q [^>]*>done"));
    }
  }

  @Test
  void theServerIsRestartedWhileMessagesAreDelivered() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    webhook.answers(
        request ->
            request.mentions("restart ")
                ? WebhookAnswer.text("re: " + body(request)).after(gate)
                : WebhookAnswer.status(404));
    try (XmppUser romeo = XmppUser.login(server, "romeo", "before")) {
      for (int i = 0; i < 10; i++) {
        romeo.say("bot@gw.localhost", "restart " + i);
      }
      // The last of them is in the gateway once a thing said after it has been answered.
      romeo.message(romeo.say("other@gw.localhost", "are they through?"));
      webhook.post("restart 0");
      server.stop();
    }
    Awaitility.await("the outage is known").until(() -> gateway.get("/readyz") == 503);
    gate.complete(null);
    server.start();
    gateway.awaitReady();
    // All of them wait for romeo to come back: what is delivered at once could overtake the rest.
    webhook.posts().await("all ten", 10, request -> request.mentions("restart "));

    try (XmppUser romeo = XmppUser.login(server, "romeo", "after")) {
      awaitMessage(romeo, message -> "re: restart 9".equals(message.getBody()));
      List<String> replies =
          romeo.messages().stream()
              .map(Message::getBody)
              .filter(body -> String.valueOf(body).startsWith("re: "))
              .toList();
      assertThat(replies)
          .containsExactly(
              "re: restart 0",
              "re: restart 1",
              "re: restart 2",
              "re: restart 3",
              "re: restart 4",
              "re: restart 5",
              "re: restart 6",
              "re: restart 7",
              "re: restart 8",
              "re: restart 9");
    }
    assertThat(webhook.postsWith("restart ")).hasSize(10);
  }

  private static String body(WebhookRequest request) {
    return request.text().replaceAll("(?s).*<body>(.*)</body>.*", "$1");
  }
}
