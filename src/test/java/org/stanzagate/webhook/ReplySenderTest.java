package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stanzagate.component.Delivery;
import org.stanzagate.component.NotSent;
import org.stanzagate.component.ScriptedComponent;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Stanza;

@Timeout(30)
class ReplySenderTest {
  private static final Stanza ASKED =
      Xml.stanza("<message type='chat' id='q' from='a@b/c' to='bot@gw'/>");
  private static final Stanza FIRST =
      Xml.stanza("<message type='chat' id='1' to='a@b/c' from='bot@gw'/>");
  private static final Stanza SECOND =
      Xml.stanza("<message type='chat' id='2' to='a@b/c' from='bot@gw'/>");

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final ScriptedComponent component = new ScriptedComponent();
  private final ReplySender sender = sender(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  private ReplySender sender(Clock clock) {
    return new ReplySender(new Rooms(component), timer, clock);
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private static CompletableFuture<Delivery> unavailable(Duration retryAfter) {
    return CompletableFuture.completedFuture(new NotSent.Unavailable("away", retryAfter));
  }

  private void send(ReplySender sender, Stanza... replies) throws Exception {
    sender
        .send(new DeliveryLog("test"), ASKED, List.of(replies))
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void eachGoesOutAfterTheOneBefore() {
    CompletableFuture<Delivery> first = new CompletableFuture<>();
    component.onSend =
        stanza ->
            stanza.equals(FIRST)
                ? first
                : CompletableFuture.completedFuture(new Delivery.Written());

    CompletableFuture<Delivery> all =
        sender.send(new DeliveryLog("test"), ASKED, List.of(FIRST, SECOND)).toCompletableFuture();
    assertThat(component.sent).containsExactly(FIRST);
    first.complete(new Delivery.Written());
    assertThat(component.sent).containsExactly(FIRST, SECOND);
    assertThat(all).isDone();
  }

  @Test
  void theyWaitForTheServerToComeBackInTheirOrder() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    component.onSend =
        stanza ->
            tries.incrementAndGet() < 4
                ? unavailable(Duration.ofMillis(1))
                : CompletableFuture.completedFuture(new Delivery.Written());

    send(sender, FIRST, SECOND);

    assertThat(component.sent).containsExactly(FIRST, FIRST, FIRST, FIRST, SECOND);
  }

  @Test
  void theyDoNotWaitForEver() throws Exception {
    component.onSend = stanza -> unavailable(ReplySender.PATIENCE);

    send(sender, FIRST);

    assertThat(component.sent).containsExactly(FIRST);
    assertThat(timer.getQueue()).isEmpty();
  }

  @Test
  void atTheEndNothingWaits() throws Exception {
    component.onSend = stanza -> unavailable(Duration.ofMillis(1));
    sender.end();

    send(sender, FIRST, SECOND);

    assertThat(component.sent).containsExactly(FIRST, SECOND);
  }

  @Test
  void oneThatIsTooLargeIsAnErrorForTheSender() throws Exception {
    component.onSend =
        stanza ->
            CompletableFuture.completedFuture(
                stanza.equals(FIRST) ? new NotSent.TooLarge(2, 1) : new Delivery.Written());

    send(sender, FIRST);

    assertThat(component.sent).hasSize(2);
    component.sent.remove();
    assertThat(component.sent.remove().element())
        .asString()
        .contains("type='error'", "id='q'", "internal-server-error");
  }
}
