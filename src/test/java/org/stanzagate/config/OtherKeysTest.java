package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.problems;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherKeysTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: { cors: [ '*' ] }                  | http.cors[0]",
        "http: { cors: [ 'https://a.example/' ] } | http.cors[0]",
        "http: { cors: https://a.example }        | http.cors",
        "http: { access_log: loud }               | http.access_log",
        "metrics: { listen: 9090 }                | metrics.listen",
        "metrics: { listen: '127.0.0.1:8080' }    | metrics.listen",
      })
  void aFaultyValueIsNamed(String yaml, String key) {
    assertThat(problems(MINIMAL + yaml + "\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: " + key + ": ");
  }
}
