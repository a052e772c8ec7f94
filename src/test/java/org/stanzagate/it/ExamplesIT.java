package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.commands.AdHocCommandManager;
import org.jivesoftware.smackx.commands.AdHocCommandNote;
import org.jivesoftware.smackx.commands.RemoteCommand;
import org.jivesoftware.smackx.disco.ServiceDiscoveryManager;
import org.jivesoftware.smackx.disco.packet.DiscoverItems;
import org.jivesoftware.smackx.iqlast.LastActivityManager;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.jivesoftware.smackx.xdata.form.FillableForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/** What a user copies from {@code examples} does what it says, with people of real servers. */
@OnRealServers
class ExamplesIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern ENTERED = Pattern.compile("(?m)^Entered ");

  private final RealServer server;
  private final RunningExamples examples;
  private final String room = "examples-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);

  ExamplesIT(RealServer server, RunningExamples examples) {
    this.server = server;
    this.examples = examples;
  }

  @Test
  void theCurlScript() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);

      String printed =
          ChildProcess.run(
              LIMIT,
              Map.of("STANZAGATE_TOKEN", GatewaySettings.TOKEN),
              Example.command(
                  "curl.sh",
                  examples.gateway().base() + "/rest",
                  "romeo@localhost",
                  RealServer.DOMAIN,
                  room));

      assertThat(printed).contains("-> 202", "-> 200").doesNotContainPattern("-> [345]");
      awaitMessage(romeo, "Hello from JSON", RealServer.GATEWAY);
      awaitMessage(romeo, "Hello from XML", RealServer.GATEWAY);
      awaitMessage(romeo, "Hello, room", room + "/curl");
    }
  }

  @Test
  void alertsAreSaidInTheRoom() throws Exception {
    Map<String, String> environment = new HashMap<>(examples.environment());
    environment.put("ROOM", room);
    try (Example alertmanager = Example.start("alertmanager.py", environment);
        Example grafana = Example.start("grafana.mjs", environment);
        XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);

      var fromAlertmanager = alertmanager.post(AlertReceiversIT.ALERTMANAGER);
      var fromGrafana = grafana.post(AlertReceiversIT.GRAFANA);

      assertThat(fromAlertmanager.join().statusCode()).isEqualTo(204);
      assertThat(fromGrafana.join().statusCode()).isEqualTo(204);
      awaitMessage(romeo, AlertReceiversIT.SAID_OF_ALERTMANAGER, room + "/alerts");
      awaitMessage(romeo, AlertReceiversIT.SAID_OF_GRAFANA, room + "/alerts");
    }
  }

  /** It makes the room, which others can't enter before it has opened it. */
  @Test
  void theRoomBotAnswersWhoCallsItAndStaysInItsRoom() throws Exception {
    awaitEntered(1);
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      MultiUserChat chat = romeo.enter(examples.room());
      chat.sendMessage("Bot is a nice name");
      chat.sendMessage("Bot: hello");
      awaitMessage(romeo, "romeo: you said hello", bot());
      chat.sendMessage("bot, a < b\n'é€ 🌹'");
      awaitMessage(romeo, "romeo: you said a < b\n'é€ 🌹'", bot());

      // The room has forgotten it, as after a restart of a server or of the gateway.
      examples
          .gateway()
          .post(
              GatewayProcess.XML,
              "<presence type='unavailable' from='%s' to='%s/Bot'/>"
                  .formatted(RunningExamples.BOT, examples.room()));
      awaitEntered(2);
      chat.sendMessage("Bot: are you back?");
      awaitMessage(romeo, "romeo: you said are you back?", bot());
      assertThat(romeo.messages())
          .filteredOn(message -> message.getFrom().toString().equals(bot()))
          .hasSize(3);

      assertThat(examples.roombot().end()).isZero();
      Awaitility.await("it leaves")
          .until(() -> chat.getOccupant(JidCreate.entityFullFrom(bot())) == null);
    }
    examples.roombot().restart();
  }

  private void awaitEntered(int times) {
    Awaitility.await("it enters")
        .until(() -> ENTERED.matcher(examples.roombot().printed()).results().count() == times);
  }

  /**
   * The gateway wouldn't send these answers either, but a bot that is copied may be run elsewhere.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'from':'ROOM/Bot','type':'groupchat','body':'Bot: it is me'",
        "'from':'ROOM/romeo','type':'groupchat','body':'Bot: long ago','delay':'2026-01-01T00:00:00Z'",
        "'from':'ROOM','type':'groupchat','body':'Bot: this is the room'",
        "'from':'other@muc.localhost/romeo','type':'groupchat','body':'Bot: elsewhere'",
        "'from':'ROOM/romeo','type':'chat','body':'Bot: in private'",
        "'from':'ROOM/romeo','type':'groupchat','body':'Bot'",
        "'from':'ROOM/romeo','type':'groupchat'"
      })
  void theRoomBotAnswersNobodyElse(String stanza) {
    String json =
        "{'kind':'message','to':'%s',%s}"
            .formatted(RunningExamples.BOT, stanza)
            .replace("ROOM", examples.room())
            .replace('\'', '"');

    HttpResponse<String> answer = examples.roombot().post(json).join();

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void theServiceOfCommands() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      Jid dice = JidCreate.from(RunningExamples.DICE);
      AdHocCommandManager known = AdHocCommandManager.getAddHocCommandsManager(romeo.connection());
      ServiceDiscoveryManager disco = ServiceDiscoveryManager.getInstanceFor(romeo.connection());
      assertThat(disco.supportsFeature(dice, AdHocCommandManager.NAMESPACE)).isTrue();
      assertThat(disco.discoverInfo(dice, "roll").hasIdentity("automation", "command-node"))
          .isTrue();
      assertThat(disco.discoverItems(dice).getItems()).isEmpty();
      assertThat(known.discoverCommands(dice).getItems())
          .singleElement()
          .extracting(DiscoverItems.Item::getNode, DiscoverItems.Item::getName)
          .containsExactly("roll", "Roll dice");

      RemoteCommand roll = known.getRemoteCommand(dice, "roll");
      roll.execute();
      assertThat(roll.isCompleted()).isFalse();
      FillableForm form = new FillableForm(roll.getForm());
      form.setAnswer("dice", "3");
      roll.complete(form);
      assertThat(roll.isCompleted()).isTrue();
      assertThat(roll.getNotes())
          .extracting(AdHocCommandNote::getValue)
          .singleElement(InstanceOfAssertFactories.STRING)
          .matches("You rolled [1-6], [1-6], [1-6]");
      assertCondition("bad-request", () -> roll.complete(form));

      RemoteCommand another = known.getRemoteCommand(dice, "roll");
      another.execute();
      another.cancel();
      assertCondition("bad-request", () -> another.complete(form));
      assertCondition("item-not-found", known.getRemoteCommand(dice, "no such")::execute);
      assertCondition("item-not-found", () -> disco.discoverItems(dice, "no such"));
      assertCondition(
          "feature-not-implemented",
          () -> LastActivityManager.getInstanceFor(romeo.connection()).getLastActivity(dice));
    }
  }

  private String bot() {
    return examples.room() + "/Bot";
  }

  private static void assertCondition(String condition, ThrowingCallable asked) {
    assertThatThrownBy(asked)
        .isInstanceOf(XMPPErrorException.class)
        .hasMessageContaining(condition);
  }

  private static void awaitMessage(XmppUser user, String body, String from) {
    Awaitility.await(body)
        .until(() -> user.messages().stream().anyMatch(message -> is(message, body, from)));
  }

  private static boolean is(Message message, String body, String from) {
    return body.equals(message.getBody()) && message.getFrom().toString().equals(from);
  }
}
