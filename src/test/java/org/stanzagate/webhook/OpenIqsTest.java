package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.Component;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.stanza.Stanza;

@Timeout(30)
class OpenIqsTest {
  private static final Stanza ASKED =
      Xml.stanza("<iq type='get' id='q' from='a@b/c' to='bot@gw'/>");
  private static final Stanza ANSWER =
      Xml.stanza("<iq type='result' id='q' to='a@b/c' from='bot@gw'/>");

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final BlockingQueue<Stanza> expired = new LinkedBlockingQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final ScriptedComponent component = new ScriptedComponent();

  @BeforeEach
  void dropCancelled() {
    timer.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private OpenIqs open(Duration timeout) {
    OpenIqs iqs = new OpenIqs(timeout, timer, Clock.systemUTC());
    iqs.opened(ASKED);
    return iqs;
  }

  private static void send(Component component, Stanza stanza) {
    assertThat(component.send(stanza)).isDone();
  }

  private void assertNothingIsHeld(OpenIqs iqs) {
    assertThat(iqs.size()).isZero();
    assertThat(timer.getQueue()).isEmpty();
  }

  @Test
  void anIqIsAnsweredOnceByWhoeverIsFirst() {
    OpenIqs iqs = open(Duration.ofHours(1));

    assertThat(iqs.close(ASKED)).isTrue();
    assertThat(iqs.close(ASKED)).isFalse();
    assertNothingIsHeld(iqs);
  }

  @Test
  void whatIsPostedBeforeTheWebhookAnswersIsTheAnswer() {
    OpenIqs iqs = open(Duration.ofHours(1));

    send(iqs.watched(component), ANSWER);
    iqs.keepOpen(ASKED, expired::add, answered::incrementAndGet);

    assertThat(component.sent).containsExactly(ANSWER);
    assertThat(iqs.close(ASKED)).isFalse();
    assertThat(answered).hasValue(1);
    assertNothingIsHeld(iqs);
  }

  @Test
  void whatIsPostedLaterEndsTheWaiting() {
    OpenIqs iqs = open(Duration.ofHours(1));
    iqs.keepOpen(ASKED, expired::add, answered::incrementAndGet);
    assertThat(timer.getQueue()).hasSize(1);
    assertThat(answered).hasValue(0);
    assertThat(iqs.oldest(10)).singleElement().extracting(WaitingStanza::id).isEqualTo(ASKED.id());

    send(iqs.watched(component), ANSWER);

    assertThat(answered).hasValue(1);
    assertNothingIsHeld(iqs);
  }

  @Test
  void whatNobodyAnswersExpiresOnce() throws Exception {
    OpenIqs iqs = open(Duration.ofMillis(1));
    iqs.keepOpen(ASKED, expired::add, answered::incrementAndGet);

    assertThat(expired.poll(20, TimeUnit.SECONDS)).isSameAs(ASKED);
    assertThat(answered).hasValue(0);
    assertThat(iqs.close(ASKED)).isFalse();
    assertNothingIsHeld(iqs);
  }

  @Test
  void anAnswerThatCouldNotBeSentIsNone() {
    OpenIqs iqs = open(Duration.ofHours(1));
    iqs.keepOpen(ASKED, expired::add, answered::incrementAndGet);
    Component watched = iqs.watched(component);

    component.onSend =
        stanza -> CompletableFuture.completedFuture(new NotSent.Unavailable("away", Duration.ZERO));
    send(watched, ANSWER);
    assertThat(iqs.size()).isEqualTo(1);
    assertThat(timer.getQueue()).hasSize(1);

    component.onSend = stanza -> CompletableFuture.completedFuture(new Delivery.Written());
    send(watched, ANSWER);
    assertNothingIsHeld(iqs);
  }

  /** Its time is over while an answer is being sent, which then can't be. */
  @Test
  void whatExpiresWhileItIsBeingAnsweredInVainExpiresAfterwards() throws Exception {
    OpenIqs iqs = open(Duration.ofMillis(1));
    CompletableFuture<Delivery> sending = new CompletableFuture<>();
    component.onSend = stanza -> sending;
    var unused = iqs.watched(component).send(ANSWER);
    iqs.keepOpen(ASKED, expired::add, answered::incrementAndGet);
    awaitTimer();
    assertThat(expired).isEmpty();

    sending.complete(new NotSent.Unavailable("away", Duration.ZERO));

    assertThat(expired).containsExactly(ASKED);
    assertThat(answered).hasValue(0);
    assertNothingIsHeld(iqs);
  }

  /** The webhook answers after all, while what was posted is being sent, in vain. */
  @Test
  void whatWasAnsweredTwiceIsNotOpenForEver() {
    OpenIqs iqs = open(Duration.ofHours(1));
    CompletableFuture<Delivery> sending = new CompletableFuture<>();
    component.onSend = stanza -> sending;
    var unused = iqs.watched(component).send(ANSWER);
    assertThat(iqs.close(ASKED)).isFalse();

    sending.complete(new NotSent.Unavailable("away", Duration.ZERO));

    assertNothingIsHeld(iqs);
  }

  /** All that was due by now has been done. */
  private void awaitTimer() throws Exception {
    timer.schedule(() -> {}, 2, TimeUnit.MILLISECONDS).get();
  }

  @Test
  void nobodyElseCanAnswerInItsPlace() {
    OpenIqs iqs = open(Duration.ofHours(1));
    Component watched = iqs.watched(component);

    send(watched, Xml.stanza("<iq type='result' id='other' to='a@b/c' from='bot@gw'/>"));
    send(watched, Xml.stanza("<iq type='result' id='q' to='a@b/d' from='bot@gw'/>"));
    send(watched, Xml.stanza("<iq type='result' id='q' to='a@b/c' from='other@gw'/>"));
    send(watched, Xml.stanza("<iq type='get' id='q' to='a@b/c' from='bot@gw'/>"));
    send(watched, Xml.stanza("<message id='q' to='a@b/c' from='bot@gw'/>"));

    assertThat(iqs.close(ASKED)).isTrue();
  }
}
