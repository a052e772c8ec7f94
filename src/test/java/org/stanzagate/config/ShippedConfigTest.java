package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stanzagate.tls.TestAuthority;

/** conf/stanzagate.yml says what the program does, key by key. */
class ShippedConfigTest {
  /** A key that a user takes the # away from; "# " begins an explanation. */
  private static final Pattern COMMENTED = Pattern.compile("^( *)#((?:- )?[a-z_]+:)");

  @TempDir Path directory;

  private List<String> lines = List.of();

  @BeforeEach
  void readTheFileAndMakeThoseThatItNames() throws Exception {
    lines = Files.readAllLines(Path.of("conf/stanzagate.yml"));
    TestAuthority authority = new TestAuthority("Authority");
    authority.write(directory.resolve("ca.pem"));
    TestAuthority.Issued issued = authority.issue("stanzagate.example");
    issued.writeChain(directory.resolve("cert.pem"));
    issued.writeKey(directory.resolve("key.pem"));
  }

  @Test
  void itRunsAsItIsWithNothingButDefaults() throws Exception {
    GatewayConfig shipped = load(lines);

    assertThat(shipped).isEqualTo(Configs.load(Configs.MINIMAL).config());
  }

  @Test
  void everyValueShownForAServedKeyIsItsDefault() throws Exception {
    int tried = 0;
    boolean isInActiveSection = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      isInActiveSection = line.matches("#?[a-z]+:.*") ? !line.startsWith("#") : isInActiveSection;
      if (line.matches("#log:.*|  #[a-z_]+: .+")
          && (isInActiveSection || line.startsWith("#log"))
          && !isExample(i)) {
        tried++;
        List<String> changed = new ArrayList<>(lines);
        changed.set(i, line.replaceFirst("#", ""));
        assertThat(load(changed)).as(line).isEqualTo(load(lines));
      }
    }

    assertThat(tried).isEqualTo(16);
  }

  @Test
  void everyKeyUncommentedIsServed() {
    assertThat(problems(askingForSomething())).isEmpty();
  }

  @Test
  void everyKeyThatTheProgramKnowsIsThere() throws Exception {
    Reading reading = new Reading(directory, new Variables(Map.of()), Instant.EPOCH);
    String yaml = String.join("\n", askingForSomething());
    var root = Section.root(reading, YamlReader.read("x", yaml, reading.problems()));
    assertThat(new GatewayKeys(root, reading).read()).isPresent();
    String text = String.join("\n", lines);

    assertThat(reading.keys().paths()).hasSizeGreaterThan(60);
    for (String path : reading.keys().paths()) {
      String key = path.substring(path.lastIndexOf('.') + 1);
      assertThat(text).as(path).containsPattern("\\b" + key.replaceFirst("_file$", "(_file)?:"));
    }
  }

  /** All keys uncommented, and those that would ask for nothing turned on. */
  private List<String> askingForSomething() {
    return lines.stream()
        .map(line -> COMMENTED.matcher(line).replaceFirst("$1$2"))
        .map(line -> line.replace("  tls: false", "  tls: true"))
        .map(line -> line.replace("http://127.0.0.1:5000/", "https://127.0.0.1:5000/"))
        .map(line -> line.replace("[]", "[ https://app.example.net ]"))
        .toList();
  }

  /** Whether what is said above a key, and above its neighbours, calls it one. */
  private boolean isExample(int line) {
    int first = line;
    while (!lines.get(first).isBlank() && !lines.get(first).endsWith(":")) {
      first--;
    }
    return lines.subList(first, line).stream().anyMatch(above -> above.contains("example"));
  }

  private GatewayConfig load(List<String> yaml) throws ConfigException {
    return Configs.load(inDirectory(yaml)).config();
  }

  private List<ConfigProblem> problems(List<String> yaml) {
    try {
      Configs.load(inDirectory(yaml));
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  /** With the files that it names made findable. */
  private String inDirectory(List<String> yaml) {
    return String.join("\n", yaml).replaceAll("(?<=_(file|certificate|key): )", directory + "/");
  }
}
