package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.util.Map;
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
        "`  tls: true`                             | component.tls",
        "`  tls_ca_file: /etc/hostname`            | component.tls_ca_file",
        "http: { tls_certificate: /etc/hostname }  | http.tls_certificate",
        "http: { tls_key: /etc/hostname }          | http.tls_key",
        "http: { access_log: true }                | http.access_log",
        "callback: { url: 'http://h/', delivery: durable } | callback.delivery",
        "callback: { url: 'http://h/', expire: 2h } | callback.expire",
        "store: { url: 'jdbc:sqlite:/tmp/x.db' }   | store.url",
        "checkin: { secret: x }                    | checkin.secret",
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
        checkin: {}
        metrics: {}
        """;

    assertThat(load(MINIMAL + yaml).config()).isEqualTo(load(MINIMAL).config());
  }

  @Test
  void theCheckInsVariablesTurnItOnByTheirSecretOnly() throws Exception {
    Map<String, String> unrelated =
        Map.of("CHECKIN_PORT", "tcp://10.0.0.1:1", "CHECKIN_DB_PATH", "", "CHECKIN_API_SECRET", "");

    assertThat(load(MINIMAL, unrelated).config()).isEqualTo(load(MINIMAL).config());
    assertThat(problems(MINIMAL, Map.of("CHECKIN_API_SECRET", "x")))
        .containsExactly(
            "environment variable CHECKIN_API_SECRET: checkin.secret: not supported yet; leave it"
                + " out");
    assertThat(problems(MINIMAL, Map.of("CHECKIN_API_SECRET", "x", "CHECKIN_PORT", "a")))
        .contains(
            "environment variable CHECKIN_PORT: checkin.port: \"a\" is wrong (no whole number, or"
                + " one with a zero before it); write a port number from 1 to 65535");
  }

  @Test
  void aCheckInWithoutASecretIsOffAndThatIsAWarning() throws Exception {
    assertThat(load(MINIMAL + "checkin: { port: 9999 }\n").warnings())
        .extracting(ConfigProblem::toString)
        .singleElement()
        .asString()
        .contains(":4: checkin: is off, for it has no secret, nor is CHECKIN_API_SECRET set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: 99999                            | port          | from 1 to 65535",
        "secret: a b                            | secret        | without blanks",
        "announce: { from: a@b/c }              | announce.to   | is missing",
        "announce: { to: room.example.net }     | announce.to   | the JID of a room",
        "announce: { to: a@b, type: headline }  | announce.type | write chat or groupchat",
        "announce: { to: a@b, text: '{user}' }  | announce.text | {user} is none of {channel}",
        "announce: { to: a@b, room: x }         | announce.room | unknown key",
      })
  void theCheckInsValuesAreChecked(String line, String key, String message) {
    assertThat(problems(MINIMAL + "checkin: { " + line + " }\n"))
        .filteredOn(problem -> !problem.contains("not supported yet"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: checkin." + key + ": ")
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: { cors: [ '*' ] }                  | http.cors[0]",
        "http: { cors: [ 'https://a.example/' ] } | http.cors[0]",
        "http: { cors: https://a.example }        | http.cors",
        "http: { tls_key: nowhere.pem }           | http.tls_key",
        "store: { url: 'jdbc:postgresql://x' }    | store.url",
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
