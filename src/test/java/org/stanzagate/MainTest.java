package org.stanzagate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.tls.TestAuthority;
import picocli.CommandLine;

class MainTest {
  private static final String MINIMAL = "component: { domain: rest.example.net, secret: s3cret }\n";
  private static final String ANY_PORT = "http: { listen: '127.0.0.1:0' }\n";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private InputStream in = InputStream.nullInputStream();

  @TempDir Path directory;

  @Test
  void withoutArgumentsItSaysHowItIsUsed() {
    assertThat(execute(Map.of())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("Missing: --config FILE, or a command")
        .contains("Usage: stanzagate")
        .contains("check", "run", "sandbox", "hash-token");
  }

  @Test
  void helpIsNoError() {
    assertThat(execute(Map.of(), "--help")).isZero();
    assertThat(out.toString()).contains("Usage: stanzagate").contains("--config=FILE");
  }

  @Test
  void everyCommandHasItsHelp() {
    for (String command : new String[] {"run", "check", "sandbox", "hash-token"}) {
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
    Path file = config(MINIMAL + ANY_PORT);

    assertThat(execute(Map.of(), "check", "--config", file.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo("ok");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void theFileMayBeNamedBeforeTheCommandToo() throws Exception {
    Path file = config(MINIMAL + ANY_PORT);

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
            "STANZAGATE_HTTP_LISTEN", "127.0.0.1:0",
            "STANZAGATE_PORT", "tcp://10.0.0.1:8080");

    assertThat(execute(environment, "check")).isZero();
    assertThat(out.toString().strip()).isEqualTo("ok");
    assertThat(err.toString()).startsWith("environment variable STANZAGATE_PORT: ");
  }

  @Test
  void checkSaysThatTheListenerIsTakenUnlessTheGatewayItselfMayHaveIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Path file = config(MINIMAL + "http: { listen: '" + address + "' }\n");

      assertThat(execute(Map.of(), "check", "--config", file.toString())).isEqualTo(2);
      assertThat(out.toString()).isEmpty();
      assertThat(err.toString())
          .startsWith(file + ":2: http.listen: " + address + " is taken by another program; stop")
          .contains("check with --running");
      assertThat(execute(Map.of(), "check", "--running", "--config", file.toString())).isZero();
      assertThat(out.toString().strip()).isEqualTo("ok");
    }
  }

  @Test
  void checkSaysThatTheListenerOfMetricsIsTakenToo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String yaml = "http: { listen: '127.0.0.1:0' }\nmetrics: { listen: '" + address + "' }\n";
      Path file = config(MINIMAL + yaml);

      assertThat(execute(Map.of(), "check", "--config", file.toString())).isEqualTo(2);
      assertThat(err.toString())
          .startsWith(file + ":3: metrics.listen: " + address + " is taken by another program");
    }
  }

  @Test
  void checkSaysAllThatWouldNotWorkAtOnce() throws Exception {
    TestAuthority authority = new TestAuthority("Authority");
    TestAuthority.Issued ended = authority.issue("EC", Duration.ofDays(-1), "a.example");
    ended.writeChain(directory.resolve("cert.pem"));
    ended.writeKey(directory.resolve("key.pem"));
    String yaml =
        MINIMAL + "http: { listen: '127.0.0.1:0', tls_certificate: cert.pem, tls_key: key.pem }\n";
    Path file = config(yaml);

    assertThat(execute(Map.of(), "check", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith(file + ":2: http.tls_certificate: the certificate of CN=server ended at ");
    config(yaml + "callback: { url: 'http://bot:99999/' }\nstore: { url: 7 }\n");
    assertThat(execute(Map.of(), "check", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines().skip(1))
        .hasSize(3)
        .anyMatch(line -> line.contains(":2: http.tls_certificate: "))
        .anyMatch(line -> line.contains(":3: callback.url: ") && line.contains("no port 99999"))
        .anyMatch(line -> line.contains(":4: store.url: "));
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

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void hashTokenPrintsTheHashOfALineWithoutItsEnd(String end) {
    in = stream("dmVyeSBzZWNyZXQgdG9rZW4K" + end);

    assertThat(execute(Map.of(), "hash-token")).isZero();
    assertThat(out.toString().strip())
        .as("what sha256sum prints")
        .isEqualTo("sha256:c368374e151883d5f733549844630f9b69256a774c2749e1443949bb20144c08");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                  | There is no token",
        "`\n`                | There is no token",
        "`secret-1\nsecret-2` | more than one line",
        "`secret-1\n\n`      | more than one line",
        "`secret-1\r`        | more than one line",
        "`secret 1`          | no blanks",
        "`secret\t1`         | no blanks",
        "` secret-1`         | no blanks",
        "`sécret-1`          | only visible ASCII",
        "`sec\u007Fret`      | only visible ASCII",
        "`sha256:secret-1`   | the token itself",
      })
  void hashTokenRefusesWhatIsNoTokenAndDoesNotShowIt(String input, String message) {
    in = stream(input);

    assertThat(execute(Map.of(), "hash-token")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).singleElement().asString().contains(message);
    assertThat(err.toString()).doesNotContain("cret-1", "cret 1");
  }

  @Test
  void hashTokenTakesALongTokenAndNoLongerOne() {
    in = stream("x".repeat(1024) + "\r\n");
    assertThat(execute(Map.of(), "hash-token")).isZero();

    in = stream("x".repeat(1025));
    assertThat(execute(Map.of(), "hash-token")).isEqualTo(2);
    assertThat(err.toString()).contains("longer than 1024 characters");

    in = stream("x".repeat(10_000_000));
    assertThat(execute(Map.of(), "hash-token")).isEqualTo(2);
  }

  @Test
  void hashTokenWarnsOfATokenThatCanBeGuessed() {
    in = stream("changeme");

    assertThat(execute(Map.of(), "hash-token")).isZero();
    assertThat(out.toString()).startsWith("sha256:");
    assertThat(err.toString()).contains("short enough to be guessed").doesNotContain("changeme");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private Path config(String yaml) throws IOException {
    return Files.writeString(directory.resolve("stanzagate.yml"), yaml);
  }

  private int execute(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = Main.commandLine(environment, in);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
