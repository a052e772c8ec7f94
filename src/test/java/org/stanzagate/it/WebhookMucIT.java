package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;

/** A webhook as a bot in the rooms of real servers: it is heard, stays, and makes no loops. */
@OnRealServers
class WebhookMucIT {
  private final RealServer server;
  private final ScriptedWebhook webhook;
  private final GatewayProcess gateway;

  WebhookMucIT(RealServer server, RealWebhook webhook) {
    this.server = server;
    this.webhook = webhook.webhook();
    this.gateway = webhook.gateway();
  }

  @Test
  void aBotStaysInItsRoomWhateverItsWebhookSays() throws Exception {
    String room = "webhook-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
    String bot = room + "/bot";
    try (XmppUser romeo = XmppUser.login(server, "romeo");
        XmppUser juliet = XmppUser.login(server, "juliet")) {
      MultiUserChat chat = romeo.enter(room);
      webhook.answers(request -> WebhookAnswer.status(500));
      gateway.post(
          GatewayProcess.XML,
          "<presence from='bot@gw.localhost' to='%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
              .formatted(bot));
      Awaitility.await("the bot is in the room")
          .until(() -> chat.getOccupants().contains(JidCreate.entityFullFrom(bot)));

      // Everything that a room can send: words, a subject, somebody who comes, a private message.
      say(chat, romeo, "one");
      chat.changeSubject("tonight");
      juliet.enter(room);
      Message whisper =
          romeo
              .connection()
              .getStanzaFactory()
              .buildMessageStanza()
              .to(JidCreate.from(bot))
              .ofType(Message.Type.chat)
              .setBody("psst")
              .build();
      romeo.send(whisper);
      webhook.post("psst");
      webhook.post("tonight");
      WebhookRequest last = webhook.post(say(chat, romeo, "two"));
      assertThat(last.mentions("two")).isTrue();

      webhook.answers(
          request ->
              request.mentions("three")
                  ? WebhookAnswer.text("I am here")
                  : WebhookAnswer.status(500));
      say(chat, romeo, "three");
      Message heard = awaitMessage(romeo, message -> "I am here".equals(message.getBody()));
      assertThat(heard.getType()).isEqualTo(Message.Type.groupchat);
      assertThat(heard.getFrom().toString()).isEqualTo(bot);
      assertThat(chat.getOccupants()).contains(JidCreate.entityFullFrom(bot));
    }
  }

  @Test
  void aBotThatRepeatsEverythingMakesNoLoop() throws Exception {
    String room = "loop-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      MultiUserChat chat = romeo.enter(room);
      webhook.answers(request -> WebhookAnswer.text("again and again"));
      gateway.post(
          GatewayProcess.XML,
          "<presence from='bot@gw.localhost' to='%s/bot'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
              .formatted(room));
      Awaitility.await("the bot is in the room")
          .until(() -> chat.getOccupants().contains(JidCreate.entityFullFrom(room + "/bot")));

      say(chat, romeo, "one");
      awaitCount(romeo, room, 1);
      // The bot has heard itself, which came before the next that it hears.
      webhook
          .posts()
          .await(
              "its own words",
              request -> isFrom(request, room + "/bot") && request.mentions("<body"));
      say(chat, romeo, "two");
      awaitCount(romeo, room, 2);
      webhook
          .posts()
          .await(
              "its own words again",
              2,
              request -> isFrom(request, room + "/bot") && request.mentions("<body"));
      say(chat, romeo, "three");
      awaitCount(romeo, room, 3);
    }
  }

  private static boolean isFrom(WebhookRequest request, String from) {
    return request.text().replace('"', '\'').contains("from='" + from + "'");
  }

  private static void awaitCount(XmppUser user, String room, int count) {
    Predicate<Message> again =
        message ->
            "again and again".equals(message.getBody())
                && message.getFrom().toString().equals(room + "/bot");
    Awaitility.await(count + " times")
        .until(() -> user.messages().stream().filter(again).count() >= count);
    assertThat(user.messages().stream().filter(again)).hasSize(count);
  }

  private static String say(MultiUserChat chat, XmppUser user, String body) throws Exception {
    Message said = chat.buildMessage().setBody(body).build();
    user.send(said);
    user.message(said.getStanzaId());
    return said.getStanzaId();
  }

  private static Message awaitMessage(XmppUser user, Predicate<Message> wanted) {
    Awaitility.await("the message").until(() -> user.messages().stream().anyMatch(wanted));
    return user.messages().stream().filter(wanted).findFirst().orElseThrow();
  }
}
