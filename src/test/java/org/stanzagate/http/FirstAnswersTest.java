package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stanzagate.listener.HttpException;

class FirstAnswersTest {
  private static final Answer SENT = Answer.empty(202);

  private final MutableClock clock = new MutableClock(Instant.EPOCH);
  private final FirstAnswers answers = new FirstAnswers(clock, 64 * 1024 * 1024);

  private static IdempotencyKey key(int number) {
    return new IdempotencyKey("bot", "key-" + number);
  }

  private static void send(FirstAnswers answers, IdempotencyKey key, Answer answer)
      throws HttpException {
    assertThat(answers.begin(key, "same")).isEmpty();
    answers.remember(key, answer);
  }

  private static boolean isKnown(FirstAnswers answers, IdempotencyKey key) throws HttpException {
    boolean known = answers.begin(key, "same").isPresent();
    if (!known) {
      answers.forget(key);
    }
    return known;
  }

  @Test
  void theNewestAreKnownHoweverManyThereWere() throws Exception {
    for (int i = 0; i < 25_000; i++) {
      send(answers, key(i), SENT);
    }

    for (int i = 15_000; i < 25_000; i++) {
      assertThat(isKnown(answers, key(i))).as(key(i).value()).isTrue();
    }
    assertThat(isKnown(answers, key(14_999))).isFalse();
  }

  @Test
  void answersAreForgottenAfterADay() throws Exception {
    send(answers, key(1), SENT);
    clock.pass(Duration.ofHours(24).minusMillis(1));
    send(answers, key(2), SENT);
    assertThat(isKnown(answers, key(1))).as("asking doesn't make it younger").isTrue();

    clock.pass(Duration.ofMillis(1));
    assertThat(isKnown(answers, key(1))).isFalse();
    assertThat(isKnown(answers, key(2))).isTrue();
  }

  @Test
  void longAnswersTakeTheRoomOfOldOnesAndNotMore() throws Exception {
    FirstAnswers small = new FirstAnswers(clock, 1_000_000);
    Answer large = Answer.of(200, "application/json", new byte[300_000]);
    for (int i = 0; i < 100; i++) {
      send(small, key(i), large);
    }

    assertThat(isKnown(small, key(96))).isFalse();
    for (int i = 97; i < 100; i++) {
      assertThat(isKnown(small, key(i))).isTrue();
    }
    send(small, key(100), Answer.of(200, "application/json", new byte[1_000_000]));
    assertThat(isKnown(small, key(100))).as("one larger than all the room").isFalse();
    assertThat(isKnown(small, key(99))).as("pushed nothing out").isTrue();
  }

  @Test
  void whatIsUnderWayIsNeverPushedOut() throws Exception {
    answers.begin(key(-1), "same");
    for (int i = 0; i < 25_000; i++) {
      send(answers, key(i), SENT);
    }
    clock.pass(Duration.ofDays(2));

    assertThatThrownBy(() -> answers.begin(key(-1), "same")).hasMessageContaining("under way");
    answers.remember(key(-1), SENT);
    assertThat(isKnown(answers, key(-1))).isTrue();
  }

  @Test
  void onlySoManyMayBeUnderWay() throws Exception {
    for (int i = 0; i < FirstAnswers.MAX_KEYS; i++) {
      answers.begin(key(i), "same");
    }

    assertThatThrownBy(() -> answers.begin(key(-1), "same"))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.failure().status()).isEqualTo(503));
    answers.forget(key(0));
    assertThat(answers.begin(key(-1), "same")).isEmpty();
  }
}
