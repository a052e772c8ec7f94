package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  @Test
  void withoutArgumentsItSaysHowItIsUsed() {
    assertThat(execute(Map.of())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("Missing: --config FILE, or a command")
        .contains("Usage: stanzagate")
        .contains("check", "run", "sandbox");
  }

  @Test
  void helpIsNoError() {
    assertThat(execute(Map.of(), "--help")).isZero();
    assertThat(out.toString()).contains("Usage: stanzagate").contains("--config=FILE");
  }

  @Test
  void everyCommandHasItsHelp() {
    for (String command : new String[] {"run", "check", "sandbox"}) {
      assertThat(execute(Map.of(), command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: stanzagate " + command);
    }
  }

  @Test
  void theVersionIsTheBuilds() {
    assertThat(execute(Map.of(), "--version")).isZero();
    assertThat(out.toString().strip()).matches("stanzagate [0-9]+\\.[0-9]+\\.[0-9]+\\S*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--confg x", "check --confg x", "chekc", "--config", "run x"})
  void whatItDoesNotKnowIsRefused(String arguments) {
    assertThat(execute(Map.of(), arguments.split(" ", -1))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).isNotBlank().doesNotContain("Exception");
  }

  @Test
  void checkSaysOkToAConfigurationThatIs() throws Exception {
    Path file = config("component: { domain: rest.example.net, secret: s3cret }\n");

    assertThat(execute(Map.of(), "check", "--config", file.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo("ok");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theFileMayBeNamedBeforeTheCommandToo() throws Exception {
    Path file = config("component: { domain: rest.example.net, secret: s3cret }\n");

    assertThat(execute(Map.of(), "--config", file.toString(), "check")).isZero();
  }

  @Test
  void checkSaysEveryProblemALineEachEscaped() throws Exception {
    Path file = config("component: { domain: \"a\\n\\u202eb\" }\nhttp: { lsten: 1 }\n");

    assertThat(execute(Map.of(), "check", "--config", file.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith(file + ":1: component.secret: is missing"))
        .anyMatch(line -> line.startsWith(file + ":1: component.domain: \"a\\n\\u202eb\" is wrong"))
        .anyMatch(line -> line.equals(file + ":2: http.lsten: unknown key; did you mean listen?"));
  }

  @Test
  void checkSaysWarningsAndOk() {
    Map<String, String> environment =
        Map.of(
            "STANZAGATE_COMPONENT_DOMAIN", "rest.example.net",
            "STANZAGATE_COMPONENT_SECRET", "s3cret",
            "STANZAGATE_PORT", "tcp://10.0.0.1:8080");

    assertThat(execute(environment, "check")).isZero();
    assertThat(out.toString().strip()).isEqualTo("ok");
    assertThat(err.toString()).startsWith("environment variable STANZAGATE_PORT: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "run ", "sandbox "})
  void aFaultyConfigurationIsNeverStarted(String command) throws Exception {
    Path file = config("component: { domain: rest.example.net }\n");

    assertThat(execute(Map.of(), (command + "--config " + file).split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).startsWith(file + ":1: component.secret: is missing");
  }

  @Test
  void withoutAFileRunSaysWhatTheEnvironmentLacks() {
    assertThat(execute(Map.of(), "run")).isEqualTo(2);
    assertThat(err.toString()).contains("STANZAGATE_COMPONENT_DOMAIN");
  }

  private Path config(String yaml) throws IOException {
    return Files.writeString(directory.resolve("stanzagate.yml"), yaml);
  }

  private int execute(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = Main.commandLine(environment);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
