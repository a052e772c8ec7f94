package org.stanzagate.checkin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckinReaderTest {
  private static final String WHOLE =
      """
      {"packet_hash": "A1B2C3D4E5F67890", "username": "HOWL", "message": "check in",
       "channel": "#meshmonday", "timestamp": "2025-03-03T14:30:00-07:00",
       "source_bot": "meshcore-bot"}
      """;

  private final CheckinReader reader = new CheckinReader();

  private InvalidCheckin fault(String body) {
    return fault(body.getBytes(UTF_8));
  }

  private InvalidCheckin fault(byte[] body) {
    return catchThrowableOfType(InvalidCheckin.class, () -> reader.read(body));
  }

  private Checkin read(String body) throws InvalidCheckin {
    return reader.read(body.getBytes(UTF_8));
  }

  @Test
  void theContractsExampleIsACheckin() throws Exception {
    assertThat(read(WHOLE))
        .isEqualTo(
            new Checkin(
                "A1B2C3D4E5F67890",
                "HOWL",
                "check in",
                "#meshmonday",
                "2025-03-03T14:30:00-07:00",
                "meshcore-bot"));
  }

  @Test
  void theBotsNameMayBeLeftOutAndOtherFieldsAreIgnored() throws Exception {
    String without = WHOLE.replace("\"source_bot\": \"meshcore-bot\"", "\"snr\": [1, {\"a\": 2}]");
    assertThat(read(without).sourceBot()).isEmpty();
    assertThat(read(WHOLE.replace("\"meshcore-bot\"", "null")).sourceBot()).isEmpty();
  }

  @Test
  void textIsTakenAsItIs() throws Exception {
    String odd = "<b>&amp; \\n\\u0000 '); DROP TABLE checkins; -- \uD83E\uDD8A";
    assertThat(read(WHOLE.replace("check in", odd)).message())
        .isEqualTo("<b>&amp; \n\0 '); DROP TABLE checkins; -- \uD83E\uDD8A");
  }

  @Test
  void allThatIsWrongIsNamedAtOnce() {
    InvalidCheckin fault =
        fault(
            "{\"packet_hash\": 7, \"username\": \"\", \"message\": null, \"timestamp\": \"now\"}");

    assertThat(fault.fields())
        .containsExactly("packet_hash", "username", "message", "channel", "timestamp");
    assertThat(fault)
        .hasMessage(
            "packet_hash is no string; username is missing; message is missing; channel is missing;"
                + " timestamp is no time of ISO 8601, like 2025-03-03T14:30:00-07:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[\"x\"]", "{}", "\"\\ud83e\""})
  void theBotsNameIsAStringToo(String value) {
    assertThat(fault(WHOLE.replace("\"meshcore-bot\"", value)).fields())
        .containsExactly("source_bot");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-03-03T14:30:00-07:00",
        "2025-03-03T14:30:00.123456-07:00",
        "2025-03-03T14:30:00",
        "2025-03-03T14:30",
        "2025-03-03T14:30:00Z",
        "2025-03-03T14:30:00z",
        "2025-03-03t14:30:00+0530",
        "2025-03-03T14:30:00+05",
        "2025-03-03 14:30:00+00:00",
        "1890-01-01T00:00:00-07:52:58",
        "20250303T143000Z",
        "20250303T1430-0700",
        "2024-02-29T23:59:59Z"
      })
  void timesOfIso8601AreTakenAndKeptAsTheyAre(String time) throws Exception {
    assertThat(read(WHOLE.replace("2025-03-03T14:30:00-07:00", time)).timestamp()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-03-03",
        "14:30:00",
        "2025-02-29T14:30:00",
        "2025-13-03T14:30:00",
        "2025-03-03T25:30:00",
        "2025-03-03T14:30:00-07:00[Europe/Paris]",
        "2025-03-03T14:30:00 -07:00",
        "2025-03-03T14:30:00-07:00 ",
        "2025-03-03T T14:30:00",
        "2025-03-0314:30:00",
        "1741037400",
        "Mon, 03 Mar 2025 14:30:00 GMT"
      })
  void otherTimesAreRefused(String time) {
    assertThat(fault(WHOLE.replace("2025-03-03T14:30:00-07:00", time)).fields())
        .containsExactly("timestamp");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                        | no JSON",
        "x                         | no JSON",
        "[]                        | no JSON object",
        "\"packet_hash\"           | no JSON object",
        "{\"packet_hash\":         | no JSON",
        "{} {}                     | no JSON",
        "{\"a\":1,\"a\":2}         | no JSON",
        "{'a':1}                   | no JSON",
        "{\"a\":NaN}               | no JSON",
      })
  void whatIsNoJsonObjectIsSaidSo(String body, String message) {
    assertThat(fault(body)).hasMessageContaining(message);
    assertThat(fault(body).fields()).isEqualTo(List.of());
  }

  @Test
  void bodiesAreInUtf8() {
    assertThat(fault(WHOLE.replace("check in", "gr\u00fc\u00df").getBytes(ISO_8859_1)))
        .hasMessageContaining("UTF-8");
  }

  @Test
  void nestingAsDeepAsABodyCanBeDoesNoHarm() {
    assertThat(fault("[".repeat(4096))).hasMessageContaining("no JSON");
    assertThat(fault("{\"a\":".repeat(800))).hasMessageContaining("no JSON");
  }
}
