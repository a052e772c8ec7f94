package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;
import org.xmlunit.assertj3.XmlAssert;

/** A message that is posted reaches the user it is for. */
@Tag("jdk")
@OnRealServers
class MessageIT {
  private final RealServer server;
  private final GatewayProcess gateway;
  private XmppUser romeo;

  MessageIT(RealServer server, GatewayProcess gateway) {
    this.server = server;
    this.gateway = gateway;
  }

  @BeforeEach
  void login() throws Exception {
    romeo = XmppUser.login(server, "romeo");
  }

  @AfterEach
  void logout() {
    romeo.close();
  }

  @Test
  void xmlGoesOutAsItCame() {
    // In the one order that ejabberd itself keeps: what it doesn't know comes first, then body,
    // subject, thread.
    String sent =
        """
        <message to='%s' from='bot@gw.localhost/night' type='chat' id='xml-1' xml:lang='de'>\
        <p:note xmlns:p='urn:example:note' p:tone='soft'>one <p:b>two</p:b> three\
        <x xmlns='urn:example:other'> <y/> four </x>\u00a0&amp; five \ud83c\udf39</p:note>\
        <body>Guten Abend</body><body xml:lang='en'>Good &lt;evening&gt;</body>\
        <subject>Balkon</subject><thread parent='t0'>t1</thread>\
        </message>"""
            .formatted(romeo.jid());

    HttpResponse<String> answer = gateway.post(GatewayProcess.XML, sent);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Stanza-Id")).contains("xml-1");
    XmlAssert.assertThat(inStream(romeo.messageOnTheWire("xml-1")))
        .and(inStream(sent))
        .areSimilar();
  }

  /** With the namespaces in force that a stream has. */
  private static String inStream(String stanza) {
    return "<stream xmlns='jabber:client'>" + stanza + "</stream>";
  }

  @Test
  void jsonBecomesAMessage() {
    HttpResponse<String> answer =
        gateway.post(
            GatewayProcess.JSON,
            """
            { "kind": "message", "type": "chat", "to": "romeo@localhost", "lang": "en", "thread": { "id": "t1" },
              "subject": "Balcony", "body": "\\"<&>\\" \\u2014 a rose \\ud83c\\udf39" }""");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
    Message message = romeo.message(answer.headers().firstValue("Stanza-Id").orElseThrow());
    assertThat(message.getBody()).isEqualTo("\"<&>\" \u2014 a rose \ud83c\udf39");
    assertThat(message.getSubject()).isEqualTo("Balcony");
    assertThat(message.getThread()).isEqualTo("t1");
    assertThat(message.getType()).isEqualTo(Message.Type.chat);
    assertThat(message.getLanguage()).isEqualTo("en");
    assertThat(message.getFrom().toString()).isEqualTo(RealServer.GATEWAY);
    assertThat(message.getTo().toString()).startsWith("romeo@localhost");
  }

  @Test
  void answersThatNobodyTakesDisturbNothing() throws Exception {
    romeo.say("bot@gw.localhost", "anybody there?");
    romeo.say("gw.localhost", "anybody at all?");
    romeo.send(
        romeo
            .connection()
            .getStanzaFactory()
            .buildPresenceStanza()
            .to(JidCreate.from("bot@gw.localhost"))
            .build());

    assertReaches("still here");
    assertThat(gateway.get("/readyz")).isEqualTo(200);
  }

  @Test
  void aMessageToARoomIsSeenByItsOccupants() throws Exception {
    String room = "room-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
    MultiUserChat chat = romeo.enter(room);
    String bot = room + "/bot";

    HttpResponse<String> join =
        gateway.post(
            GatewayProcess.XML,
            """
            <presence from='bot@gw.localhost' to='%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"""
                .formatted(bot));
    assertThat(join.statusCode()).isEqualTo(202);
    Awaitility.await("the bot is in the room")
        .until(() -> chat.getOccupants().contains(JidCreate.entityFullFrom(bot)));

    assertThat(sayIn(room, "first").getFrom().toString()).isEqualTo(bot);
    // What the others say reaches the gateway too, which must not answer it with an error: rooms
    // remove an occupant who does.
    Message said = chat.buildMessage().setBody("welcome, bot").build();
    romeo.send(said);
    romeo.message(said.getStanzaId());
    assertThat(sayIn(room, "second").getFrom().toString()).isEqualTo(bot);
  }

  private Message sayIn(String room, String body) {
    HttpResponse<String> answer =
        gateway.post(
            GatewayProcess.XML,
            "<message from='bot@gw.localhost' to='%s' type='groupchat'><body>%s</body></message>"
                .formatted(room, body));
    assertThat(answer.statusCode()).isEqualTo(202);
    Message heard = romeo.message(answer.headers().firstValue("Stanza-Id").orElseThrow());
    assertThat(heard.getBody()).isEqualTo(body);
    return heard;
  }

  @Test
  void aStanzaThatIsTooLargeIsRefusedToItsSenderAndTheStreamLivesOn() throws Exception {
    String id = romeo.say("bot@gw.localhost", "x".repeat(20_000));

    Message refusal = romeo.message(id);

    assertThat(refusal.getType()).isEqualTo(Message.Type.error);
    assertThat(refusal.getFrom().toString()).isEqualTo("bot@gw.localhost");
    assertThat(refusal.getError()).isNotNull();
    assertReaches("as if nothing had happened");
    assertThat(gateway.printed()).doesNotContain("xxxxxxxxxx");
  }

  private void assertReaches(String body) {
    HttpResponse<String> answer =
        gateway.post(
            GatewayProcess.XML,
            "<message to='%s' type='chat'><body>%s</body></message>".formatted(romeo.jid(), body));
    assertThat(answer.statusCode()).isEqualTo(202);
    String id = answer.headers().firstValue("Stanza-Id").orElseThrow();
    assertThat(romeo.message(id).getBody()).isEqualTo(body);
  }
}
