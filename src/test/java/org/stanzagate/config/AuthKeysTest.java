package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.AuthConfig.Token;

class AuthKeysTest {
  private static final String TOKEN = "dmVyeSBzZWNyZXQgdG9rZW4K";

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
  void aHashIsCheckedAndNotSupportedYet() {
    assertThat(
            problems(
                tokens("- { token: sha256:abc }", "- { token: 'sha256:" + "0a".repeat(32) + "' }")))
        .containsExactly(
            "test.yml:6: auth.tokens[0].token: the value is wrong (64 hexadecimal digits follow"
                + " sha256:); write visible ASCII without blanks, or what hash-token prints",
            "test.yml:7: auth.tokens[1].token: sha256: is not supported yet; give the token itself");
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
    Secret secret = new Secret(TOKEN);

    assertThatThrownBy(() -> new Token("a b", secret)).hasMessageContaining("characters");
    assertThatThrownBy(
            () ->
                new AuthConfig(
                    false, false, List.of(new Token("a", secret), new Token("b", secret))))
        .hasMessageContaining("the token b is the same as another");
    assertThatThrownBy(
            () ->
                new AuthConfig(
                    false, false, List.of(new Token("a", secret), new Token("a", new Secret("x")))))
        .hasMessageContaining("two tokens have the name a");
    assertThatThrownBy(() -> new IqConfig(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("longer than max_timeout");
    assertThatThrownBy(() -> new Secret("")).hasMessageContaining("not empty");
  }

  private static String tokens(String... items) {
    return MINIMAL + "auth:\n  tokens:\n    " + String.join("\n    ", items) + "\n";
  }
}
