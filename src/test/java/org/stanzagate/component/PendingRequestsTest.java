package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Element;

@Timeout(30)
class PendingRequestsTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final PendingRequests pending =
      new PendingRequests(timer, clock, new ArchiveQueries(), (kind, end, took) -> {});

  @BeforeEach
  void dropCancelled() {
    timer.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private static Stanza iq(String type, String from, String to, String id) {
    Jid fromJid = JidCreate.fromOrThrowUnchecked(from);
    Jid toJid = JidCreate.fromOrThrowUnchecked(to);
    Element element =
        Element.builder(Namespaces.CLIENT, "iq")
            .attribute("type", type)
            .attribute("from", from)
            .attribute("to", to)
            .attribute("id", id)
            .build();
    return new Stanza(element, Kind.IQ, toJid, fromJid);
  }

  private CompletableFuture<Reply> register(String from, String to, String id) {
    return pending.register(iq("get", from, to, id), LONG).orElseThrow();
  }

  private void assertNothingIsHeld() {
    assertThat(pending.size()).isZero();
    assertThat(timer.getQueue()).isEmpty();
  }

  @Test
  void theOneThatWasAskedAnswers() {
    CompletableFuture<Reply> reply = register("bot@rest.example", "a@example/x", "1");
    Stanza answer = iq("result", "a@example/x", "bot@rest.example", "1");
    assertThat(pending.take(answer)).isTrue();
    assertThat(reply).isCompletedWithValue(new Reply.Answer(answer));
    assertNothingIsHeld();
  }

  @Test
  void nobodyElseAnswers() {
    CompletableFuture<Reply> reply = register("bot@rest.example", "a@example/x", "1");
    assertThat(pending.take(iq("result", "a@example/y", "bot@rest.example", "1"))).isFalse();
    assertThat(pending.take(iq("result", "a@example", "bot@rest.example", "1"))).isFalse();
    assertThat(pending.take(iq("result", "a@example/x", "rest.example", "1"))).isFalse();
    assertThat(pending.take(iq("result", "a@example/x", "bot@rest.example", "2"))).isFalse();
    assertThat(reply).isNotDone();
  }

  @Test
  void anAnswerWithoutIdAnswersNothing() {
    var unused = register("bot@rest.example", "a@example/x", "1");
    Stanza answer = iq("result", "a@example/x", "bot@rest.example", "1");
    Element noId = answer.element().toBuilder().attribute("id", null).build();
    assertThat(pending.take(new Stanza(noId, Kind.IQ, answer.to(), answer.from()))).isFalse();
  }

  @Test
  void theSameAgainIsRefusedUntilTheFirstIsAnswered() {
    var unused = register("bot@rest.example", "a@example/x", "1");
    assertThat(pending.register(iq("set", "bot@rest.example", "a@example/x", "1"), LONG)).isEmpty();
    pending.take(iq("error", "a@example/x", "bot@rest.example", "1"));
    assertThat(pending.register(iq("set", "bot@rest.example", "a@example/x", "1"), LONG))
        .isPresent();
  }

  @Test
  void whoHearsTheReplyCanAskAgainAtOnce() {
    CompletableFuture<Boolean> again =
        register("bot@rest.example", "a@example/x", "1")
            .thenApply(
                reply ->
                    pending
                        .register(iq("get", "bot@rest.example", "a@example/x", "1"), LONG)
                        .isPresent());
    pending.take(iq("result", "a@example/x", "bot@rest.example", "1"));
    assertThat(again).isCompletedWithValue(true);
  }

  @Test
  void withoutAnAnswerTheTimeRunsOut() throws Exception {
    Duration timeout = Duration.ofMillis(20);
    CompletableFuture<Reply> reply =
        pending.register(iq("get", "bot@rest.example", "a@example/x", "1"), timeout).orElseThrow();
    assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo(new Reply.NoAnswer(timeout));
    assertThat(pending.take(iq("result", "a@example/x", "bot@rest.example", "1"))).isFalse();
    assertNothingIsHeld();
  }

  @Test
  void cancellingFreesWhatWasHeld() {
    CompletableFuture<Reply> reply = register("bot@rest.example", "a@example/x", "1");
    reply.cancel(false);
    assertNothingIsHeld();
    assertThat(pending.take(iq("result", "a@example/x", "bot@rest.example", "1"))).isFalse();
  }

  @Test
  void aRequestThatWasNotSentIsFreed() {
    CompletableFuture<Reply> reply = register("bot@rest.example", "a@example/x", "1");
    reply.complete(new NotSent.Unavailable("no stream", Duration.ofSeconds(1)));
    assertNothingIsHeld();
  }

  @Test
  void tenThousandWaitAndAreAnsweredInReverseOrder() {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      replies.add(register("bot@rest.example", "a@example/x", "id-" + i));
    }
    assertThat(pending.size()).isEqualTo(10_000);
    for (int i = 9_999; i >= 0; i--) {
      Stanza answer = iq("result", "a@example/x", "bot@rest.example", "id-" + i);
      assertThat(pending.take(answer)).isTrue();
      assertThat(replies.get(i)).isCompletedWithValue(new Reply.Answer(answer));
    }
    assertNothingIsHeld();
  }

  @Test
  void atTheEndNobodyIsLeftWaiting() {
    CompletableFuture<Reply> first = register("bot@rest.example", "a@example/x", "1");
    CompletableFuture<Reply> second = register("bot@rest.example", "a@example/x", "2");
    pending.endAll();
    assertThat(first).isCompletedWithValue(new Reply.NoAnswer(Duration.ZERO));
    assertThat(second).isCompletedWithValue(new Reply.NoAnswer(Duration.ZERO));
    assertNothingIsHeld();
  }
}
