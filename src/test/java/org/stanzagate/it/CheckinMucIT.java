package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.muc.MultiUserChat;
import org.jivesoftware.smackx.muc.MultiUserChatManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.jid.parts.Resourcepart;

/** Check-ins in the rooms of real servers: each is heard once, in its order, whatever happens. */
@Tag("slow")
@OnRealServers
class CheckinMucIT {
  private static final Duration ARRIVAL = Duration.ofSeconds(40);

  private final ExecutorService bots = Executors.newCachedThreadPool();
  private final RealServer server;
  private final String room = "mesh-%s@%s".formatted(UUID.randomUUID(), RealServer.ROOMS);
  private final CheckinGateway gateway;

  CheckinMucIT(RealServer server) {
    this.server = server;
    this.gateway = new CheckinGateway(GatewaySettings.on(server), "to: " + room);
  }

  @AfterEach
  void end() {
    bots.shutdownNow();
    gateway.close();
    if (!server.isRunning()) {
      server.start();
    }
  }

  private static List<String> hashes(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private CompletableFuture<List<MeshBot.Outcome>> flush(String bot, List<String> hashes) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return gateway.bot(bot).flush(hashes);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        bots);
  }

  /** What the room has heard of check-ins, doubles and all, history left out. */
  private static List<String> heard(XmppUser user) {
    return user.messages().stream()
        .filter(message -> message.getType() == Message.Type.groupchat)
        .filter(message -> message.getExtensionElement("delay", "urn:xmpp:delay") == null)
        .map(Message::getBody)
        .filter(body -> body != null && body.startsWith("HOWL checked in"))
        .toList();
  }

  private void awaitHeard(XmppUser user, int count) {
    Awaitility.await(count + " check-ins are heard")
        .atMost(ARRIVAL)
        .until(() -> heard(user).size() >= count);
  }

  private void awaitEntered() {
    gateway.process().awaitLog(Pattern.compile("In the room " + room + " as (\\S+)"));
  }

  private static void awaitOccupant(MultiUserChat chat, String nick) {
    Awaitility.await(nick + " is in the room")
        .atMost(ARRIVAL)
        .until(
            () ->
                chat.getOccupants()
                    .contains(JidCreate.entityFullFrom(chat.getRoom() + "/" + nick)));
  }

  /** The room is not there at first: the gateway makes it, and others can come in. */
  @Test
  void ofSeveralBotsWithTheSameDayEachCheckinIsHeardOnce() throws Exception {
    gateway.ready();
    awaitEntered();
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);
      List<String> day = hashes("day-", 300);
      var first = flush("first", day);
      var second = flush("second", day);
      var reverse = new ArrayList<>(day);
      Collections.reverse(reverse);
      var third = flush("third", reverse);

      List<MeshBot.Outcome> all = new ArrayList<>(first.join());
      all.addAll(second.join());
      all.addAll(third.join());
      assertThat(all).allMatch(MeshBot.Outcome::isAccepted);
      assertThat(all.stream().filter(outcome -> outcome.status() == 201)).hasSize(300);
      assertThat(flush("first", day).join()).extracting("status").containsOnly(200);

      assertThat(flush("first", List.of("last")).join()).extracting("status").containsExactly(201);
      awaitHeard(romeo, 301);
      assertThat(heard(romeo)).hasSize(301).isEqualTo(gateway.stored());
    }
  }

  @Test
  void whoIsKickedComesBackAndANickThatIsTakenGetsANumber() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo");
        XmppUser juliet = XmppUser.login(server, "juliet")) {
      MultiUserChat chat = romeo.enter(room);
      MultiUserChat hers =
          MultiUserChatManager.getInstanceFor(juliet.connection()).getMultiUserChat(chat.getRoom());
      hers.join(Resourcepart.from("check-ins"));
      gateway.ready();
      awaitOccupant(chat, "check-ins-2");
      flush("bot", List.of("before")).join();
      awaitHeard(romeo, 1);

      hers.leave();
      chat.kickParticipant(Resourcepart.from("check-ins-2"), "too loud");
      flush("bot", List.of("while out", "again")).join();
      awaitOccupant(chat, "check-ins");
      awaitHeard(romeo, 3);

      assertThat(heard(romeo)).isEqualTo(gateway.stored()).hasSize(3);
      gateway.stop();
      Awaitility.await("it has left").atMost(ARRIVAL).until(() -> chat.getOccupants().size() == 1);
    }
  }

  @Test
  void whatComesWhileTheServerIsAwayIsHeardWhenItIsBack() throws Exception {
    gateway.ready();
    awaitEntered();
    assertThat(flush("bot", hashes("before-", 5)).join()).allMatch(MeshBot.Outcome::isAccepted);
    Awaitility.await("all is announced").atMost(ARRIVAL).until(() -> waiting() == 0);
    server.stop();
    assertThat(flush("bot", hashes("away-", 20)).join()).extracting("status").containsOnly(201);
    gateway.stop();
    gateway.start();
    assertThat(flush("bot", hashes("still-away-", 20)).join())
        .extracting("status")
        .containsOnly(201);

    server.start();
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);
      Awaitility.await("all is announced").atMost(ARRIVAL).until(() -> waiting() == 0);
      // What was said before romeo was in is in the room's history, as far as that goes.
      List<String> stored = gateway.stored();
      Awaitility.await("romeo has heard the last")
          .atMost(ARRIVAL)
          .until(() -> bodies(romeo).contains(stored.get(stored.size() - 1)));
      assertThat(stored).hasSize(45).endsWith(bodies(romeo).toArray(String[]::new));
    }
  }

  private int waiting() throws Exception {
    return Integer.parseInt(
        gateway.query("SELECT count(*) FROM announcements WHERE announced_at IS NULL").get(0));
  }

  private static List<String> bodies(XmppUser user) {
    return user.messages().stream()
        .map(Message::getBody)
        .filter(body -> body != null && body.startsWith("HOWL"))
        .toList();
  }

  /** In a room whose past can be read, not even kill -9 makes it say anything twice. */
  @Test
  void aGatewayThatIsStoppedAndKilledUnderLoadLosesNothingThatItAccepted() throws Exception {
    try (XmppUser romeo = XmppUser.login(server, "romeo")) {
      romeo.enter(room);
      gateway.ready();
      awaitEntered();
      List<MeshBot.Outcome> outcomes = new ArrayList<>();
      var first = flush("bot", hashes("first-", 150));
      awaitHeard(romeo, 20);
      gateway.stop();
      outcomes.addAll(first.join());
      gateway.ready();
      var second = flush("bot", hashes("second-", 150));
      awaitHeard(romeo, heard(romeo).size() + 20);
      gateway.kill();
      outcomes.addAll(second.join());
      gateway.ready();
      outcomes.addAll(flush("bot", hashes("third-", 10)).join());

      List<String> accepted =
          outcomes.stream()
              .filter(MeshBot.Outcome::isAccepted)
              .map(outcome -> "HOWL checked in on #meshmonday: check in " + outcome.hash())
              .toList();
      String last = accepted.get(accepted.size() - 1);
      Awaitility.await("the last is heard")
          .atMost(ARRIVAL)
          .until(() -> heard(romeo).contains(last));
      assertThat(heard(romeo)).isEqualTo(gateway.stored());
      assertThat(new LinkedHashSet<>(heard(romeo))).hasSameSizeAs(heard(romeo));
      assertThat(heard(romeo)).containsAll(accepted);
    }
  }
}
