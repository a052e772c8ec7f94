package org.stanzagate.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jxmpp.jid.Jid;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.time.ManualTimer;
import org.stanzagate.xml.ElementReader;

/** In room@muc as us@gw/a, by the nick bot where that is to be had. */
class OccupantTest {
  private static final OccupantTimings TIMINGS = OccupantTimings.DEFAULT;
  private static final String SUBJECT =
      "<message type='groupchat' from='room@muc' to='us@gw/a'><subject/></message>";

  private final ManualTimer timer = new ManualTimer();
  private final ScriptedComponent wire = new ScriptedComponent("gw");
  private final List<String> events = new ArrayList<>();
  private final List<Stanza> passedOn = new ArrayList<>();
  private int connections;
  private final Occupants occupants =
      new Occupants(wire, TIMINGS, timer, timer.clock(), new Random(1), () -> "id");
  private final StanzaListener listener =
      occupants.listener(
          new StanzaListener() {
            @Override
            public void received(Stanza stanza) {
              passedOn.add(stanza);
            }

            @Override
            public void connected() {
              connections++;
            }
          });
  private final Occupant occupant = enter();

  private Occupant enter() {
    return occupants.enter(
        jid("room@muc"),
        jid("us@gw/a"),
        "bot",
        new RoomListener() {
          @Override
          public void entered() {
            events.add("entered");
          }

          @Override
          public void left() {
            events.add("left");
          }

          @Override
          public void message(Stanza message, boolean isOwn) {
            events.add(message.type() + " " + message.id() + (isOwn ? " own" : ""));
          }
        });
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private static Jid jid(String jid) {
    try {
      return Jids.parse(jid);
    } catch (XmppStringprepException e) {
      throw new AssertionError(e);
    }
  }

  private static Stanza stanza(String xml) {
    try {
      return Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void in(String xml) {
    listener.received(stanza(xml));
  }

  private static String presence(String nick, String attributes, String... statuses) {
    StringBuilder presence = new StringBuilder("<presence to='us@gw/a' from='room@muc/");
    presence.append(nick).append("' ").append(attributes);
    presence.append("><x xmlns='http://jabber.org/protocol/muc#user'><item role='participant'/>");
    for (String status : statuses) {
      presence.append("<status code='").append(status).append("'/>");
    }
    return presence.append("</x></presence>").toString();
  }

  private static String refusal(String from, String condition) {
    return "<presence type='error' to='us@gw/a' from='%s'><error type='cancel'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>"
        .formatted(from, condition);
  }

  private void assertJoins(String occupant) {
    Stanza join = wire.sent.remove();
    assertThat(join.to().toString()).isEqualTo(occupant);
    assertThat(join.from().toString()).isEqualTo("us@gw/a");
    assertThat(join.type()).isEqualTo("available");
    assertThat(join.element().element(Namespaces.MUC, "x")).isPresent();
  }

  private void assertSilent() {
    assertThat(wire.sent).isEmpty();
    assertThat(wire.requests).isEmpty();
  }

  /** As far as being in, with the room's past told. */
  private void join() {
    assertJoins("room@muc/bot");
    in(presence("juliet", ""));
    in(presence("bot", "", "110"));
    in(SUBJECT);
    assertThat(events).endsWith("groupchat null", "entered");
    events.clear();
  }

  private ScriptedComponent.Request ping() throws Exception {
    ScriptedComponent.Request ping = wire.requests.remove();
    assertThat(ping.iq().kind()).isEqualTo(Kind.IQ);
    assertThat(ping.iq().element().element(Namespaces.PING, "ping")).isPresent();
    assertThat(ping.iq().from().toString()).isEqualTo("us@gw/a");
    return ping;
  }

  private static Reply error(Stanza iq, String condition) {
    return new Reply.Answer(
        stanza(
            "<iq type='error' id='id' to='%s' from='%s'><error type='cancel'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
                .formatted(iq.from(), iq.to(), condition)));
  }

  @Test
  void itIsInOnceTheRoomHasToldItsPast() {
    assertJoins("room@muc/bot");
    assertThat(occupant.jid()).isEmpty();
    in(presence("juliet", ""));
    assertThat(occupant.jid()).isEmpty();
    in(presence("bot", "", "110"));
    assertThat(occupant.jid()).contains(jid("room@muc/bot"));
    in(
        "<message type='groupchat' id='old' from='room@muc/x' to='us@gw/a'><body>x</body></message>");
    assertThat(events).containsExactly("groupchat old");
    in(SUBJECT);

    assertThat(events).containsExactly("groupchat old", "groupchat null", "entered");
    assertSilent();
    assertThat(passedOn).hasSize(4);
  }

  @Test
  void whatWeSayIsKnownAsOurOwn() {
    String said = "<message type='groupchat' id='%s' from='room@muc/bot' to='us@gw/a'/>";
    in(said.formatted("before"));
    join();
    in(said.formatted("after"));
    in(said.formatted("shout").replace("/bot", "/Bot"));
    assertThat(events).containsExactly("groupchat after own", "groupchat shout");
  }

  @Test
  void aRoomThatSendsNoSubjectIsNotWaitedForLong() {
    in(presence("bot", "", "110"));
    assertThat(events).isEmpty();
    timer.pass(TIMINGS.history());
    assertThat(events).containsExactly("entered");
    in(SUBJECT);
    assertThat(events).containsExactly("entered", "groupchat null");
  }

  @Test
  void anotherNickIsTheOneTheRoomTells() {
    assertJoins("room@muc/bot");
    in(presence("Bot1", "", "110", "210"));
    assertThat(occupant.jid()).contains(jid("room@muc/Bot1"));
    in(presence("Bot1", "type='unavailable'", "110", "303"));
    in(presence("Bot2", "", "110"));
    assertThat(occupant.jid()).contains(jid("room@muc/Bot2"));
    assertSilent();
  }

  @Test
  void aNickThatIsTakenGetsANumber() {
    assertJoins("room@muc/bot");
    in(refusal("room@muc/bot", "conflict"));
    assertJoins("room@muc/bot-2");
    in(refusal("room@muc/bot", "conflict")); // an earlier one, told twice
    assertSilent();
    in(refusal("room@muc/bot-2", "conflict"));
    assertJoins("room@muc/bot-3");
    in(presence("bot-3", "", "110"));
    assertThat(occupant.jid()).contains(jid("room@muc/bot-3"));
  }

  @Test
  void nicksAreNotTriedWithoutEnd() {
    assertJoins("room@muc/bot");
    for (int i = 1; i < 9; i++) {
      in(refusal(i == 1 ? "room@muc/bot" : "room@muc/bot-" + i, "conflict"));
      assertJoins("room@muc/bot-" + (i + 1));
    }
    in(refusal("room@muc/bot-9", "conflict"));
    assertSilent();
    timer.pass(TIMINGS.firstRetry());
    assertJoins("room@muc/bot");
  }

  @ParameterizedTest
  @ValueSource(strings = {"forbidden", "registration-required", "remote-server-not-found"})
  void aRefusalIsTriedAgainLaterAndLater(String condition) {
    assertJoins("room@muc/bot");
    in(refusal("room@muc", condition));
    assertSilent();
    timer.pass(TIMINGS.firstRetry());
    assertJoins("room@muc/bot");
    in(refusal("room@muc/bot", condition));
    timer.pass(TIMINGS.firstRetry());
    assertSilent();

    ScriptedComponent room = new ScriptedComponent("gw");
    wire.onSend =
        join -> {
          in(refusal("room@muc", condition));
          return room.send(join);
        };
    timer.pass(Duration.ofDays(1));

    assertThat(room.sent).hasSizeBetween(280, 400);
    assertThat(timer.waiting()).isOne();
  }

  @Test
  void aRoomThatNeverAnswersIsAskedAgain() {
    assertJoins("room@muc/bot");
    timer.pass(TIMINGS.answer().plus(TIMINGS.firstRetry()));
    assertJoins("room@muc/bot");
  }

  @ParameterizedTest
  @CsvSource({"307", "301", "321", "322", "332", "333"})
  void whoIsRemovedComesBack(String status) {
    join();
    in(presence("bot", "type='unavailable'", status));
    assertThat(events).containsExactly("left");
    assertThat(occupant.jid()).isEmpty();
    assertSilent();
    timer.pass(TIMINGS.firstRetry());
    assertJoins("room@muc/bot");
    in(presence("bot", "", "110"));
    in(SUBJECT);
    assertThat(events).containsExactly("left", "groupchat null", "entered");
  }

  @Test
  void whoIsRemovedTimeAndAgainTakesLongerToComeBackUntilItWasInForAWhile() {
    join();
    in(presence("bot", "type='unavailable'", "110", "307"));
    timer.pass(TIMINGS.firstRetry());
    assertJoins("room@muc/bot");
    in(presence("bot", "", "110"));
    in(presence("bot", "type='unavailable'", "110", "307"));
    timer.pass(TIMINGS.firstRetry().multipliedBy(3).dividedBy(4).plusMillis(700));
    timer.pass(TIMINGS.firstRetry().multipliedBy(2));
    assertJoins("room@muc/bot");
    in(presence("bot", "", "110"));
    timer.pass(TIMINGS.steady().plusSeconds(1));
    in(presence("bot", "type='unavailable'", "110", "307"));
    timer.pass(TIMINGS.firstRetry());
    assertJoins("room@muc/bot");
  }

  @Test
  void theOthersComeAndGoAsTheyLike() {
    join();
    in(presence("juliet", "type='unavailable'", "307"));
    in(refusal("room@muc/juliet", "forbidden"));
    assertThat(events).isEmpty();
    assertSilent();
  }

  @Test
  void overANewStreamItJoinsAnewEvenIfTheRoomMayStillKnowIt() {
    join();
    listener.connected();
    assertThat(connections).isOne();
    assertThat(events).containsExactly("left");
    assertJoins("room@muc/bot");
    in(presence("bot", "", "110"));
    in(SUBJECT);
    assertThat(events).containsExactly("left", "groupchat null", "entered");
  }

  @Test
  void withoutAStreamItWaitsForOne() {
    wire.onSend =
        stanza ->
            CompletableFuture.completedFuture(
                new NotSent.Unavailable("away", Duration.ofSeconds(1)));
    listener.connected();
    wire.sent.clear();
    timer.pass(TIMINGS.longestRetry());
    assertThat(wire.sent).isNotEmpty();
    wire.sent.clear();
    wire.onSend = new ScriptedComponent("gw").onSend;
    listener.connected();
    assertJoins("room@muc/bot");
    timer.pass(TIMINGS.answer().minusMillis(1));
    assertSilent();
  }

  @Test
  void aSilentRoomIsPingedAndALoudOneIsNot() throws Exception {
    join();
    timer.pass(TIMINGS.silence().minusSeconds(1));
    in(presence("juliet", ""));
    timer.pass(TIMINGS.silence().minusSeconds(1));
    assertSilent();
    timer.pass(Duration.ofSeconds(1));
    ScriptedComponent.Request ping = ping();
    assertThat(ping.iq().to().toString()).isEqualTo("room@muc/bot");
    ping.reply().complete(new Reply.Answer(ping.iq().reply("result")));
    assertSilent();
    timer.pass(TIMINGS.silence());
    ping();
  }

  @ParameterizedTest
  @CsvSource({
    "service-unavailable, false",
    "feature-not-implemented, false",
    "item-not-found, false",
    "remote-server-not-found, false",
    "remote-server-timeout, false",
    "not-acceptable, true",
    "not-allowed, true",
    "bad-request, true"
  })
  void thePingsErrorTellsWhetherWeAreIn(String condition, boolean joinsAgain) throws Exception {
    join();
    timer.pass(TIMINGS.silence());
    ScriptedComponent.Request ping = ping();
    ping.reply().complete(error(ping.iq(), condition));
    assertThat(events).isEqualTo(joinsAgain ? List.of("left") : List.of());
    if (joinsAgain) {
      assertJoins("room@muc/bot");
    }
    assertSilent();
  }

  @Test
  void aPingWithoutAnAnswerDecidesNothing() throws Exception {
    join();
    timer.pass(TIMINGS.silence());
    ping().reply().complete(new Reply.NoAnswer(TIMINGS.answer()));
    assertSilent();
    assertThat(events).isEmpty();
    timer.pass(TIMINGS.silence());
    ping();
  }

  @Test
  void whoAsksForItHearsWhetherWeAreIn() throws Exception {
    assertThat(occupant.check().toCompletableFuture()).isCompletedWithValue(false);
    join();
    CompletionStage<Boolean> first = occupant.check();
    ScriptedComponent.Request ping = ping();
    ping.reply().complete(new Reply.Answer(ping.iq().reply("result")));
    assertThat(first.toCompletableFuture()).isCompletedWithValue(true);
    CompletionStage<Boolean> second = occupant.check();
    ping = ping();
    in(presence("bot", "type='unavailable'", "110"));
    ping.reply().complete(new Reply.Answer(ping.iq().reply("result")));
    assertThat(second.toCompletableFuture()).isCompletedWithValue(false);
  }

  @Test
  void ourOwnPingThroughTheRoomIsAnsweredHereAndOthersAreNot() {
    join();
    passedOn.clear();
    String ping =
        "<iq type='get' id='p' from='room@muc/%s' to='us@gw/a'><ping xmlns='urn:xmpp:ping'/></iq>";
    in(ping.formatted("bot"));
    Stanza answer = wire.sent.remove();
    assertThat(answer.type()).isEqualTo("result");
    assertThat(answer.to().toString()).isEqualTo("room@muc/bot");
    assertThat(passedOn).isEmpty();
    in(ping.formatted("juliet"));
    assertSilent();
    assertThat(passedOn).hasSize(1);
  }

  @Test
  void aRoomThatWasMadeForUsIsOpenedToOthers() {
    assertJoins("room@muc/bot");
    in(presence("bot", "", "110", "201"));
    Stanza iq = wire.requests.remove().iq();
    assertThat(iq.to().toString()).isEqualTo("room@muc");
    assertThat(iq.type()).isEqualTo("set");
    assertThat(iq.element().element(Namespaces.MUC_OWNER, "query")).isPresent();
  }

  @Test
  void whoLeavesStaysOut() {
    join();
    occupant.leave();
    Stanza leave = wire.sent.remove();
    assertThat(leave.type()).isEqualTo("unavailable");
    assertThat(leave.to().toString()).isEqualTo("room@muc/bot");
    in(presence("bot", "type='unavailable'", "110"));
    in("<message type='groupchat' id='late' from='room@muc/x' to='us@gw/a'/>");
    listener.connected();
    timer.pass(Duration.ofDays(1));
    assertSilent();
    assertThat(events).containsExactly("left");
    assertThat(occupant.jid()).isEmpty();
    assertThat(timer.waiting()).isZero();
  }

  @Test
  void oneJidIsInARoomOnceAtATime() {
    assertThatThrownBy(this::enter).hasMessageContaining("us@gw/a was in room@muc already");
  }

  @Test
  void whatAStrangerOrAnotherRoomSaysIsNothingToIt() {
    join();
    in("<message type='groupchat' id='x' from='other@muc/x' to='us@gw/a'/>");
    in("<message type='groupchat' id='x' from='room@muc/x' to='us@gw/b'/>");
    in(presence("bot", "type='unavailable'", "110").replace("room@muc", "other@muc"));
    assertThat(events).isEmpty();
    assertThat(occupant.jid()).isPresent();
  }
}
