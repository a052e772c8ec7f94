package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever finds an example knows what it does and how to start it; and it is known to work. */
class ExamplesTest {
  private static final int HEADER = 4;

  static List<Path> examples() throws IOException {
    return files(Path.of("examples"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itSaysHowToStartIt(Path example) throws IOException {
    assertThat(example).isExecutable();
    try (Stream<String> lines = Files.lines(example)) {
      List<String> header = lines.limit(HEADER).toList();
      assertThat(header.get(0)).startsWith("#!/");
      assertThat(header.subList(1, HEADER)).allMatch(line -> line.matches("(#|//) .+"));
      assertThat(header.get(2)).contains(" Start it with: ", " " + example);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theReadmeHasIt(Path example) throws IOException {
    assertThat(Path.of("README.md"))
        .content()
        .contains("| [" + example.getFileName() + "](" + example + ") |");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aTestRunsIt(Path example) throws IOException {
    StringBuilder tests = new StringBuilder();
    for (Path test : files(Path.of("src/test/java/org/stanzagate/it"))) {
      tests.append(Files.readString(test));
    }
    assertThat(tests.indexOf("\"" + example.getFileName() + "\"")).isPositive();
  }
}
