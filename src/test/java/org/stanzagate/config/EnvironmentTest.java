package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables inside values, variables for whole keys, and secrets in files of their own. */
class EnvironmentTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "${NAME}                | value",
        "a-${NAME}-b${NAME}     | a-value-bvalue",
        "${NONE:-default}       | default",
        "${NAME:-default}       | value",
        "${EMPTY:-default}      | default",
        "x${NONE:-}y            | xy",
        "${NONE:-http://x:1/a}  | http://x:1/a",
        "$${NAME}               | ${NAME}",
        "$$${NAME}              | $${NAME}",
        "$NAME                  | $NAME",
        "a$b$                   | a$b$",
        "${LITERAL}             | ${NAME} \\ $1",
      })
  void aVariableInAValueIsFilledInOnce(String written, String value) throws Exception {
    var environment =
        Map.of("NAME", "value", "EMPTY", "", "LITERAL", "${NAME} \\ $1", "OTHER", "x");
    String yaml = MINIMAL.replace("s3cret", "'" + written.strip() + "'");

    assertThat(load(yaml, environment).config().component().secret().value()).isEqualTo(value);
  }

  @Test
  void aVariableCanStandForANumberAndInAList() throws Exception {
    String yaml =
        MINIMAL + "  port: ${PORT}\nauth: { tokens: [ { token: \"${TOKEN}\", name: a } ] }\n";
    var config = load(yaml, Map.of("PORT", "5275", "TOKEN", "dmVyeSBzZWNyZXQgdG9rZW4K")).config();

    assertThat(config.component().port()).isEqualTo(5275);
    assertThat(config.auth().tokens().get(0).hash())
        .isEqualTo(TokenHash.of("dmVyeSBzZWNyZXQgdG9rZW4K"));
  }

  @Test
  void aVariableThatIsNotSetIsAnErrorThatNamesIt() {
    assertThat(problems(MINIMAL.replace("s3cret", "${COMPONENT_SECRET}")))
        .containsExactly(
            "test.yml:3: component.secret: the environment variable COMPONENT_SECRET is not set; set"
                + " it, or write ${COMPONENT_SECRET:-default}");
  }

  @Test
  void aVariableThatIsEmptyLeavesTheKeyWithoutAValue() {
    assertThat(problems(MINIMAL.replace("s3cret", "${EMPTY}"), Map.of("EMPTY", "")))
        .singleElement()
        .asString()
        .startsWith("test.yml:3: component.secret: has no value; ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"${}", "${A B}", "${1A}", "${A", "${A:default}"})
  void aBraceWithoutANameIsAnError(String written) {
    assertThat(problems(MINIMAL.replace("s3cret", "'" + written + "'"), Map.of("A", "x")))
        .singleElement()
        .asString()
        .startsWith("test.yml:3: component.secret: ${…} holds no variable's name; ");
  }

  @Test
  void theEnvironmentOverridesTheFileAndIsTakenAsItIs() throws Exception {
    var config =
        load(
                MINIMAL.replace("s3cret", "${UNSET}"),
                Map.of(
                    "STANZAGATE_COMPONENT_SECRET", "pa${NAME}ss",
                    "STANZAGATE_COMPONENT_MAX_SEND", "16KiB",
                    "STANZAGATE_HTTP_LISTEN", "[::1]:8081",
                    "STANZAGATE_AUTH_ANONYMOUS", "true",
                    "STANZAGATE_LOG", "json"))
            .config();

    assertThat(config.component().secret().value()).isEqualTo("pa${NAME}ss");
    assertThat(config.component().maxSend()).isEqualTo(16 * 1024);
    assertThat(config.http().listen().getPort()).isEqualTo(8081);
    assertThat(config.auth().anonymous()).isTrue();
    assertThat(config.log()).isEqualTo(LogFormat.JSON);
  }

  @Test
  void theEnvironmentAloneIsEnough() throws Exception {
    var config =
        ConfigFile.environment(
                Map.of(
                    "STANZAGATE_COMPONENT_DOMAIN", "rest.example.net",
                    "STANZAGATE_COMPONENT_SECRET", "s3cret",
                    "STANZAGATE_STORE_URL", "jdbc:sqlite:/x.db"),
                Configs.CLOCK)
            .config();

    assertThat(config).isEqualTo(load(MINIMAL + "store: { url: 'jdbc:sqlite:/x.db' }\n").config());
  }

  @Test
  void anEmptyEnvironmentAloneSaysWhatItLacks() {
    assertThatThrownBy(() -> ConfigFile.environment(Map.of(), Configs.CLOCK))
        .hasMessageContaining("set STANZAGATE_COMPONENT_DOMAIN in the environment")
        .hasMessageContaining("set STANZAGATE_COMPONENT_SECRET in the environment")
        .hasMessageContaining("no --config FILE: ");
  }

  @Test
  void aVariableThatIsSetToNothingIsAnErrorNotTheDefault() {
    assertThat(problems(MINIMAL, Map.of("STANZAGATE_HTTP_PATH", "")))
        .containsExactly(
            "environment variable STANZAGATE_HTTP_PATH: http.path: has no value; write a path like"
                + " /rest");
  }

  @Test
  void unknownVariablesAreWarningsOnly() throws Exception {
    var warnings =
        load(
                MINIMAL,
                Map.of(
                    "STANZAGATE_PORT", "tcp://10.0.0.1:8080",
                    "STANZAGATE_COMPONENT_SECRT", "x",
                    "STANZAGATE_AUTH_TOKENS", "x",
                    "CHECKIN_PORT", "tcp://10.0.0.1:1",
                    "HOME", "/root"))
            .warnings();

    assertThat(warnings)
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "environment variable STANZAGATE_AUTH_TOKENS: stands for no key; only keys with one"
                + " value, outside lists, have a variable",
            "environment variable STANZAGATE_COMPONENT_SECRT: stands for no key; did you mean"
                + " STANZAGATE_COMPONENT_SECRET?",
            "environment variable STANZAGATE_PORT: stands for no key; only keys with one value,"
                + " outside lists, have a variable");
  }

  @Test
  void aVariableThatIsNotForAListIsNotBlamedForIt() {
    assertThat(problems(MINIMAL + "http: { cors: [ '*' ] }\n", Map.of("STANZAGATE_HTTP_CORS", "x")))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: http.cors[0]: ");
  }

  @Test
  void aSecretIsReadFromAFileBesideTheConfigurationLessItsEndOfLine() throws Exception {
    Files.writeString(directory.resolve("secret"), "pa${NAME}ss \n");
    Files.writeString(directory.resolve("token"), "dmVyeSBzZWNyZXQgdG9rZW4K\r\n");
    Path file =
        Files.writeString(
            directory.resolve("x.yml"),
            """
            component: { domain: rest.example.net, secret_file: secret }
            auth: { tokens: [ { token_file: "${DIR}/token", name: a } ] }
            """);
    var config = ConfigFile.read(file, Map.of("DIR", directory.toString()), Configs.CLOCK).config();

    assertThat(config.component().secret().value()).isEqualTo("pa${NAME}ss ");
    assertThat(config.auth().tokens().get(0).hash())
        .isEqualTo(TokenHash.of("dmVyeSBzZWNyZXQgdG9rZW4K"));
  }

  @Test
  void aFileThatTheEnvironmentNamesOverridesTheSecretInTheConfiguration() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "fromfile");
    var config =
        load(MINIMAL, Map.of("STANZAGATE_COMPONENT_SECRET_FILE", secret.toString())).config();

    assertThat(config.component().secret().value()).isEqualTo("fromfile");
  }

  @Test
  void aSecretAndItsFileBesideEachOtherAreAnError() {
    assertThat(problems(MINIMAL + "  secret_file: x\n"))
        .containsExactly(
            "test.yml:4: component.secret_file: is given beside the secret itself; keep one");
    assertThat(
            problems(
                MINIMAL,
                Map.of(
                    "STANZAGATE_COMPONENT_SECRET", "x", "STANZAGATE_COMPONENT_SECRET_FILE", "y")))
        .containsExactly(
            "environment variable STANZAGATE_COMPONENT_SECRET_FILE: component.secret_file: is given"
                + " beside the secret itself; keep one");
  }

  @Test
  void aSecretsFileThatCannotServeIsAnErrorThatNamesIt() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Path huge = Files.write(directory.resolve("huge"), new byte[5000]);
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});
    Path none = directory.resolve("none");

    assertThat(secretFile(Path.of("/dev/zero"))).isEqualTo("/dev/zero is larger than any secret");
    assertThat(secretFile(empty)).isEqualTo(empty + " is empty");
    assertThat(secretFile(huge)).isEqualTo(huge + " is larger than any secret");
    assertThat(secretFile(none)).isEqualTo(none + " can't be read: there is no such file");
    assertThat(secretFile(directory)).startsWith(directory + " ");
    assertThat(secretFile(binary)).startsWith(binary + " can't be read: ");
  }

  @Test
  void aSecretWithALineBreakInsideIsAnErrorThatDoesNotShowIt() throws Exception {
    Path two = Files.writeString(directory.resolve("two"), "hidden\nhidden\n");

    assertThat(secretFile(two))
        .isEqualTo("the value is wrong; write a secret of at most 1024 characters, on one line");
  }

  private static String secretFile(Path file) {
    List<String> problems =
        problems("component: { domain: rest.example.net, secret_file: '" + file + "' }\n");
    assertThat(problems).hasSize(1);
    return problems.get(0).replaceFirst("^test.yml:1: component.secret(_file)?: ", "");
  }
}
