package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that can't be read, aren't YAML, or are YAML of a kind that a configuration never is. */
class YamlFaultsTest {
  @TempDir Path directory;

  @Test
  void aMissingFileIsSaidInPlainWords() {
    Path file = directory.resolve("none.yml");

    assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), Configs.CLOCK))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ": there is no such file");
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThatThrownBy(() -> ConfigFile.read(directory, Map.of(), Configs.CLOCK))
        .isInstanceOf(ConfigException.class)
        .hasMessage(directory + ": is a directory; name the file in it");
  }

  @Test
  void aFileOfSomebodyElseIsSaidToBeThat() throws Exception {
    Path file = Files.writeString(directory.resolve("x.yml"), MINIMAL);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "root may read everything");

    assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), Configs.CLOCK))
        .hasMessage(file + ": may not be read by this user; change its owner or mode");
  }

  @Test
  void aHugeFileIsRefusedUnparsed() throws Exception {
    Path file = Files.write(directory.resolve("x.yml"), new byte[(1 << 20) + 1]);

    assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), Configs.CLOCK))
        .hasMessage(file + ": is larger than 1MiB; that is no configuration");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirLine() throws Exception {
    Path file = latin1("component:\n  domain: rest.example.net\n  secret: gr\u00fcn\n");

    assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), Configs.CLOCK))
        .hasMessage(file + ":3: is not UTF-8 here; save the file as UTF-8");
  }

  @Test
  void aUtf8SequenceThatEndsWithTheFileIsRefused() throws Exception {
    Path file = latin1("component:\n  domain: \u00c3");

    assertThatThrownBy(() -> ConfigFile.read(file, Map.of(), Configs.CLOCK))
        .hasMessage(file + ":2: is not UTF-8 here; save the file as UTF-8");
  }

  @Test
  void aControlCharacterIsRefusedWithItsLine() {
    assertThat(problems("component:\n  domain: \u0007x\n"))
        .containsExactly("test.yml:2: holds the control character U+0007; delete it");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreFine() throws Exception {
    assertThat(load("\uFEFF" + MINIMAL.replace("\n", "\r\n")).config())
        .isEqualTo(load(MINIMAL).config());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing but a comment\n", "---\n# nothing\n"})
  void anEmptyFileIsAnError(String yaml) {
    assertThat(problems(yaml)).contains("test.yml: is empty; start from conf/stanzagate.yml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- component\n", "rest.example.net\n", "42\n", "[]\n"})
  void aFileWithoutKeysIsAnError(String yaml) {
    assertThat(problems(yaml)).contains("test.yml:1: must hold keys at its top, like component:");
  }

  @Test
  void aSecondDocumentIsAnError() {
    assertThat(problems(MINIMAL + "---\nlog: json\n"))
        .containsExactly(
            "test.yml:5: begins a second YAML document; one file holds one configuration");
  }

  @Test
  void anEndOfTheDocumentIsFine() throws Exception {
    assertThat(load("%YAML 1.2\n---\n" + MINIMAL + "...\n").config())
        .isEqualTo(load(MINIMAL).config());
  }

  @Test
  void aDuplicateKeyIsAnErrorThatNamesBothLines() {
    assertThat(problems(MINIMAL + "log: text\nhttp: {}\nlog: json\n"))
        .containsExactly("test.yml:6: log: is there already in line 4; keep one");
  }

  @Test
  void anAliasIsAnErrorAndNothingElseIsSaidOfItsKey() {
    assertThat(problems(MINIMAL.replace("s3cret", "&a s3cret") + "log: *a\nhttp: *a\n"))
        .containsExactly(
            "test.yml:4: log: YAML aliases (*) are not supported; write the value out",
            "test.yml:5: http: YAML aliases (*) are not supported; write the value out");
  }

  @Test
  void aBombOfAliasesIsOnlyAnError() {
    StringBuilder yaml = new StringBuilder(MINIMAL).append("a0: &a0 [ x, x ]\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("a%d: &a%d [ *a%d, *a%d ]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(problems(yaml.toString())).hasSize(30 + 29 * 2);
  }

  @Test
  void aTagIsAnError() {
    assertThat(problems(MINIMAL + "log: !!binary dGV4dA==\n"))
        .containsExactly("test.yml:4: log: YAML tags (!) are not supported; put text in quotes");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000})
  void deepNestingIsAnError(int depth) {
    assertThat(problems(MINIMAL + "log: " + "[".repeat(depth) + "]".repeat(depth) + "\n"))
        .anyMatch(problem -> problem.startsWith("test.yml:") && problem.contains("nest"));
  }

  @Test
  void aTabIsAnErrorInItsLine() {
    assertThat(problems(MINIMAL + "http:\n\tpath: /x\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:5: is not YAML here: found character '\\t(TAB)'")
        .contains("indent with blanks");
  }

  @Test
  void anIpv6AddressWithoutQuotesIsAnErrorThatAsksForThem() {
    assertThat(problems(MINIMAL + "http:\n  listen: [::1]:8080\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:5: is not YAML here: ")
        .contains("put text with [ ] { } : # @ * & ! % in quotes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"log: 'text\n", "log: @x\n", "log: a: b\n", "? [ a ]\n: b\n", "log\n"})
  void whatIsNoYamlIsOneErrorWithItsLine(String yaml) {
    assertThat(problems(MINIMAL + yaml))
        .singleElement()
        .asString()
        .matches("test\\.yml:[456]: is not YAML here: \\S.*");
  }

  private Path latin1(String text) throws IOException {
    return Files.write(directory.resolve("x.yml"), text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
