package org.stanzagate.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jivesoftware.smack.packet.StanzaError.Condition;
import org.jivesoftware.smack.packet.StanzaError.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.Reply;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.config.AnnounceConfig;
import org.stanzagate.rooms.OccupantTimings;
import org.stanzagate.rooms.Occupants;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.stanza.StanzaError;
import org.stanzagate.time.ManualTimer;
import org.stanzagate.xml.ElementReader;

/** What is said to room@muc, by what the room answers. */
@Timeout(30)
class RoomAudienceTest {
  private static final StanzaError NOT_ACCEPTABLE =
      new StanzaError(Type.CANCEL, Condition.not_acceptable, null);
  private static final Announcement HELLO = new Announcement("secret-id", "hello");

  private final ManualTimer timer = new ManualTimer();
  private final ScriptedComponent wire = new ScriptedComponent("gw");
  private final BlockingQueue<Stanza> messages = new LinkedBlockingQueue<>();
  private final Occupants occupants =
      new Occupants(wire, OccupantTimings.DEFAULT, timer, timer.clock(), new Random(1), () -> "id");
  private final StanzaListener listener = occupants.listener(stanza -> {});
  private final ExecutorService announcer = Executors.newSingleThreadExecutor();
  private Audience audience = audience(Duration.ofMinutes(1));

  private Audience audience(Duration patience) {
    try {
      return new RoomAudience(
          wire,
          occupants,
          new AnnounceConfig(
              Jids.parse("room@muc"), Jids.parse("us@gw/" + patience), true, "bot", "{message}"),
          patience,
          Duration.ofMillis(1));
    } catch (XmppStringprepException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void listenToMessages() {
    var send = wire.onSend;
    wire.onSend =
        stanza -> {
          if (stanza.kind() == Kind.MESSAGE) {
            messages.add(stanza);
          }
          return send.apply(stanza);
        };
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
    announcer.shutdownNow();
  }

  private void in(String xml) throws Exception {
    String toUs = xml.replace("US", "us@gw/" + Duration.ofMinutes(1));
    listener.received(
        Stanza.of(ElementReader.read(toUs.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT)));
  }

  private void letIn() throws Exception {
    in(
        "<presence from='room@muc/bot' to='US'><x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x></presence>");
  }

  private void subject() throws Exception {
    in("<message type='groupchat' from='room@muc' to='US'><subject/></message>");
  }

  private void enter() throws Exception {
    letIn();
    subject();
  }

  /** The audience of that patience comes in. */
  private void enter(Duration patience) throws Exception {
    String us = "us@gw/" + patience;
    in(
        "<presence from='room@muc/bot-2' to='%s'><x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x></presence>"
            .formatted(us));
    in("<message type='groupchat' from='room@muc' to='%s'><subject/></message>".formatted(us));
  }

  private void hear(String body, Duration patience) {
    try {
      in(
          "<message type='groupchat' id='secret-id' from='room@muc/bot-2' to='us@gw/%s'><body>%s</body></message>"
              .formatted(patience, body));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void echo(String nick, String id, String body) throws Exception {
    in(
        "<message type='groupchat' id='%s' from='room@muc/%s' to='US'><body>%s</body></message>"
            .formatted(id, nick, body));
  }

  private void returned(String type, String condition) throws Exception {
    in(
        "<message type='error' id='secret-id' from='room@muc' to='US'><error type='%s'><%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"
            .formatted(type, condition));
  }

  private Future<Optional<String>> say() {
    return announcer.submit(() -> audience.say(HELLO));
  }

  private Stanza said() throws Exception {
    Stanza message = messages.poll(20, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    assertThat(message.id()).isEqualTo("secret-id");
    return message;
  }

  private static void assertSaid(Future<Optional<String>> outcome) throws Exception {
    assertThat(outcome.get(20, TimeUnit.SECONDS)).isEmpty();
  }

  private void assertSaysNoMore() {
    assertThat(messages).isEmpty();
  }

  @Test
  void itIsSaidInTheRoomAndHasBeenOnceTheRoomSendsItBack() throws Exception {
    Future<Optional<String>> outcome = say();
    letIn();
    assertSaysNoMore();
    subject();
    Stanza message = said();
    assertThat(message.type()).isEqualTo("groupchat");
    assertThat(message.to().toString()).isEqualTo("room@muc");
    assertThat(message.element().element(Namespaces.CLIENT, "body").orElseThrow().text())
        .isEqualTo("hello");
    echo("juliet", "another", "hello");
    echo("bot", "another", "hello?");
    assertThat(outcome.isDone()).isFalse();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
    assertSaysNoMore();
  }

  @Test
  void aRoomThatGivesMessagesItsOwnIdsIsUnderstood() throws Exception {
    enter();
    Future<Optional<String>> outcome = say();
    said();
    echo("bot", "rooms-own-id", "hello");
    assertSaid(outcome);
  }

  @Test
  void whatTheRoomsPastHoldsIsNotSaidAgain() throws Exception {
    Future<Optional<String>> outcome = say();
    Awaitility.await().until(this::isWaiting);
    letIn();
    echo("old-nick", "secret-id", "hello");
    subject();
    assertSaid(outcome);
    assertSaysNoMore();
  }

  private boolean isWaiting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .anyMatch(
            thread ->
                thread.getKey().getState() == Thread.State.WAITING
                    && Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitEntry")));
  }

  @Test
  void whatWasCutOffIsSaidAgainOnceWeAreInAgain() throws Exception {
    enter();
    Future<Optional<String>> outcome = say();
    said();
    listener.connected();
    assertSaysNoMore();
    enter();
    said();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
  }

  @Test
  void whatWasHeardBeforeTheStreamBrokeIsNotSaidAgain() throws Exception {
    enter();
    Future<Optional<String>> outcome = say();
    said();
    listener.connected();
    letIn();
    echo("bot", "secret-id", "hello");
    subject();
    assertSaid(outcome);
    assertSaysNoMore();
  }

  @Test
  void withoutAStreamItWaits() throws Exception {
    enter();
    BlockingQueue<Stanza> unsent = new LinkedBlockingQueue<>();
    var written = wire.onSend;
    wire.onSend =
        stanza -> {
          unsent.add(stanza);
          return CompletableFuture.completedFuture(
              new NotSent.Unavailable("away", Duration.ofMillis(1)));
        };
    Future<Optional<String>> outcome = say();
    Awaitility.await().until(() -> unsent.size() > 2);
    wire.onSend = written;
    said();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
  }

  @Test
  void whoIsNoLongerInTheRoomJoinsAndSaysItAgain() throws Exception {
    enter();
    wire.onRequest =
        iq -> {
          Stanza error = iq.errorReply(NOT_ACCEPTABLE);
          return CompletableFuture.completedFuture(new Reply.Answer(error));
        };
    Future<Optional<String>> outcome = say();
    said();
    wire.sent.clear();
    returned("modify", "not-acceptable");
    assertThat(wire.sent.poll(20, TimeUnit.SECONDS).kind()).isEqualTo(Kind.PRESENCE);
    enter();
    said();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
  }

  @Test
  void howOftenTheStreamWasAwayCountsForNothing() throws Exception {
    enter();
    wire.onRequest =
        iq -> CompletableFuture.completedFuture(new Reply.Answer(iq.errorReply(NOT_ACCEPTABLE)));
    Future<Optional<String>> outcome = say();
    for (int i = 0; i < 5; i++) {
      said();
      listener.connected();
      enter();
      said();
      returned("modify", "not-acceptable");
      Awaitility.await().until(() -> !wire.requests.isEmpty());
      wire.requests.clear();
      enter();
    }
    said();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
  }

  @Test
  void anEchoThatComesLateIsHeard() throws Exception {
    audience.leave();
    audience = audience(Duration.ofMillis(20));
    enter(Duration.ofMillis(20));
    wire.onRequest =
        iq -> {
          hear("hello", Duration.ofMillis(20));
          return CompletableFuture.completedFuture(new Reply.Answer(iq.reply("result")));
        };
    assertSaid(say());
    said();
    assertSaysNoMore();
  }

  @ParameterizedTest
  @CsvSource({"wait, resource-constraint", "auth, forbidden"})
  void whatMayChangeIsTriedUntilItDoes(String type, String condition) throws Exception {
    enter();
    Future<Optional<String>> outcome = say();
    for (int i = 0; i < 10; i++) {
      said();
      returned(type, condition);
    }
    said();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
  }

  @Test
  void aMessageThatTheRoomWillNeverTakeIsGivenUp() throws Exception {
    enter();
    Future<Optional<String>> outcome = say();
    said();
    returned("modify", "policy-violation");
    assertThat(outcome.get(20, TimeUnit.SECONDS)).hasValueSatisfying(this::namesPolicy);
    assertSaysNoMore();
  }

  private void namesPolicy(String reason) {
    assertThat(reason).contains("policy-violation");
  }

  @Test
  void whoIsInAndIsToldOtherwiseTimeAndAgainGivesUp() throws Exception {
    enter();
    wire.onRequest = iq -> CompletableFuture.completedFuture(new Reply.Answer(iq.reply("result")));
    Future<Optional<String>> outcome = say();
    for (int i = 0; i < 3; i++) {
      said();
      returned("modify", "not-acceptable");
    }
    assertThat(outcome.get(20, TimeUnit.SECONDS)).isPresent();
  }

  @Test
  void aMessageThatIsTooLargeIsGivenUp() throws Exception {
    enter();
    wire.onSend = stanza -> CompletableFuture.completedFuture(new NotSent.TooLarge(2000, 1000));
    assertThat(say().get(20, TimeUnit.SECONDS)).isPresent();
  }

  @Test
  void aRoomThatSwallowsAMessageDoesNotHearItTwice() throws Exception {
    audience = audience(Duration.ofMillis(20));
    enter(Duration.ofMillis(20));
    wire.onRequest = iq -> CompletableFuture.completedFuture(new Reply.Answer(iq.reply("result")));
    assertThat(say().get(20, TimeUnit.SECONDS)).isPresent();
    said();
    assertSaysNoMore();
  }

  @Test
  void whatWaitsForTheRoomIsDismissed() throws Exception {
    Future<Optional<String>> outcome = say();
    audience.dismiss();
    assertThatThrownBy(() -> outcome.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertSaysNoMore();
  }

  @Test
  void whatHasBeenBegunIsHeardToTheEnd() throws Exception {
    enter();
    Future<Optional<String>> outcome = say();
    said();
    audience.dismiss();
    echo("bot", "secret-id", "hello");
    assertSaid(outcome);
    wire.sent.clear();
    audience.leave();
    assertThat(wire.sent.remove().type()).isEqualTo("unavailable");
  }
}
