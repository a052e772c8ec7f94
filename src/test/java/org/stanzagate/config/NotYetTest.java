package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Keys of the contract that no code serves yet: checked, and refused unless they ask for nothing.
 */
class NotYetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metrics: { listen: '127.0.0.1:9090' }     | metrics.listen",
      })
  void aKeyThatIsRightIsNotSupportedYet(String yaml, String key) {
    assertThat(problems(MINIMAL + yaml + "\n"))
        .containsExactly("test.yml:4: " + key + ": not supported yet; leave it out");
  }

  @Test
  void whatAsksForNothingIsFine() throws Exception {
    String yaml =
        """
          tls: false
        http: { cors: [], access_log: false }
        callbacks: []
        store: { url: "jdbc:sqlite:stanzagate.db" }
        metrics: {}
        """;

    assertThat(load(MINIMAL + yaml).config()).isEqualTo(load(MINIMAL).config());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: { cors: [ '*' ] }                  | http.cors[0]",
        "http: { cors: [ 'https://a.example/' ] } | http.cors[0]",
        "http: { cors: https://a.example }        | http.cors",
        "http: { access_log: loud }               | http.access_log",
        "metrics: { listen: 9090 }                | metrics.listen",
      })
  void theRestIsCheckedToo(String yaml, String key) {
    assertThat(problems(MINIMAL + yaml + "\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: " + key + ": ")
        .doesNotContain("not supported yet");
  }
}
