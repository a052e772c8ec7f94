package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.config.CallbackConfig.Filters;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.JidPattern;
import org.stanzagate.stanza.Kind;
import org.stanzagate.tls.Authorities;

class CallbackKeysTest {
  private static final String TOKEN = "auth: { tokens: [ { token: dmVyeSBzZWNyZXQgdG9rZW4K, ";

  @Test
  void aWholeCallbackIsRead() throws Exception {
    List<CallbackConfig> callbacks =
        load(MINIMAL
                + """
                callbacks:
                  - name: bots
                    url: http://127.0.0.1:5000/stanzas/{kind}/{type}?to={to}&from={from}
                    to: [ Bot@rest.example.net ]
                    from: [ "*@example.net", "*.example.org" ]
                    stanzas: [ message, iq ]
                    events: [ bare, full ]
                    content_type: application/json
                    timeout: 500ms
                    max_connections: 4
                    max_response: 1MiB
                    max_queue: 7
                    secret:
                      - whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3
                      - whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY4
                    headers: { X-Api-Key: 17, Authorization: Bearer x }
                    delivery: durable
                    expire: 2h
                  - url: https://bot.example.net
                """)
            .config()
            .callbacks();

    assertThat(callbacks)
        .containsExactly(
            new CallbackConfig(
                "bots",
                new Filters(
                    List.of(JidPattern.parse("bot@rest.example.net")),
                    List.of(JidPattern.parse("*@example.net"), JidPattern.parse("*.example.org")),
                    Set.of(Kind.MESSAGE, Kind.IQ),
                    Set.of(AddressForm.BARE, AddressForm.FULL)),
                new WebhookConfig(
                    "http://127.0.0.1:5000/stanzas/{kind}/{type}?to={to}&from={from}",
                    new Authorities(List.of()),
                    "application/json",
                    Duration.ofMillis(500),
                    4,
                    1 << 20,
                    List.of(
                        new Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
                        new Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY4")),
                    Map.of("X-Api-Key", new Secret("17"), "Authorization", new Secret("Bearer x")),
                    true),
                7,
                Duration.ofHours(2)),
            new CallbackConfig(
                "callback-2",
                new Filters(
                    List.of(), List.of(), Set.of(Kind.values()), Set.of(AddressForm.values())),
                new WebhookConfig(
                    "https://bot.example.net",
                    new Authorities(List.of()),
                    null,
                    Duration.ofSeconds(15),
                    40,
                    192 << 10,
                    List.of(),
                    Map.of(),
                    false),
                10_000,
                Duration.ofHours(75)));
  }

  @Test
  void noLogShowsItsSecrets() throws Exception {
    String yaml =
        "callback: { url: 'http://h/', headers: { A: s3same }, secret: whsec_"
            + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3 }\n";

    assertThat(load(MINIMAL + yaml).config().callbacks().toString())
        .doesNotContain("s3same", "MDEyMzQ1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: a b                        | name        | write a name",
        "to: []                           | to          | would let nothing through",
        "to: bot@rest.example.net         | to          | is no list",
        "to: [ a@b/c ]                    | to[0]       | a pattern has no resource",
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
        "headers: { A: ü }                | headers.A   | visible ASCII",
        "delivery: eventually             | delivery    | write direct or durable",
        "expire: 9000h                    | expire      | to 8760h",
        "pull: nobody                     | pull        | names no token",
        "retries: 5                       | retries     | unknown key",
      })
  void aCallbacksValuesAreChecked(String line, String key, String message) {
    String target = line.startsWith("pull") ? "" : "url: 'http://127.0.0.1/', ";
    List<String> problems = problems(MINIMAL + "callbacks: [ { " + target + line + " } ]\n");

    assertThat(problems)
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
        "http://h/ü                | percent-encode what is not ASCII",
        "http://h:0/x              | there is no port 0",
        "http://h:65536/x          | there is no port 65536",
        "http://h:99999999999/x    | it names no host",
        "http://h:x/x              | it names no host",
        "http://my_bot:5000/x      | it names no host",
        "http://a..b/x             | it names no host",
        "http://256.1.1.1/x        | it names no host",
        "http://[::g]/x            | write a URL",
        "http://aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbb1234.example/ | so long",
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
  void aSingleCallbackIsAListOfOneAndCanComeFromTheEnvironment() throws Exception {
    Map<String, String> variable = Map.of("STANZAGATE_CALLBACK_URL", "http://127.0.0.1:5000/");

    assertThat(load(MINIMAL, variable).config().callbacks())
        .isEqualTo(
            load(MINIMAL + "callbacks: [ { url: 'http://127.0.0.1:5000/' } ]\n")
                .config()
                .callbacks());
    assertThat(problems(MINIMAL + "callbacks: [ { url: 'http://h/' } ]\n", variable))
        .singleElement()
        .asString()
        .endsWith("callback: is given beside callbacks; make it one of that list");
  }

  @Test
  void aTokenPullsInsteadOfAWebhook() throws Exception {
    String yaml =
        MINIMAL
            + TOKEN
            + "name: bot } ] }\ncallback: { pull: bot, expire: 1h, max_queue: 3, timeout: 1s }\n";

    CallbackConfig callback = load(yaml).config().callbacks().get(0);
    assertThat(callback.destination()).isEqualTo(new PullConfig("bot"));
    assertThat(callback.expire()).isEqualTo(Duration.ofHours(1));
    assertThat(callback.maxQueue()).isEqualTo(3);
    assertThat(callback.needsStore()).isTrue();
    assertThat(load(yaml).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.key()).isEqualTo("callback.timeout");
              assertThat(warning.message()).contains("means nothing beside pull");
            });
  }
}
