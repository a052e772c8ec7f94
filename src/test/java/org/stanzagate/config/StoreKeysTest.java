package org.stanzagate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stanzagate.config.Configs.MINIMAL;
import static org.stanzagate.config.Configs.load;
import static org.stanzagate.config.Configs.problems;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeysTest {
  @TempDir Path folder;

  @Test
  void aRelativePathIsRelativeToTheFolderOfTheConfiguration() throws Exception {
    Path file = Files.writeString(folder.resolve("s.yml"), MINIMAL);
    StoreConfig usual = ConfigFile.read(file, Map.of(), Configs.CLOCK).config().store();
    assertThat(usual.url()).isEqualTo("jdbc:sqlite:" + folder.resolve("stanzagate.db"));

    Files.writeString(file, MINIMAL + "store: { url: 'jdbc:sqlite:../a/my store.db' }\n");
    StoreConfig other = ConfigFile.read(file, Map.of(), Configs.CLOCK).config().store();
    assertThat(other.url())
        .isEqualTo("jdbc:sqlite:" + folder.resolveSibling("a").resolve("my store.db"));
  }

  @Test
  void theEnvironmentComesFirst() throws Exception {
    Map<String, String> environment = Map.of("STANZAGATE_STORE_URL", "jdbc:sqlite:/b/x.db");
    assertThat(
            load(MINIMAL + "store: { url: 'jdbc:sqlite:/a/x.db' }\n", environment).config().store())
        .isEqualTo(new StoreConfig("jdbc:sqlite:/b/x.db"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://host/db",
        "jdbc:sqlite:",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite::resource:x.db",
        "jdbc:sqlite:file:x.db",
        "jdbc:sqlite:x.db?journal_mode=OFF",
        "jdbc:sqlite:folder/",
        "stanzagate.db",
      })
  void whatNamesNoPlainFileIsRefused(String url) {
    assertThat(problems(MINIMAL + "store: { url: '" + url + "' }\n"))
        .singleElement()
        .asString()
        .startsWith("test.yml:4: store.url: \"" + url + "\" is wrong (it names no ")
        .endsWith("; write a URL of SQLite, like jdbc:sqlite:stanzagate.db");
  }

  @Test
  void theFileOfTheCheckinsIsNotForTheStore() {
    assertThat(
            problems(
                MINIMAL
                    + "store: { url: 'jdbc:sqlite:/a/x.db' }\n"
                    + "checkin: { secret: s, database: /a/../a/x.db }\n"))
        .containsExactly(
            "test.yml:4: store.url: is the file of checkin.database; give each one of its own");
  }

  @Test
  void whereItIsNeededItsFolderMustBeThere() throws Exception {
    assertThat(obstacle(folder.resolve("x.db"))).isEmpty();
    assertThat(obstacle(folder.resolve("no/x.db")))
        .contains("there is no folder " + folder.resolve("no") + "; make it");
    assertThat(obstacle(Files.createDirectory(folder.resolve("f")))).isPresent();
    assertThat(folder).isDirectoryNotContaining("glob:**.db*");
  }

  private Optional<String> obstacle(Path file) throws Exception {
    Reading reading = new Reading(folder, new Variables(Map.of()), Configs.CLOCK.instant());
    var root = Section.root(reading, YamlReader.read("x", "{}", reading.problems()));
    new StoreKeys(root.section("store"), folder).needed(new StoreConfig("jdbc:sqlite:" + file));
    return reading.obstacles().stream().map(ConfigProblem::message).findFirst();
  }
}
