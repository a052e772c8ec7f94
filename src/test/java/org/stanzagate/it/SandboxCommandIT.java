package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that anybody tries: the sandbox, and the curl lines that it prints. */
@Tag("jdk")
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SandboxCommandIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern CURL_LINE = Pattern.compile("(?m)^\\s*(curl .*)$");
  private static final Pattern ALL_CURL_LINES = Pattern.compile("(?ms)(^\\s*curl [^\\n]*\\n.*){4}");

  @Test
  void thePrintedCurlLinesWorkAsPrinted(@TempDir Path home) throws Exception {
    Assumptions.assumeTrue(ServerPackages.find("curl").isPresent(), "no curl here");
    // Has curl tell the status after the answer, with the line itself left as it is.
    Files.writeString(home.resolve(".curlrc"), "write-out = \"\\n%{http_code}\"\n");

    // The default port may be taken on the machine that runs the tests.
    Map<String, String> anyPort = Map.of("STANZAGATE_HTTP_LISTEN", "127.0.0.1:0");
    try (GatewayProcess sandbox = GatewayProcess.launch(anyPort, List.of(), "sandbox")) {
      sandbox.awaitListening();
      sandbox.awaitReady();
      sandbox.awaitLog(ALL_CURL_LINES);
      List<String> lines =
          CURL_LINE.matcher(sandbox.printed()).results().map(line -> line.group(1)).toList();

      assertThat(lines).hasSize(4);
      for (String line : lines) {
        assertThat(runInShell(line, home)).as(line).matches("(?s).*\\n(200|202)");
      }
      sandbox.terminate();
      assertThat(sandbox.awaitExit()).isZero();
    }
  }

  private static String runInShell(String line, Path home) {
    return ChildProcess.run(LIMIT, Map.of("HOME", home.toString()), List.of("sh", "-c", line));
  }
}
