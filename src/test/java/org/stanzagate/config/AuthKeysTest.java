package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.AuthConfig.Token;
import org.stanzagate.stanza.Kind;

class AuthKeysTest {
  private static final String TOKEN = "dmVyeSBzZWNyZXQgdG9rZW4K";

  /** As sha256sum prints it. */
  private static final String SHA_256 =
      "c368374e151883d5f733549844630f9b69256a774c2749e1443949bb20144c08";

  @Test
  void theComponentsLoginIsOpenOnlyWhileThereAreNoTokens() throws Exception {
    String token = "tokens: [ { token: " + TOKEN + " } ]";

    assertThat(load(MINIMAL).config().auth().componentLogin()).isTrue();
    assertThat(load(MINIMAL + "auth: { " + token + " }\n").config().auth().componentLogin())
        .isFalse();
    assertThat(
            load(MINIMAL + "auth: { component_login: true, " + token + " }\n")
                .config()
                .auth()
                .componentLogin())
        .isTrue();
  }

  @Test
  void anApiThatNobodyCouldUseIsAnError() {
    assertThat(problems(MINIMAL + "auth: { component_login: false }\n"))
        .containsExactly(
            "test.yml:4: auth.component_login: is off, and there are no tokens: nobody could use the"
                + " API; give one");
  }

  @Test
  void anonymousAloneIsEnoughOnLoopback() throws Exception {
    String yaml = MINIMAL + "auth: { component_login: false, anonymous: true }\n";

    assertThat(load(yaml).config().auth()).isEqualTo(new AuthConfig(true, false, List.of()));
    assertThat(load(yaml + "http: { listen: 'localhost:1' }\n").config().auth().anonymous())
        .isTrue();
    assertThat(load(yaml + "http: { listen: '127.8.9.10:1' }\n").config().auth().anonymous())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080", "[::ffff:192.0.2.1]:1"})
  void anonymousIsRefusedElsewhere(String listen) {
    assertThat(
            problems(MINIMAL + "http:\n  listen: \"" + listen + "\"\nauth:\n  anonymous: true\n"))
        .containsExactly(
            "test.yml:7: auth.anonymous: would let in everybody who reaches http.listen; keep that on"
                + " loopback, or give tokens");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a:b", "a/b", "\u00e4", "a\u202eb"})
  void aNameOfOtherCharactersIsAnError(String name) {
    assertThat(problems(tokens("- { token: " + TOKEN + ", name: '" + name + "' }")))
        .singleElement()
        .asString()
        .startsWith("test.yml:6: auth.tokens[0].name: \"" + name + "\" is wrong; ");
  }

  @Test
  void twoTokensOfOneNameAreAnErrorThatOfAMadeNameToo() {
    assertThat(
            problems(
                tokens(
                    "- { token: " + TOKEN + "1, name: a }",
                    "- { token: " + TOKEN + "2, name: a }",
                    "- { token: " + TOKEN + "3, name: token-4 }",
                    "- { token: " + TOKEN + "4 }")))
        .containsExactly(
            "test.yml:7: auth.tokens[1].name: \"a\" is the name of number 1 too; choose another",
            "test.yml:9: auth.tokens[3].name: \"token-4\" is the name of number 3 too; choose"
                + " another");
  }

  @Test
  void aTokenTwiceIsAnErrorThatDoesNotShowIt() {
    assertThat(problems(tokens("- { token: " + TOKEN + " }", "- { token: " + TOKEN + " }")))
        .containsExactly(
            "test.yml:7: auth.tokens[1].token: is the same as another; give each its own");
  }

  @Test
  void aTokenThatNoHeaderCouldCarryIsAnErrorThatDoesNotShowIt() {
    assertThat(problems(tokens("- { token: 'very secret token' }", "- { token: 'gr\u00fcn' }")))
        .containsExactly(
            "test.yml:6: auth.tokens[0].token: the value is wrong; write visible ASCII without"
                + " blanks, or what hash-token prints",
            "test.yml:7: auth.tokens[1].token: the value is wrong; write visible ASCII without"
                + " blanks, or what hash-token prints");
  }

  @Test
  void aHashStandsForItsTokenInAnyCaseOfItsDigits() throws Exception {
    String hash = TokenHash.of(TOKEN).text();

    assertThat(auth(tokens("- { token: '" + hash + "' }")))
        .isEqualTo(auth(tokens("- { token: " + TOKEN + " }")));
    assertThat(
            auth(
                tokens("- { token: 'sha256:" + hash.substring(7).toUpperCase(Locale.ROOT) + "' }")))
        .isEqualTo(auth(tokens("- { token: " + TOKEN + " }")));
    assertThat(hash).isEqualTo("sha256:" + SHA_256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:",
        "sha256:abc",
        "sha256: abc",
        "sha256:g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      })
  void aHashThatIsNoneIsAnErrorThatDoesNotShowIt(String hash) {
    assertThat(problems(tokens("- { token: '" + hash + "' }")))
        .containsExactly(
            "test.yml:6: auth.tokens[0].token: the value is wrong (64 hexadecimal digits follow"
                + " sha256:); write visible ASCII without blanks, or what hash-token prints");
  }

  @Test
  void aTokenAndItsHashAreTheSameToken() {
    assertThat(
            problems(tokens("- { token: " + TOKEN + " }", "- { token: 'sha256:" + SHA_256 + "' }")))
        .containsExactly(
            "test.yml:7: auth.tokens[1].token: is the same as another; give each its own");
  }

  @Test
  void aHashMayBeInAFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "sha256:" + SHA_256 + "\n");

    assertThat(auth(tokens("- { token_file: '" + file + "' }")))
        .isEqualTo(auth(tokens("- { token: " + TOKEN + " }")));
  }

  @Test
  void allLimitsOfATokenAreTaken() throws Exception {
    Token token =
        auth(tokens(
                "- token: " + TOKEN,
                "  name: echobot",
                "  from: [ BOT@rest.example.net, '*@*.example.net', '*.net' ]",
                "  kinds: [ iq, message ]",
                "  to: [ '*@example.net', d, a@d ]",
                "  expires: 2027-01-01T00:00:00Z",
                "  rate: 100/s",
                "  admin: true"))
            .tokens()
            .get(0);

    assertThat(token.scope())
        .isEqualTo(
            Tokens.token("echobot", TOKEN)
                .from("bot@rest.example.net", "*@*.example.net", "*.net")
                .kinds(Kind.MESSAGE, Kind.IQ)
                .to("*@example.net", "d", "a@d")
                .scope());
    assertThat(token.expires()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(token.rate()).isEqualTo(new Rate(100, Duration.ofSeconds(1)));
    assertThat(token.admin()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1/s, 1, 1", "60/m, 60, 60", "1000000/h, 1000000, 3600"})
  void aRateIsASecondsAMinutesOrAnHours(String text, int requests, long seconds) throws Exception {
    assertThat(
            auth(tokens("- { token: " + TOKEN + ", rate: " + text + " }")).tokens().get(0).rate())
        .isEqualTo(new Rate(requests, Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expires: tomorrow     | expires | a time in UTC",
        "expires: 2027-01-01   | expires | a time in UTC",
        "rate: 100             | rate    | like 100/s",
        "rate: 0/s             | rate    | like 100/s",
        "rate: 007/s           | rate    | like 100/s",
        "rate: 1000001/s       | rate    | like 100/s",
        "rate: 1/d             | rate    | like 100/s",
        "kinds: []             | kinds   | would let nothing through",
        "from: []              | from    | would let nothing through",
        "to: []                | to      | would let nothing through",
        "kinds: [ messages ]   | kinds   | iq or message or presence",
        "to: [ 'a@b/c' ]       | to      | no resource",
        "to: [ '*' ]           | to      | no pattern",
        "admin: 1              | admin   | true or false",
      })
  void aLimitThatIsNoneIsAnError(String limit, String key, String message) {
    assertThat(problems(tokens("- { token: " + TOKEN + ", " + limit + " }")))
        .singleElement()
        .asString()
        .startsWith("test.yml:6: auth.tokens[0]." + key)
        .contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bot@example.net",
        "*@example.net",
        "*.rest.example.net",
        "*@*.rest.example.net",
        "est.example.net",
        "*.xample.net"
      })
  void aSenderThatTheComponentCannotBeIsAnError(String pattern) {
    assertThat(
            problems(
                tokens(
                    "- { token: " + TOKEN + ", from: [ rest.example.net, '" + pattern + "' ] }")))
        .containsExactly(
            "test.yml:6: auth.tokens[0].from: "
                + pattern
                + " matches no address of the component, which has only those of its domain: write"
                + " rest.example.net, bot@rest.example.net or \"*@rest.example.net\"");
  }

  @Test
  void aTokenThatHasExpiredIsAWarning() throws Exception {
    var loaded =
        load(
            tokens(
                "- { token: " + TOKEN + "1, name: old, expires: 2026-11-22T10:00:00Z }",
                "- { token: " + TOKEN + "2, name: young, expires: 2026-11-22T10:00:01Z }"));

    assertThat(loaded.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.line()).isEqualTo(6);
              assertThat(warning.key()).isEqualTo("auth.tokens[0].expires");
              assertThat(warning.message())
                  .isEqualTo(
                      "2026-11-22T10:00:00Z is over, so the token old is refused; give a later time,"
                          + " or take the token out");
            });
  }

  @Test
  void noTokenHasTheNameOfTheComponentsOwnLogin() throws Exception {
    String yaml = tokens("- { token: " + TOKEN + ", name: rest.example.net }");

    assertThat(problems(yaml + "  component_login: true\n"))
        .containsExactly(
            "test.yml:6: auth.tokens[0].name: is the user of the component's own login; choose"
                + " another");
    assertThat(load(yaml).warnings()).isEmpty();
  }

  @Test
  void aShortTokenIsAWarning() throws Exception {
    assertThat(load(tokens("- { token: changeme }")).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.line()).isEqualTo(6);
              assertThat(warning.key()).isEqualTo("auth.tokens[0].token");
              assertThat(warning.message()).contains("short enough to be guessed");
            });
  }

  @Test
  void tokensAreSectionsInAList() {
    assertThat(problems(MINIMAL + "auth: { tokens: " + TOKEN + " }\n"))
        .containsExactly(
            "test.yml:4: auth.tokens: is no list; begin each item below it with a hyphen");
    assertThat(problems(tokens("- " + TOKEN)))
        .containsExactly("test.yml:6: auth.tokens[0]: must have keys, like name: …");
    assertThat(problems(tokens("- { name: a }")))
        .containsExactly("test.yml:6: auth.tokens[0].token: is missing; give token or token_file");
  }

  @Test
  void theRecordsRefuseWhatCannotBe() {
    assertThatThrownBy(() -> Tokens.token("a b", TOKEN).build()).hasMessageContaining("characters");
    assertThatThrownBy(() -> Tokens.auth(Tokens.token("a", TOKEN), Tokens.token("b", TOKEN)))
        .hasMessageContaining("the token b is the same as another");
    assertThatThrownBy(() -> Tokens.auth(Tokens.token("a", TOKEN), Tokens.token("a", "x")))
        .hasMessageContaining("two tokens have the name a");
    assertThatThrownBy(() -> new IqConfig(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("longer than max_timeout");
    assertThatThrownBy(() -> new Secret("")).hasMessageContaining("not empty");
    assertThatThrownBy(() -> new Rate(0, Duration.ofSeconds(1))).hasMessageContaining("at least");
    assertThatThrownBy(() -> TokenHash.ofHex("abc")).hasMessageContaining("64 hexadecimal digits");
  }

  @Test
  void noLogPrintsAHashByAccident() {
    assertThat(Tokens.token("a", TOKEN).build().toString()).doesNotContain(SHA_256.substring(0, 8));
  }

  private static AuthConfig auth(String yaml) throws ConfigException {
    return load(yaml).config().auth();
  }

  private static String tokens(String... items) {
    return MINIMAL + "auth:\n  tokens:\n    " + String.join("\n    ", items) + "\n";
  }
}
