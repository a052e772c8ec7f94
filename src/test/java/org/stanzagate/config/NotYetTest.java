package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys of the contract that no code serves yet: checked, and refused unless they ask for nothing.
 */
class NotYetTest {
  private static final String TOKEN = "auth: { tokens: [ { token: dmVyeSBzZWNyZXQgdG9rZW4K, ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`  tls: true`                             | component.tls",
        "`  tls_ca_file: /etc/hostname`            | component.tls_ca_file",
        "http: { tls_certificate: /etc/hostname }  | http.tls_certificate",
        "http: { tls_key: /etc/hostname }          | http.tls_key",
        "http: { cors: [ 'https://a.example' ] }   | http.cors",
        "http: { access_log: true }                | http.access_log",
        "callback: { url: 'http://127.0.0.1/' }    | callback",
        "callbacks: [ { url: 'http://127.0.0.1/' } ] | callbacks",
        "store: { url: 'jdbc:sqlite:/tmp/x.db' }   | store.url",
        "checkin: { secret: x }                    | checkin.secret",
        "metrics: { listen: '127.0.0.1:9090' }     | metrics.listen",
      })
  void aKeyThatIsRightIsNotSupportedYet(String yaml, String key) {
    assertThat(problems(MINIMAL + yaml + "\n"))
        .containsExactly("test.yml:4: " + key + ": not supported yet; leave it out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from: [ bot@rest.example.net ]",
        "to: [ '*@example.net', '*.example.org', '*@*.d', d, a@d ]",
        "kinds: [ message ]",
        "expires: 2027-01-01T00:00:00Z",
        "rate: 100/s",
        "admin: true"
      })
  void aLimitOfATokenIsNotSupportedYetForItWouldNotBeKept(String limit) {
    String key = limit.substring(0, limit.indexOf(':'));

    assertThat(problems(MINIMAL + TOKEN + limit + " } ] }\n"))
        .containsExactly("test.yml:4: auth.tokens[0]." + key + ": not supported yet; leave it out");
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
  void aWholeCallbackIsOneNotSupportedYet() {
    assertThat(
            problems(
                MINIMAL
                    + """
                    callbacks:
                      - name: bots
                        url: http://127.0.0.1:5000/stanzas/{kind}/{type}?to={to}&from={from}
                        to: [ bot@rest.example.net ]
                        from: [ "*@example.net" ]
                        stanzas: [ message, presence, iq ]
                        events: [ bare, full, host ]
                        content_type: application/json
                        timeout: 15s
                        max_connections: 40
                        max_response: 192KiB
                        max_queue: 10000
                        secret:
                          - whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3
                          - whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY4
                        headers: { X-Api-Key: 17, Authorization: Bearer x }
                        delivery: durable
                        expire: 75h
                      - url: https://bot.example.net/
                    """))
        .containsExactly("test.yml:4: callbacks: not supported yet; leave it out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: a b                        | name        | write a name",
        "to: []                           | to          | would let nothing through",
        "to: bot@rest.example.net         | to          | is no list",
        "to: [ a@b/c ]                    | to[0]       | no such pattern",
        "to: [ '*' ]                      | to[0]       | the domain can't hold *",
        "to: [ a@*.b ]                    | to[0]       | the domain can't hold *",
        "to: [ x, 'a@b@' ]                | to[1]       | write a@d",
        "stanzas: [ messages ]            | stanzas[0]  | write iq or message or presence",
        "events: [ any ]                  | events[0]   | write bare or full or host",
        "content_type: text/plain         | content_type | write application/json or",
        "timeout: 15                      | timeout     | no time with its unit",
        "max_connections: 0               | max_connections | from 1 to 10000",
        "max_response: 1                  | max_response | no size",
        "max_queue: many                  | max_queue   | no whole number",
        "secret: abc                      | secret      | whsec_ is missing",
        "secret: whsec_!!                 | secret      | that is no base64",
        "secret: whsec_AAAA               | secret      | it has 3 bytes",
        "secret_file: /none               | secret_file | there is no such file",
        "headers: [ a ]                   | headers     | must be names with values",
        "headers: { 'a b': c }            | headers.a b | no name of a header",
        "headers: { Webhook-Id: c }       | headers.Webhook-Id | the gateway sets that itself",
        "`headers: { A: \"c\\r\\nd\" }`   | headers.A   | text on one line",
        "delivery: eventually             | delivery    | write direct or durable",
        "expire: 9000h                    | expire      | to 8760h",
        "pull: nobody                     | pull        | names no token",
        "retries: 5                       | retries     | unknown key",
      })
  void aCallbacksValuesAreChecked(String line, String key, String message) {
    String target = line.startsWith("pull") ? "" : "url: 'http://127.0.0.1/', ";
    List<String> problems = problems(MINIMAL + "callbacks: [ { " + target + line + " } ]\n");

    assertThat(problems)
        .filteredOn(problem -> !problem.contains("not supported yet"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: callbacks[0]." + key + ": ")
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:5000/x          | scheme, host and port come first",
        "ftp://127.0.0.1/x         | scheme, host and port come first",
        "http://{to}/x             | scheme, host and port come first",
        "http://h{to}/x            | scheme, host and port come first",
        "http://h:{to}/x           | scheme, host and port come first",
        "http://h/{too}            | {too} is none of {from}, {kind}, {to}, {type}",
        "http://h/{to              | { is none",
        "http://h/to}              | } is none",
        "http://user:pass@h/       | credentials go into headers",
        "http://h/#x               | a fragment",
        "http://h/a b              | Illegal character",
        "http:///x                 | scheme, host and port come first",
      })
  void aCallbacksUrlIsCheckedAndNotShown(String url, String message) {
    assertThat(problems(MINIMAL + "callback: { url: '" + url + "' }\n"))
        .filteredOn(problem -> problem.contains("callback.url"))
        .singleElement()
        .asString()
        .contains(message)
        .doesNotContain("user:pass");
  }

  @Test
  void aCallbackEitherPostsOrIsPulled() {
    String pulled = "callbacks: [ { url: 'http://h/', pull: bot } ]\n";

    assertThat(problems(MINIMAL + TOKEN + "name: bot } ] }\n" + pulled))
        .contains("test.yml:5: callbacks[0].pull: is given beside url; keep one");
    assertThat(problems(MINIMAL + "callbacks: [ { name: a }, {} ]\n"))
        .contains(
            "test.yml:4: callbacks[0].url: is missing; give url, or pull with a token's name",
            "test.yml:4: callbacks[1].url: is missing; give url, or pull with a token's name");
    assertThat(problems(MINIMAL + "callbacks: [ { name: a, url: 'http://h/' }, { name: a } ]\n"))
        .contains(
            "test.yml:4: callbacks[1].name: \"a\" is the name of number 1 too; choose another");
  }

  @Test
  void aSingleCallbackCanComeFromTheEnvironment() {
    assertThat(problems(MINIMAL, Map.of("STANZAGATE_CALLBACK_URL", "http://127.0.0.1:5000/")))
        .singleElement()
        .asString()
        .contains("callback: not supported yet");
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

  @ParameterizedTest
  @ValueSource(strings = {"expires: tomorrow", "rate: 100", "rate: 0/s", "kinds: []", "admin: 1"})
  void aTokensLimitsAreCheckedToo(String limit) {
    assertThat(problems(MINIMAL + TOKEN + limit + " } ] }\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: auth.tokens[0]." + limit.substring(0, limit.indexOf(':')))
        .doesNotContain("not supported yet");
  }
}
