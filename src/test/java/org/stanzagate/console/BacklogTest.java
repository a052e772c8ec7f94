package org.stanzagate.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stanzagate.console.Passage.Way;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;

class BacklogTest {
  private final Backlog backlog = new Backlog();

  private void add(int length) throws Exception {
    String xml = "<message to='a@b' from='c@d'><body>" + "x".repeat(length) + "</body></message>";
    Stanza stanza =
        Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
    backlog.add(Passage.of(Instant.EPOCH, Way.IN, stanza));
  }

  /** Twenty who take nothing would fill a small heap with the text of a hundred each. */
  @Test
  void fewerLargeOnesAreABatch() throws Exception {
    for (int i = 0; i < 10; i++) {
      add(20_000);
    }
    add(2 * Backlog.HEAVIEST_BATCH);

    for (int i = 0; i < 5; i++) {
      assertThat(backlog.take(100).passages()).hasSize(2);
    }
    assertThat(backlog.take(100).passages()).hasSize(1);
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void manySmallOnesAreABatch() throws Exception {
    for (int i = 0; i < 150; i++) {
      add(20);
    }

    assertThat(backlog.take(100).passages()).hasSize(100);
    assertThat(backlog.take(100).passages()).hasSize(50);
  }
}
