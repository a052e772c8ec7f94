package org.stanzagate.spelling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> WORDS =
      List.of("body", "subject", "receipt_request", "max_body", "to", "type");

  @ParameterizedTest
  @CsvSource({
    "boddy, body",
    "bdoy, body",
    "Body, body",
    "subjct, subject",
    "receiptRequest, receipt_request",
    "max-body, max_body",
    "tpye, type"
  })
  void aNearMissFindsTheWord(String written, String meant) {
    assertThat(Spelling.nearest(written, WORDS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"priority", "x", "nothing_like_it"})
  void whatIsFarFromAllFindsNone(String written) {
    assertThat(Spelling.nearest(written, WORDS)).isEmpty();
    assertThat(Spelling.hint(written, WORDS)).isEmpty();
  }

  @Test
  void theHintIsReadyForTheEndOfAnError() {
    assertThat(Spelling.hint("boddy", WORDS)).isEqualTo("; did you mean body?");
  }
}
