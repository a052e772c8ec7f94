package org.stanzagate.config;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.stanzagate.config.YamlNode.Mapping;

/**
 * Reads the configuration from a YAML file and the environment, in which
 * STANZAGATE_COMPONENT_SECRET stands for {@code component.secret}, and comes before the file. Safe
 * in any thread.
 */
public final class ConfigFile {
  private static final String SANDBOX =
      """
      component:
        domain: gateway.sandbox
        secret: sandbox
      auth:
        anonymous: true
      """;

  private ConfigFile() {}

  /**
   * A configuration that can be used.
   *
   * @param settings all of it again, key by key
   * @param obstacles what a part of it won't work for as things are, though there is no fault in it
   * @param warnings what is odd and does no harm
   */
  public record Loaded(
      GatewayConfig config,
      Settings settings,
      List<ConfigProblem> obstacles,
      List<ConfigProblem> warnings) {
    public Loaded {
      obstacles = List.copyOf(obstacles);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads a file; what the environment says overrides it.
   *
   * @throws ConfigException with every problem there is
   */
  public static Loaded read(Path file, Map<String, String> environment, Clock clock)
      throws ConfigException {
    return load(file.toString(), YamlText.read(file), directoryOf(file), environment, clock);
  }

  /**
   * Reads the environment alone.
   *
   * @throws ConfigException with every problem there is
   */
  public static Loaded environment(Map<String, String> environment, Clock clock)
      throws ConfigException {
    return load("no --config FILE", "{}", Path.of(""), environment, clock);
  }

  /**
   * What the sandbox runs with where no file is given: anonymous, on loopback.
   *
   * @throws ConfigException if the environment, which overrides this too, is faulty
   */
  public static Loaded sandbox(Map<String, String> environment, Clock clock)
      throws ConfigException {
    return load("sandbox", SANDBOX, Path.of(""), environment, clock);
  }

  private static Loaded load(
      String source, String yaml, Path directory, Map<String, String> environment, Clock clock)
      throws ConfigException {
    Reading reading = new Reading(directory, new Variables(environment), clock.instant());
    Mapping file = YamlReader.read(source, yaml, reading.problems());
    var config = new GatewayKeys(Section.root(reading, file), reading).read();
    reading.keys().check("", file, reading.problems());
    if (config.isEmpty() || !reading.problems().isEmpty()) {
      throw reading.problems().exception(reading.obstacles());
    }
    reading.warnings().addAll(reading.keys().warnings(reading.variables()));
    return new Loaded(
        config.get(), new Settings(reading.settings()), reading.obstacles(), reading.warnings());
  }

  private static Path directoryOf(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? file : directory;
  }
}
