package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError;
import org.jivesoftware.smackx.iqversion.VersionManager;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.impl.JidCreate;

/** The echo bots of {@code examples/}, with people chatting to them. */
@Tag("slow")
@OnRealServers
class EchoBotIT {
  private static final String BOT = "bot@" + RealServer.GATEWAY;

  /** More than the {@code max_stanza} of a test's gateway. */
  private static final String TOO_LARGE = "x".repeat(20_000);

  private static final Duration ARRIVAL = Duration.ofSeconds(30);

  private final RealServer server;

  EchoBotIT(RealServer server) {
    this.server = server;
  }

  private GatewayProcess gatewayOf(Example bot) {
    return GatewayProcess.ready(GatewaySettings.on(server).with("callback: " + bot.callback(BOT)));
  }

  @Test
  void aPersonTalksToEachOfThem() throws Exception {
    try (Example xml = Example.start("echobot_xml.py");
        Example json = Example.start("echobot_json.py");
        Example flask = Example.start("echobot_flask.py");
        Example node = Example.start("echobot.mjs");
        XmppUser romeo = XmppUser.login(server, "romeo")) {
      Map<String, Example> bots = Map.of("xml", xml, "json", json, "flask", flask, "node", node);
      String callbacks =
          bots.entrySet().stream()
              .map(bot -> "\n  - " + bot.getValue().callback(bot.getKey() + "@gw.localhost"))
              .collect(Collectors.joining("", "callbacks:", ""));
      try (GatewayProcess gateway =
          GatewayProcess.ready(GatewaySettings.on(server).with(callbacks))) {
        for (String name : bots.keySet()) {
          assertThat(gateway.isAlive()).isTrue();
          talk(romeo, name + "@" + RealServer.GATEWAY);
        }
      }
    }
  }

  private static void talk(XmppUser romeo, String bot) throws Exception {
    for (String said : List.of("Hello", "a < b && c > \"d\"", "'é€ 🌹'", "1\n 2")) {
      romeo.say(bot, said);
      Message answer = awaitMessage(romeo, bot, "You said: " + said);
      assertThat(answer.getType()).isEqualTo(Message.Type.chat);
    }
    assertThatThrownBy(
            () -> VersionManager.getInstanceFor(romeo.connection()).getVersion(JidCreate.from(bot)))
        .isInstanceOf(XMPPErrorException.class)
        .hasMessageContaining("feature-not-implemented");

    romeo.send(
        romeo
            .connection()
            .getStanzaFactory()
            .buildPresenceStanza()
            .to(JidCreate.from(bot))
            .setStatus("for the bot alone")
            .build());
    romeo.say(bot, "after the presence");
    awaitMessage(romeo, bot, "You said: after the presence");
    assertThat(romeo.onTheWire()).doesNotContainPattern("<presence [^>]*type=['\"]error");
  }

  @Test
  void whileItIsStoppedPeopleAreToldSo() throws Exception {
    try (Example bot = Example.start("echobot_json.py");
        GatewayProcess gateway = gatewayOf(bot);
        XmppUser romeo = XmppUser.login(server, "romeo")) {
      assertThat(gateway.isAlive()).isTrue();
      romeo.say(BOT, "before");
      awaitMessage(romeo, BOT, "You said: before");
      bot.stop();
      Message error = romeo.message(romeo.say(BOT, "is anybody there?"));
      assertThat(error.getType()).isEqualTo(Message.Type.error);
      assertThat(error.getError().getCondition())
          .isEqualTo(StanzaError.Condition.recipient_unavailable);
      bot.restart();
      romeo.say(BOT, "after");
      awaitMessage(romeo, BOT, "You said: after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echobot_xml.py", "echobot_json.py"})
  void aRoomTalksToIt(String script) throws Exception {
    try (Example bot = Example.start(script);
        GatewayProcess gateway = gatewayOf(bot);
        XmppUser romeo = XmppUser.login(server, "romeo");
        XmppUser juliet = XmppUser.login(server, "juliet")) {
      Room room = new Room(romeo, juliet);
      room.letIn(gateway);

      room.talk("first");

      // Each of these would have the bot expelled, were it answered with an error.
      bot.stop();
      room.say(romeo, "while it is stopped");
      juliet.say(room.bot(), "in private, while it is stopped");
      room.askVersion(romeo);
      room.say(romeo, TOO_LARGE);
      juliet.say(room.bot(), TOO_LARGE);
      bot.restart();

      room.talk("second");
      juliet.say(room.bot(), "in private");
      Message whispered = awaitMessage(juliet, room.bot(), "You said: in private");
      assertThat(whispered.getType()).isEqualTo(Message.Type.chat);
      room.talk("third");
      room.assertThatItSaidNoMoreThanThat();
      assertThat(room.hasBot()).isTrue();
    }
  }

  /** The room still holds the bot for an occupant, and the gateway knows nothing of that. */
  @Test
  void itDoesNotAnswerItselfAfterARestartOfTheGateway() throws Exception {
    try (Example bot = Example.start("echobot_json.py");
        XmppUser romeo = XmppUser.login(server, "romeo");
        XmppUser juliet = XmppUser.login(server, "juliet")) {
      Room room = new Room(romeo, juliet);
      try (GatewayProcess gateway = gatewayOf(bot)) {
        room.letIn(gateway);
        room.talk("before");
      }
      try (GatewayProcess gateway = gatewayOf(bot)) {
        assertThat(gateway.isAlive()).isTrue();
        assertThat(room.hasBot()).isTrue();
        room.talk("after");
        room.talk("and later");
        room.assertThatItSaidNoMoreThanThat();
      }
    }
  }

  /** Where it doesn't come, what came instead says why. */
  private static Message awaitMessage(XmppUser user, String from, String body) {
    Awaitility.await()
        .atMost(ARRIVAL)
        .untilAsserted(
            () -> assertThat(user.messages()).anyMatch(message -> is(message, from, body)));
    return user.messages().stream()
        .filter(message -> is(message, from, body))
        .findFirst()
        .orElseThrow();
  }

  private static boolean is(Message message, String from, String body) {
    return body.equals(message.getBody()) && message.getFrom().toString().equals(from);
  }

  /** A room of its own for each test, with two people in it. */
  private static final class Room {
    private final String address = "echo-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
    private final List<String> expected = new ArrayList<>();
    private final XmppUser romeo;
    private final XmppUser juliet;
    private final MultiUserChat chat;

    Room(XmppUser romeo, XmppUser juliet) throws Exception {
      this.romeo = romeo;
      this.juliet = juliet;
      this.chat = romeo.enter(address);
      juliet.enter(address);
    }

    String bot() {
      return address + "/echobot";
    }

    boolean hasBot() throws Exception {
      return chat.getOccupant(JidCreate.entityFullFrom(bot())) != null;
    }

    /** The bot joins as its owner would make it: by a POST. */
    void letIn(GatewayProcess gateway) {
      HttpResponse<String> joined =
          gateway.post(
              GatewayProcess.XML,
              "<presence from='%s' to='%s'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
                  .formatted(BOT, bot()));
      assertThat(joined.statusCode()).isEqualTo(202);
      Awaitility.await("the bot is in the room").atMost(ARRIVAL).until(this::hasBot);
    }

    /** Both say something, and wait for the answers. */
    void talk(String about) throws Exception {
      for (XmppUser user : List.of(romeo, juliet, romeo)) {
        String said = "%s, said %s (%d)".formatted(about, user.jid(), expected.size());
        say(user, said);
        expected.add("You said: " + said);
      }
      for (String answer : expected) {
        awaitMessage(romeo, bot(), answer);
      }
    }

    void say(XmppUser user, String body) throws Exception {
      send(user, address, Message.Type.groupchat, body);
    }

    private static void send(XmppUser user, String to, Message.Type type, String body)
        throws Exception {
      user.send(
          user.connection()
              .getStanzaFactory()
              .buildMessageStanza()
              .to(JidCreate.from(to))
              .ofType(type)
              .setBody(body)
              .build());
    }

    /** An iq may be answered with an error, in a room too. */
    void askVersion(XmppUser user) {
      assertThatThrownBy(
              () ->
                  VersionManager.getInstanceFor(user.connection())
                      .getVersion(JidCreate.from(bot())))
          .isInstanceOf(XMPPErrorException.class);
    }

    /** What the bot had answered itself in an earlier talk would have come before the latest. */
    void assertThatItSaidNoMoreThanThat() {
      assertThat(romeo.messages())
          .filteredOn(message -> message.getType() == Message.Type.groupchat)
          .filteredOn(message -> message.getFrom().toString().equals(bot()))
          .extracting(Message::getBody)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}
