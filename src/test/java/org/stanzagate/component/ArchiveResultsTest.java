package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.component.ComponentFixture.stanza;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;
import org.stanzagate.xml.Weight;

class ArchiveResultsTest {
  private static final ArchiveResults.Limits MUCH =
      new ArchiveResults.Limits(1_000, Long.MAX_VALUE);

  private Stanza result;
  private Reply.Answer fin;
  private long weight;

  @BeforeEach
  void readStanzas() throws Exception {
    result = stanza("<message from='a@b' to='c@d'><result xmlns='urn:xmpp:mam:2'/></message>");
    fin = new Reply.Answer(stanza("<iq type='result' id='1' from='a@b' to='c@d'/>"));
    weight = Weight.of(result.element());
  }

  private static void assertIsFree(Backlog memory, long bytes) {
    assertThat(memory.take(bytes)).isTrue();
    memory.giveBack(bytes);
  }

  @Test
  void asManyAsMayBeAreHeld() {
    ArchiveResults.Limits three = new ArchiveResults.Limits(3, Long.MAX_VALUE);
    ArchiveResults results = new ArchiveResults(three, new Backlog(Long.MAX_VALUE));
    for (int i = 0; i < 3; i++) {
      assertThat(results.add(result)).isTrue();
    }
    assertThat(((Reply.Answer) results.complete(fin)).all()).hasSize(4);
    assertThat(results.add(result)).isTrue();
    assertThat(results.complete(fin))
        .isInstanceOfSatisfying(
            Reply.Unreadable.class, no -> assertThat(no.reason()).contains("3 stanzas"));
  }

  @Test
  void asMuchAsMayBeIsHeld() {
    ArchiveResults.Limits two = new ArchiveResults.Limits(1_000, 2 * weight);
    Backlog memory = new Backlog(2 * weight);
    ArchiveResults results = new ArchiveResults(two, memory);
    assertThat(results.add(result)).isTrue();
    assertThat(results.add(result)).isTrue();
    assertThat(results.complete(fin)).isInstanceOf(Reply.Answer.class);
    assertThat(results.add(result)).isTrue();
    assertThat(results.complete(fin)).isInstanceOf(Reply.Unreadable.class);
    assertIsFree(memory, 2 * weight);
  }

  @Test
  void allTogetherMayHoldNoMoreThanThereIs() {
    Backlog memory = new Backlog(2 * weight);
    ArchiveResults first = new ArchiveResults(MUCH, memory);
    ArchiveResults second = new ArchiveResults(MUCH, memory);
    first.add(result);
    second.add(result);
    second.add(result);
    assertThat(second.complete(fin)).isInstanceOf(Reply.Unreadable.class);
    first.add(result);
    assertThat(((Reply.Answer) first.complete(fin)).all()).hasSize(3);
    first.close();
    second.close();
    assertIsFree(memory, 2 * weight);
  }

  @Test
  void whatIsClosedHoldsAndTakesNothing() {
    Backlog memory = new Backlog(weight);
    ArchiveResults results = new ArchiveResults(MUCH, memory);
    results.add(result);
    results.close();
    assertThat(results.add(result)).isFalse();
    results.close();
    assertIsFree(memory, weight);
    assertThat(memory.take(weight + 1)).isFalse();
  }

  @Test
  void withoutAnEndThereIsNoAnswer() {
    ArchiveResults results = new ArchiveResults(MUCH, new Backlog(Long.MAX_VALUE));
    results.add(result);
    Reply none = new Reply.NoAnswer(Duration.ofSeconds(1));
    assertThat(results.complete(none)).isEqualTo(none);
  }
}
