package org.stanzagate.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.stanzagate.config.ConfigFile.Loaded;

/** Configurations written down in tests. In what they say the file is called test.yml. */
final class Configs {
  static final String MINIMAL =
      """
      component:
        domain: rest.example.net
        secret: s3cret
      """;

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

  /** Always the same, for what is relative to it. */
  private static final Path DIRECTORY =
      Path.of(System.getProperty("java.io.tmpdir"), "config-" + ProcessHandle.current().pid());

  private Configs() {}

  static Loaded load(String yaml) throws ConfigException {
    return load(yaml, Map.of());
  }

  static Loaded load(String yaml, Map<String, String> environment) throws ConfigException {
    try {
      Files.createDirectories(DIRECTORY);
      Path file = Files.writeString(DIRECTORY.resolve("test.yml"), yaml);
      try {
        return ConfigFile.read(file, environment, CLOCK);
      } finally {
        Files.delete(file);
        Files.delete(DIRECTORY);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  /** What is wrong, without the folder that the file is in; empty if nothing is. */
  static List<String> problems(String yaml, Map<String, String> environment) {
    try {
      load(yaml, environment);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().replaceFirst("^/\\S*/", ""))
          .toList();
    }
  }
}
