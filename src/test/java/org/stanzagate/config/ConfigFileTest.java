package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  @Test
  void theTwoRequiredKeysAreEnoughAndTheRestHasTheContractsDefaults() throws Exception {
    GatewayConfig config = load(MINIMAL).config();

    assertThat(config.component().domain().toString()).isEqualTo("rest.example.net");
    assertThat(config.component())
        .isEqualTo(
            new ComponentConfig(
                config.component().domain(),
                new Secret("s3cret"),
                "127.0.0.1",
                5347,
                null,
                512 * 1024,
                256 * 1024));
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
                null,
                "/rest",
                192 * 1024,
                false,
                false,
                List.of()));
    assertThat(config.auth()).isEqualTo(new AuthConfig(false, true, List.of()));
    assertThat(config.iq()).isEqualTo(new IqConfig(Duration.ofMinutes(2), Duration.ofMinutes(5)));
    assertThat(config.log()).isEqualTo(LogFormat.TEXT);
  }

  @Test
  void everyServedKeyIsRead() throws Exception {
    GatewayConfig config =
        load("""
                component:
                  domain: REST.Example.NET
                  secret: "a # b"
                  host: xmpp_server
                  port: 5275
                  tls: false
                  max_stanza: 1MiB
                  max_send: 2048B
                http:
                  listen: "[::1]:0"
                  path: /api/v1
                  max_body: 4MiB
                  cors: []
                  lenient: True
                  access_log: false
                auth:
                  anonymous: true
                  component_login: true
                  tokens:
                    - token: dmVyeSBzZWNyZXQgdG9rZW4K
                      name: echobot
                      admin: false
                    - token: c2Vjb25kIHRva2VuCg==
                iq:
                  timeout: 500ms
                  max_timeout: 2m
                callbacks: []
                log: json
                """)
            .config();

    assertThat(config.component().domain().toString()).isEqualTo("rest.example.net");
    assertThat(config.component().secret().value()).isEqualTo("a # b");
    assertThat(config.component().host()).isEqualTo("xmpp_server");
    assertThat(config.component().port()).isEqualTo(5275);
    assertThat(config.component().maxStanza()).isEqualTo(1024 * 1024);
    assertThat(config.component().maxSend()).isEqualTo(2048);
    assertThat(config.http().listen().toString()).isEqualTo("/[0:0:0:0:0:0:0:1]:0");
    assertThat(config.http().path()).isEqualTo("/api/v1");
    assertThat(config.http().maxBody()).isEqualTo(4 * 1024 * 1024);
    assertThat(config.http().lenient()).isTrue();
    assertThat(config.auth())
        .isEqualTo(
            new AuthConfig(
                true,
                true,
                List.of(
                    Tokens.token("echobot", "dmVyeSBzZWNyZXQgdG9rZW4K").build(),
                    Tokens.token("token-2", "c2Vjb25kIHRva2VuCg==").build())));
    assertThat(config.iq()).isEqualTo(new IqConfig(Duration.ofMillis(500), Duration.ofMinutes(2)));
    assertThat(config.log()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void allProblemsAreReportedAtOnceInTheOrderOfTheLines() {
    assertThat(
            problems(
                """
                component:
                  domain: bot@rest.example.net
                  hots: 127.0.0.1
                  port: 70000
                http:
                  max_body: 192KB
                auth:
                  tokens:
                    - token: dmVyeSBzZWNyZXQgdG9rZW4K
                      name: echo bot
                log: yaml
                """,
                Map.of("STANZAGATE_IQ_TIMEOUT", "soon")))
        .containsExactly(
            "test.yml:1: component.secret: is missing; give secret or secret_file, or set"
                + " STANZAGATE_COMPONENT_SECRET in the environment",
            "test.yml:2: component.domain: \"bot@rest.example.net\" is wrong (it has a local part or"
                + " a resource); write a domain, like rest.example.net",
            "test.yml:3: component.hots: unknown key; did you mean host?",
            "test.yml:4: component.port: \"70000\" is wrong; write a port number from 1 to 65535",
            "test.yml:6: http.max_body: \"192KB\" is wrong (no size); write a size from 1KiB to"
                + " 4MiB, like 192KiB",
            "test.yml:10: auth.tokens[0].name: \"echo bot\" is wrong; write a name of the characters"
                + " A-Z a-z 0-9 . _ -",
            "test.yml:11: log: \"yaml\" is wrong; write json or text",
            "environment variable STANZAGATE_IQ_TIMEOUT: iq.timeout: \"soon\" is wrong (no time with"
                + " its unit); write a time from 1ms to 24h, like 500ms, 10s, 2m or 75h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: { max_bdy: 1KiB }          | http.max_bdy: unknown key; did you mean max_body?",
        "http: { maxBody: 1KiB }          | http.maxBody: unknown key; did you mean max_body?",
        "http: { listne: 127.0.0.1:1 }    | http.listne: unknown key; did you mean listen?",
        "htpp: { path: /x }               | htpp: unknown key; did you mean http?",
        "max_timeout: 1s                  | max_timeout: unknown key; did you mean iq.max_timeout?",
        "auth: { tokens: [ { token: dmVyeSBzZWNyZXQgdG9rZW4K, nmae: x } ] } | auth.tokens[0].nmae: unknown key; did you mean name?",
        "http.path: /x                    | http.path: unknown key; write its parts below each other, indented, with a colon each",
        "iq: { zzz: 1 }                   | iq.zzz: unknown key; known here are max_timeout, timeout",
      })
  void anUnknownKeyIsAnErrorWithTheLikelyOne(String yaml, String problem) {
    assertThat(problems(MINIMAL + yaml + "\n")).containsExactly("test.yml:4: " + problem);
  }

  @Test
  void keysThatAFlowMappingGluesTogetherAreUnknownToo() {
    assertThat(problems(MINIMAL + "http: { \"a[0].b\": 1, ~: 2 }\n"))
        .hasSize(2)
        .allMatch(problem -> problem.contains("unknown key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "0x1F", "1_000", "1e5", "no", "true", ".inf", "2027-01-01"})
  void aSecretThatYamlTakesForSomethingElseIsTheTextAsWritten(String written) throws Exception {
    GatewayConfig config = load(MINIMAL.replace("s3cret", written)).config();

    assertThat(config.component().secret().value()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "~", "''", "\"\""})
  void aKeyWithNothingBehindItIsAnError(String nothing) {
    assertThat(problems(MINIMAL.replace("s3cret", nothing)))
        .containsExactly(
            "test.yml:3: component.secret: has no value; write a secret of at most 1024 characters,"
                + " on one line");
  }

  @Test
  void aSectionWithAllItsKeysCommentedOutIsAsGoodAsNone() throws Exception {
    String yaml = MINIMAL + "http:\n  #path: /x\nauth:\n  tokens:\ncallbacks:\n";

    assertThat(load(yaml).config()).isEqualTo(load(MINIMAL).config());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\'  host: 127.0.0.1:5347\' | component.host | the port has its own key",
        "\'  host: http://x\'  | component.host       | write the name or the address",
        "\'  port: 08\'          | component.port       | a zero before it",
        "\'  port: 0\'           | component.port       | from 1 to 65535",
        "\'  port: -1\'          | component.port       | from 1 to 65535",
        "\'  port: [ 1 ]\'       | component.port       | is a list",
        "\'  max_stanza: 524288\' | component.max_stanza | write a size",
        "\'  max_stanza: 1KiB\'  | component.max_stanza | from 10KiB",
        "\'  max_send: 99999999MiB\' | component.max_send | to 16MiB",
        "http: { listen: '8080' }         | http.listen          | an address with a port",
        "http: { listen: ':8080' }        | http.listen          | an address with a port",
        "http: { listen: '::1:8080' }     | http.listen          | \"[::1]:8080\"",
        "http: { listen: '127.1:8080' }   | http.listen          | no IPv4 address",
        "http: { listen: '999.0.0.1:1' }  | http.listen          | has no address",
        "http: { listen: '[::g]:1' }      | http.listen          | an address with a port",
        "http: { listen: '127.0.0.1:65536' } | http.listen       | end at 65535",
        "http: { path: rest }             | http.path            | a path like /rest",
        "http: { path: /rest/ }           | http.path            | none at its end",
        "http: { path: / }                | http.path            | none at its end",
        "http: { path: /a/../b }          | http.path            | A-Za-z0-9",
        "http: { path: '/a b' }           | http.path            | A-Za-z0-9",
        "http: { path: /healthz }         | http.path            | is taken already",
        "http: { path: /docs/rest }       | http.path            | is taken already",
        "http: { lenient: yes }           | http.lenient         | write true or false",
        "http: { max_body: 5MiB }         | http.max_body        | to 4MiB",
        "iq: { timeout: 10 }              | iq.timeout           | no time with its unit",
        "iq: { timeout: 0s }              | iq.timeout           | from 1ms",
        "iq: { timeout: 301s }            | iq.timeout           | longer than max_timeout",
        "iq: { max_timeout: 25h }         | iq.max_timeout       | to 24h",
        "log: { format: json }            | log                  | is a section",
      })
  void anImpossibleValueIsAnError(String yaml, String key, String message) {
    List<String> problems = problems(MINIMAL + yaml + "\n");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).contains(": " + key + ": ").contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"component: 5", "component: [ 5 ]", "component: rest.example.net"})
  void aSectionWithoutKeysIsAnError(String yaml) {
    assertThat(problems(yaml)).contains("test.yml:1: component: must have keys below it, indented");
  }

  @Test
  void aShorterMaxTimeoutShortensTheDefaultTimeout() throws Exception {
    assertThat(load(MINIMAL + "iq: { max_timeout: 30s }\n").config().iq())
        .isEqualTo(new IqConfig(Duration.ofSeconds(30), Duration.ofSeconds(30)));
  }

  @Test
  void theSandboxIsAnonymousOnLoopbackAndTheEnvironmentOverridesIt() throws Exception {
    GatewayConfig plain = ConfigFile.sandbox(Map.of(), Configs.CLOCK).config();
    GatewayConfig changed =
        ConfigFile.sandbox(Map.of("STANZAGATE_HTTP_LISTEN", "127.0.0.1:9"), Configs.CLOCK).config();

    assertThat(plain.component().domain().toString()).isEqualTo("gateway.sandbox");
    assertThat(plain.auth().anonymous()).isTrue();
    assertThat(plain.http().listen())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080));
    assertThat(changed.http().listen().getPort()).isEqualTo(9);
  }

  @Test
  void noSecretIsInAnyTextOfTheConfiguration() throws Exception {
    String token = "dmVyeSBzZWNyZXQgdG9rZW4K";
    var loaded = load(MINIMAL + "auth: { tokens: [ { token: " + token + " } ] }\n");

    assertThat(loaded.toString()).doesNotContain("s3cret").doesNotContain(token);
  }
}
