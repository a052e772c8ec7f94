package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait=10",
        "WAIT = \"10\"",
        "respond-async, wait=10",
        "foo; wait=3, wait=10",
        "foo=\"a, wait=3\", wait=10; bar",
        "wait=10, wait=3",
      })
  void waitIsFound(String header) {
    assertThat(new Preferences(List.of(header)).waiting()).contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wait",
        "wait=",
        "wait=0",
        "wait=-1",
        "wait=1.5",
        "wait=1e3",
        "wait=99999999999",
        "foo; wait=10",
        "foo=\"wait=10",
        "awaiting=10",
        "wait=\"\u0661\""
      })
  void whatIsMalformedIsNoPreference(String header) {
    assertThat(new Preferences(List.of(header)).waiting()).isEmpty();
  }

  @Test
  void theFirstOfSeveralHeadersCounts() {
    Preferences preferences =
        new Preferences(List.of("handling=lenient", "handling=strict, wait=5"));

    assertThat(preferences.handling()).contains("lenient");
    assertThat(preferences.waiting()).contains(Duration.ofSeconds(5));
  }

  @Test
  void unknownHandlingIsNone() {
    assertThat(new Preferences(List.of("handling=loose")).handling()).isEmpty();
  }
}
